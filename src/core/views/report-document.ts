import type { BenchmarkComparison, DrawdownPeriod, EquityPoint, Metrics } from "../analytics/index.ts";
import type { Direction, ExitReason } from "../domain/index.ts";
import type { StatusBroken } from "./status-document.ts";

/**
 * `timonel.report/1`: what `backtest --json` and `report RUN --json` print, and all that the terminal summary reads.
 * Money, prices and quantities are decimal strings, ratios and statistics numbers, times Unix ms UTC.
 */
export interface BacktestReport {
  readonly schema: "timonel.report/1";
  readonly run: string;
  readonly command: string;
  readonly strategies: readonly string[];
  /** Decision hash: equal hashes mean equal decisions. */
  readonly hash: string;
  readonly configHash: string;
  readonly dataHash: string;
  /** What stopped the run for good; null when nothing did. */
  readonly latch: ReportLatch | null;
  /** Strategies that broke their contract, and were asked no more; a backtest ends there, and writes nothing. */
  readonly brokenStrategies: readonly StatusBroken[];
  /** What a reader must know to trust the numbers, one sentence each. */
  readonly notices: readonly string[];
  readonly data: readonly ReportData[];
  readonly bars: number;
  readonly elapsedMs: number;
  readonly barsPerSecond: number;
  readonly account: ReportAccount;
  readonly metrics: Metrics;
  /** Of the run beside buying and holding its instruments. */
  readonly againstBenchmark: BenchmarkComparison;
  /** By symbol, every instrument of the run. Of this and the other cuts, `metricsBy` says what they hold. */
  readonly byInstrument: Readonly<Record<string, Metrics>>;
  /** By the name of the strategy; like the next two only what has a closed trade. */
  readonly byStrategy: Readonly<Record<string, Metrics>>;
  /** By `long` and `short`. */
  readonly bySide: Readonly<Partial<Record<Direction, Metrics>>>;
  readonly byExitReason: Readonly<Partial<Record<ExitReason, Metrics>>>;
  readonly open: readonly ReportOpenPosition[];
  readonly trades: readonly ReportTrade[];
  /** At most 5,000 points. */
  readonly equity: readonly EquityPoint[];
  /** The ten deepest, deepest first, from all steps of the run and not only from the points of `equity`. */
  readonly drawdowns: readonly DrawdownPeriod[];
  /** Positions that the venue closed because their margin was used up, oldest first. */
  readonly liquidations: readonly ReportLiquidation[];
  /** How often our risk said no, by kind of refusal. */
  readonly refusals: Readonly<Record<string, number>>;
  /** How often the venue said no, by kind of rejection. */
  readonly rejections: Readonly<Record<string, number>>;
}

export interface ReportLatch {
  readonly kind: string;
  readonly at: number;
  /** The numbers behind it, as a sentence. */
  readonly detail: string;
}

/** One recorded series that the run read. */
export interface ReportData {
  readonly instrument: string;
  readonly timeframe: string;
  readonly bars: number;
  /** Starts of the first and the last bar. */
  readonly from: number;
  readonly to: number;
  readonly gaps: number;
  /** Bars that the gaps leave out. */
  readonly missing: number;
  readonly warnings: readonly string[];
}

export interface ReportAccount {
  readonly currency: string;
  readonly initial: string;
  /** Open positions marked at the last price. */
  readonly final: string;
  /** Positive: paid. */
  readonly fees: string;
  /** For holding positions: funding, and borrowing of what was sold short. Positive: paid. */
  readonly funding: string;
  /** Of shares held. Positive: received. */
  readonly dividends: string;
  /** Value of all entries and exits: what the fees were paid for. */
  readonly turnover: string;
}

export interface ReportTrade {
  readonly id: number;
  readonly instrument: string;
  readonly side: Direction;
  readonly quantity: string;
  readonly entryTime: number;
  readonly entryPrice: string;
  readonly exitTime: number;
  readonly exitPrice: string;
  readonly fees: string;
  /** Funding, borrowing and dividends while it was held. Positive: paid. */
  readonly funding: string;
  readonly pnl: string;
  /** `pnl` as a share of the entry value. */
  readonly returnOnEntry: number;
  readonly mfe: number;
  readonly mae: number;
  readonly exitReason: ExitReason;
  readonly strategy: string;
}

/** A position that the venue closed. */
export interface ReportLiquidation {
  readonly instrument: string;
  readonly side: Direction;
  readonly quantity: string;
  readonly price: string;
  /** The liquidation fee. */
  readonly fee: string;
  /** Loss beyond the margin, taken by the venue's insurance fund. */
  readonly insured: string;
  readonly at: number;
}

/** Marked at the end, and no trade yet. */
export interface ReportOpenPosition {
  readonly instrument: string;
  readonly side: Direction;
  readonly quantity: string;
  readonly entryTime: number;
  readonly entryPrice: string;
  readonly markPrice: string;
  readonly fees: string;
  readonly funding: string;
  readonly pnl: string;
  readonly mfe: number;
  readonly mae: number;
  readonly strategy: string;
}
