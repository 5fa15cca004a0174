import { type Assembly, assemble as assembleRuns } from "../../core/backtest/index.ts";
import type { Outbox } from "../../core/domain/index.ts";
import type { AnswerSource, EngineListener } from "../../core/engine/index.ts";
import type { Strategy } from "../../core/strategy/index.ts";
import { importStrategy } from "../strategies/index.ts";
import type { RunPlan } from "./run-plan.ts";

/** Loads the code of every planned strategy, in the order of `plan.runs`. @throws UserProblem, exit 2 */
export const importStrategies = (plan: RunPlan): Promise<Strategy[]> =>
  Promise.all(plan.runs.map(({ source }) => importStrategy(source)));

/** The parts of a plan, with its strategies loaded. @throws StrategyFault when one cannot make its indicators */
export function assemble(
  plan: RunPlan,
  strategies: readonly Strategy[],
  listener?: EngineListener,
  deciding?: Int32Array,
  answers?: AnswerSource,
  venue?: Outbox,
): Assembly {
  const runs = plan.runs.map((run, i) => ({ ...run, strategy: strategies[i] as Strategy })); // One each.
  return assembleRuns({ ...plan, runs, answers, ...(deciding && { deciding }) }, listener, venue);
}
