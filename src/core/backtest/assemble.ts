import type { CorporateAction, Outbox } from "../domain/index.ts";
import {
  ActionSchedule,
  Engine,
  type EngineListener,
  type EngineSetup,
  type FundingSchedule,
  HoldingSchedule,
  type LongerSeries,
  Playback,
  withLonger,
} from "../engine/index.ts";
import { type FillModel, type MarginTerms, SimulatedExchange, USUAL_MARGIN } from "../exchange/index.ts";
import { BarSeries } from "../market/index.ts";

/** The parts of a run over recorded data, put together. */
export interface Assembly {
  readonly engine: Engine;
  readonly exchange: SimulatedExchange;
  readonly playback: Playback;
  /** Those of the plan, then the longer ones. */
  readonly series: readonly BarSeries[];
}

/** Everything a run over recorded data is made of. */
export interface AssemblyPlan extends Omit<EngineSetup, "series" | "stepsExpected"> {
  readonly series: readonly Omit<ConstructorParameters<typeof BarSeries>[0], "id">[];
  /** Longer bars made of a series above; their ids follow on. */
  readonly longer: readonly LongerSeries[];
  readonly fills: FillModel;
  /** What stands behind contracts; left out: isolated, see `USUAL_MARGIN`. */
  readonly margin?: MarginTerms | undefined;
  /** When perpetuals pay funding; left out: never. */
  readonly funding?: readonly FundingSchedule[] | undefined;
  /** Splits and dividends; left out: none. */
  readonly actions?: readonly CorporateAction[] | undefined;
}

/**
 * Engine, simulated exchange and playback. With a `venue` the engine trades there: the exchange hears of no order, and
 * what the account pays and is paid comes from the venue. @throws StrategyFault when a strategy cannot make its indicators
 */
export function assemble(plan: AssemblyPlan, listener?: EngineListener, venue?: Outbox): Assembly {
  const {
    instruments,
    account,
    risk,
    runs,
    series: loaded,
    longer,
    fills,
    margin,
    funding,
    actions,
    ...rest
  } = plan;
  const series = withLonger(
    loaded.map((one, id) => new BarSeries({ id, ...one })),
    longer,
  );
  const exchange = new SimulatedExchange({
    instruments,
    balance: account.balance,
    leverage: risk.leverage.used,
    model: fills,
    margin: margin ?? USUAL_MARGIN,
  });
  const stepsExpected = Math.max(0, ...series.map(({ rows }) => rows));
  const setup: EngineSetup = { ...rest, instruments, series, runs, account, risk, stepsExpected };
  const engine = new Engine(setup, venue ?? exchange, listener);
  const payments = new HoldingSchedule(instruments, venue === undefined ? (funding ?? []) : []);
  const schedule = new ActionSchedule(venue === undefined ? (actions ?? []) : []);
  const playback = new Playback(engine, exchange, series, payments, schedule);
  return { engine, exchange, playback, series };
}
