/** What a finished run was worth: returns, risk, trades, and a curve small enough to draw. */
export { metricsByInstrument } from "./by-instrument.ts";
export { metricsOf } from "./metrics.ts";
export type { Metrics, RunRecord } from "./run-record.ts";
export { type EquityPoint, thinEquity } from "./thin-equity.ts";
