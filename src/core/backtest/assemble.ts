import { assert, type Price } from "../base/index.ts";
import type { CorporateAction, InstrumentId, Outbox } from "../domain/index.ts";
import {
  ActionSchedule,
  Engine,
  type EngineListener,
  type EngineSetup,
  type FundingSchedule,
  HoldingSchedule,
  type LongerSeries,
  Playback,
  TapePlayback,
  withLonger,
} from "../engine/index.ts";
import {
  type FillModel,
  type MarginTerms,
  SimulatedExchange,
  type TapeModel,
  USUAL_MARGIN,
} from "../exchange/index.ts";
import { BarSeries, type TapeEvent, TickScale } from "../market/index.ts";

/** The parts of a run over recorded data, put together. */
export interface Assembly {
  readonly engine: Engine;
  readonly exchange: SimulatedExchange;
  readonly playback: Playback;
  /** Those of the plan, then the longer ones. */
  readonly series: readonly BarSeries[];
}

/** The same where instruments are played on their tapes. */
export interface TapeAssembly extends Omit<Assembly, "playback"> {
  readonly playback: TapePlayback;
}

/** What an instrument is played on instead of its bars, which are made of these trades. */
export interface PlannedTape {
  readonly instrument: InstrumentId;
  /** Prices are whole ticks of this. */
  readonly tick: Price;
  readonly events: readonly TapeEvent[];
  readonly model: TapeModel;
  /** Levels of each side that a strategy with `onBook` is shown. */
  readonly levels: number;
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
  const parts = partsOf(plan, listener, venue);
  const { engine, exchange, series } = parts;
  const { instruments, funding, actions } = plan;
  const payments = new HoldingSchedule(instruments, venue === undefined ? (funding ?? []) : []);
  const schedule = new ActionSchedule(venue === undefined ? (actions ?? []) : []);
  return { ...parts, playback: new Playback(engine, exchange, series, payments, schedule) };
}

/** The same on tapes, one for each instrument. @throws StrategyFault when a strategy cannot make its indicators */
export function assembleOnTapes(
  plan: AssemblyPlan,
  tapes: readonly PlannedTape[],
  listener?: EngineListener,
): TapeAssembly {
  const parts = partsOf(plan, listener);
  const { engine, exchange, series } = parts;
  const { instruments, funding, runs, actions = [] } = plan;
  assert(actions.length === 0, "splits and dividends are not played on tapes");
  const played = tapes.map(({ instrument, tick, events, model, levels }) => {
    exchange.followTape(instrument, tick, model);
    const hears = runs.some((run) => run.instrument === instrument && run.strategy.onBook !== undefined);
    const own = series.filter((one) => one.instrument === instrument);
    return { instrument, events, scale: new TickScale(tick), series: own, depth: hears ? levels : 0 };
  });
  const payments = new HoldingSchedule(instruments, funding ?? []);
  return { ...parts, playback: new TapePlayback(engine, exchange, played, payments) };
}

function partsOf(
  plan: AssemblyPlan,
  listener: EngineListener | undefined,
  venue?: Outbox,
): Omit<Assembly, "playback"> {
  const { series: loaded, longer, fills, margin, ...rest } = plan;
  const { instruments, account, risk } = rest;
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
  const setup: EngineSetup = { ...rest, series, stepsExpected };
  return { engine: new Engine(setup, venue ?? exchange, listener), exchange, series };
}
