import {
  ActionSchedule,
  Engine,
  type EngineListener,
  HoldingSchedule,
  Playback,
  withLonger,
} from "../../core/engine/index.ts";
import { SimulatedExchange, USUAL_MARGIN } from "../../core/exchange/index.ts";
import { BarSeries } from "../../core/market/index.ts";
import type { Strategy } from "../../core/strategy/index.ts";
import { importStrategy } from "../strategies/index.ts";
import type { RunPlan } from "./run-plan.ts";

/** The parts of a run over recorded data, put together. */
export interface Assembly {
  readonly engine: Engine;
  readonly exchange: SimulatedExchange;
  readonly playback: Playback;
}

/** Loads the code of every planned strategy, in the order of `plan.runs`. @throws UserProblem, exit 2 */
export const importStrategies = (plan: RunPlan): Promise<Strategy[]> =>
  Promise.all(plan.runs.map(({ source }) => importStrategy(source)));

/** Engine, simulated exchange and playback of a plan. @throws StrategyFault when a strategy cannot make its indicators */
export function assemble(
  plan: RunPlan,
  strategies: readonly Strategy[],
  listener?: EngineListener,
  deciding?: Int32Array,
): Assembly {
  const { instruments, account, risk, onFault } = plan;
  const loaded = plan.series.map((one, id) => new BarSeries({ id, ...one }));
  const series = withLonger(loaded, plan.longer);
  const exchange = new SimulatedExchange({
    instruments,
    balance: account.balance,
    leverage: risk.leverage.used,
    model: plan.fills,
    margin: plan.margin ?? USUAL_MARGIN,
  });
  const runs = plan.runs.map((run, i) => ({ ...run, strategy: strategies[i] as Strategy })); // One each.
  const stepsExpected = Math.max(0, ...series.map(({ rows }) => rows));
  const watched = deciding === undefined ? {} : { deciding };
  const engine = new Engine(
    { instruments, series, runs, account, risk, onFault, stepsExpected, ...watched },
    exchange,
    listener,
  );
  const payments = new HoldingSchedule(instruments, plan.funding ?? []);
  const actions = new ActionSchedule(plan.actions ?? []);
  return { engine, exchange, playback: new Playback(engine, exchange, series, payments, actions) };
}
