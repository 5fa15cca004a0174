import type { ClosedTrade, OpenPosition } from "../domain/index.ts";

/** What is left of a finished run: the input of every function of this room. Equity in `account.currency`. */
export interface RunRecord {
  /** Before the first step; positive. */
  readonly initialEquity: number;
  /** When the bars of each step closed, Unix ms, ascending. May be a view of a bigger buffer. */
  readonly equityTime: Float64Array;
  /** Equity after each step, marked at the closes; as long as `equityTime`. */
  readonly equity: Float64Array;
  /** In order of closing. */
  readonly trades: readonly ClosedTrade[];
  /** What was held at the end. */
  readonly open: readonly OpenPosition[];
  /** The closes of each instrument of the run; the place in the list is the `InstrumentId`. */
  readonly benchmark: readonly BenchmarkCloses[];
  /** Days a year on which the market trades: 365 when it never closes, 252 for most shares. */
  readonly periodsPerYear: number;
  /** Its markets have five days a week: what they do at a weekend's end or beginning belongs to Friday, or Monday. */
  readonly restsAtWeekends?: boolean;
}

/** What holding an instrument meant: its bars, oldest first, in its quote asset. May reach beyond the run. */
export interface BenchmarkCloses {
  /** STARTS of the bars, Unix ms. */
  readonly time: Float64Array;
  readonly intervalMs: number;
  /** When each bar closes, where that is not its interval after its start: bars cut off by the hours of a session. */
  readonly closes?: Float64Array | undefined;
  readonly close: Float64Array;
}

/**
 * What a run was worth. Ratios are shares (0.02 is 2 %), drawdowns and values at risk positive numbers.
 * `null`: the number does not exist for this run (no trades, no deviation, no loss); it is never NaN or Infinity.
 */
export interface Metrics {
  /** Final over initial equity, minus one. */
  readonly totalReturn: number;
  /** Yearly growth that leads to the same end: `(1 + totalReturn) ^ (periodsPerYear / days) - 1`. */
  readonly cagr: number | null;
  /** Mean over sample deviation of the daily returns, times sqrt(periodsPerYear); no risk-free rate. */
  readonly sharpe: number | null;
  /** Mean over downside deviation against zero, of all days, times sqrt(periodsPerYear). */
  readonly sortino: number | null;
  /** `cagr / maxDrawdown`. */
  readonly calmar: number | null;
  /**
   * Probability that the true Sharpe ratio is above zero, given length, skewness and kurtosis of the daily returns
   * (Bailey and Lopez de Prado 2012). It knows nothing of how many other runs were tried before this one.
   */
  readonly probabilisticSharpe: number | null;
  /** Days after which `probabilisticSharpe` would reach 0.95 if they went on like these; null where `sharpe` is not positive. */
  readonly minTrackRecordDays: number | null;
  /** Deepest fall from a high, of all steps, as a share of the high; the initial equity is the first high. */
  readonly maxDrawdown: number;
  /** Longest time from a high until equity was back there, or until the end of the run. */
  readonly maxDrawdownDurationMs: number;
  /** Sample deviation of the daily returns, times sqrt(periodsPerYear). */
  readonly volatility: number | null;
  /** Share of the closed trades with a profit after costs. */
  readonly winRate: number | null;
  /** Sum of the profits over the sum of the losses. */
  readonly profitFactor: number | null;
  /** Mean profit of a closed trade after costs, in the account's currency. */
  readonly expectancy: number | null;
  /** Closed trades. */
  readonly trades: number;
  /** Share of the time from the first step to the last in which a position was open, at the end still open or not. */
  readonly exposure: number;
  readonly avgTradeDurationMs: number | null;
  /**
   * Loss that 95 % of the days stayed within: historical, the 5 % quantile of the daily returns, interpolated linearly
   * between two of them (type 7 of Hyndman and Fan). Zero when even that day was no loss.
   */
  readonly var95: number | null;
  /** Mean loss of the days at or beyond `var95`. */
  readonly cvar95: number | null;
  /** Buying every instrument at its first close and holding it to the last step of the run, in equal parts. */
  readonly benchmarkReturn: number | null;
}
