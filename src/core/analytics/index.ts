/** What a finished run was worth: returns, risk, trades, how far to trust it, and a curve small enough to draw. */
export { type BenchmarkComparison, benchmarkWorth, compareWithBenchmark } from "./benchmark.ts";
export { metricsBy, metricsByInstrument } from "./cut.ts";
export { datedReturns } from "./daily-returns.ts";
export { type DrawdownPeriod, deepestDrawdowns } from "./drawdown.ts";
export { metricsOf } from "./metrics.ts";
export { rollingSharpe } from "./rolling-sharpe.ts";
export type { BenchmarkCloses, Metrics, RunRecord } from "./run-record.ts";
export { deflatedSharpe } from "./significance.ts";
export { type EquityPoint, thinEquity } from "./thin-equity.ts";
