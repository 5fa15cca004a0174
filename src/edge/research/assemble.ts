import {
  type Assembly,
  type AssemblyPlan,
  assembleOnTapes,
  assemble as assembleRuns,
  type TapeAssembly,
} from "../../core/backtest/index.ts";
import type { Outbox } from "../../core/domain/index.ts";
import type { AnswerSource, EngineListener } from "../../core/engine/index.ts";
import type { Strategy } from "../../core/strategy/index.ts";
import { importStrategy } from "../strategies/index.ts";
import type { RunPlan } from "./run-plan.ts";

/** Loads the code of every planned strategy, in the order of `plan.runs`. @throws UserProblem, exit 2 */
export const importStrategies = (plan: RunPlan): Promise<Strategy[]> =>
  Promise.all(plan.runs.map(({ source }) => importStrategy(source)));

/** The parts of a plan, with its strategies loaded. @throws StrategyFault when one cannot make its indicators */
export const assemble = (
  plan: RunPlan,
  strategies: readonly Strategy[],
  listener?: EngineListener,
  deciding?: Int32Array,
  answers?: AnswerSource,
  venue?: Outbox,
): Assembly => assembleRuns(partsOf(plan, strategies, deciding, answers), listener, venue);

/** The same on whatever the plan is played on: bars, or recorded feeds. */
export const assembleRecorded = (
  plan: RunPlan,
  strategies: readonly Strategy[],
  listener: EngineListener,
  deciding: Int32Array,
): Assembly | TapeAssembly =>
  plan.tapes === undefined
    ? assemble(plan, strategies, listener, deciding)
    : assembleOnTapes(partsOf(plan, strategies, deciding), plan.tapes, listener);

function partsOf(
  { tapes, ...plan }: RunPlan,
  strategies: readonly Strategy[],
  deciding?: Int32Array,
  answers?: AnswerSource,
): AssemblyPlan {
  const runs = plan.runs.map((run, i) => ({ ...run, strategy: strategies[i] as Strategy })); // One each.
  return { ...plan, runs, answers, ...(deciding && { deciding }) };
}
