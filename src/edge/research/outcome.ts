import type { Assembly, TapeAssembly } from "../../core/backtest/index.ts";
import type { Amount } from "../../core/base/index.ts";
import type { ClosedTrade, OpenPosition, PositionLiquidated } from "../../core/domain/index.ts";
import type { Latch } from "../../core/risk/index.ts";
import type { StoryRange, WhyDocument } from "../../core/views/index.ts";
import type { StopLevel } from "./stop-recorder.ts";
import { type FaultReport, reportOf } from "./strategy-problem.ts";

/** What a run came to. Plain data: it travels back from the worker. */
export interface RunOutcome {
  readonly bars: number;
  /** Time of the run alone: data in memory, strategies loaded. */
  readonly elapsedMs: number;
  /** False when it was stopped before its data ended. */
  readonly isComplete: boolean;
  /** Decision hash; of what was decided so far when it was stopped. */
  readonly hash: string;
  readonly equityTime: Float64Array;
  readonly equity: Float64Array;
  readonly initialEquity: number;
  readonly finalEquity: Amount;
  readonly fees: Amount;
  /** Funding and borrowing. Positive: paid. */
  readonly funding: Amount;
  /** Positive: received. */
  readonly dividends: Amount;
  readonly turnover: Amount;
  readonly trades: readonly ClosedTrade[];
  readonly open: readonly OpenPosition[];
  readonly refusals: Readonly<Record<string, number>>;
  readonly rejections: Readonly<Record<string, number>>;
  /** Positions that the venue closed, oldest first. */
  readonly liquidations: readonly PositionLiquidated[];
  /** Strategies that broke their contract and were stopped, oldest first. */
  readonly faults: readonly FaultReport[];
  /** Latches that were closed when it ended, oldest first. */
  readonly latches: readonly Latch[];
  /** Where protective stops stood, oldest first; empty unless `PlayOptions.stops` asked for them. */
  readonly stops: readonly StopLevel[];
  /** The story that was asked for; undefined unless `PlayOptions.story` did. */
  readonly told?: ToldStory | undefined;
}

/** What a run tells of one of its orders. */
export interface ToldStory {
  /** Under no run's name yet; undefined where there is no such order. */
  readonly story: WhyDocument | undefined;
  readonly range: StoryRange;
}

/** Collects the outcome of an assembly that has played. */
export function outcomeOf(
  { engine, playback }: Assembly | TapeAssembly,
  run: Pick<RunOutcome, "elapsedMs" | "hash" | "initialEquity" | "stops" | "told">,
): RunOutcome {
  const { portfolio, risk } = engine;
  const curve = engine.curve.endingWith(engine.now, engine.equity);
  return {
    ...run,
    bars: playback.bars,
    isComplete: playback.nextAt === Number.POSITIVE_INFINITY,
    equityTime: curve.time,
    equity: curve.equity,
    finalEquity: engine.exactEquity,
    fees: portfolio.fees,
    funding: portfolio.funding,
    dividends: portfolio.dividends,
    turnover: portfolio.turnover,
    trades: portfolio.trades,
    open: engine.openPositions(),
    refusals: Object.fromEntries(engine.refusals),
    rejections: Object.fromEntries(engine.rejections),
    liquidations: engine.liquidations,
    faults: engine.faults.map(reportOf),
    latches: risk.latches,
  };
}
