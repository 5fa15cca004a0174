/** Documents that people, dashboard and API read, made from facts of the engine by the same code everywhere. */
export { buildReport, latchForGood, type ReportInput } from "./build-report.ts";
export type {
  BacktestReport,
  ReportData,
  ReportTrade,
} from "./report-document.ts";
export { statusOf } from "./status.ts";
export type {
  StatusDocument,
  StatusInput,
  StatusPositionInput,
  TradingState,
} from "./status-document.ts";
