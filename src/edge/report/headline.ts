import type { BacktestReport } from "../../core/views/index.ts";

/** What a list of runs says of one: few enough numbers to read a thousand of them in a moment. */
export interface RunHeadline {
  readonly strategies: readonly string[];
  readonly symbols: readonly string[];
  readonly timeframes: readonly string[];
  /** First and last step, Unix ms; of the data where there was no step; null where there was neither. */
  readonly from: number | null;
  readonly to: number | null;
  readonly currency: string;
  readonly initial: string;
  readonly final: string;
  readonly totalReturn: number;
  readonly sharpe: number | null;
  readonly maxDrawdown: number;
  readonly trades: number;
  /** A limit, an emergency or a person halted it, and nobody resumed. */
  readonly latched: boolean;
  /** Symbols whose strategy broke its contract; left out by older versions. */
  readonly broken?: readonly string[];
}

/** The headline of a report. */
export function headlineOf(report: BacktestReport): RunHeadline {
  const { account, metrics, data, equity } = report;
  return {
    strategies: [...report.strategies],
    symbols: unique(data.map(({ instrument }) => instrument)),
    timeframes: unique(data.map(({ timeframe }) => timeframe)),
    from: equity[0]?.[0] ?? data[0]?.from ?? null,
    to: equity[equity.length - 1]?.[0] ?? data[0]?.to ?? null,
    currency: account.currency,
    initial: account.initial,
    final: account.final,
    totalReturn: metrics.totalReturn,
    sharpe: metrics.sharpe,
    maxDrawdown: metrics.maxDrawdown,
    trades: metrics.trades,
    latched: report.latch !== null,
    broken: report.brokenStrategies.map(({ symbol }) => symbol),
  };
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];
