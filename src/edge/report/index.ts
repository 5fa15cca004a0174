/** What people and scripts read about a run: the report document, and terminal text made from documents. */
export type {
  BacktestReport,
  ReportData,
  ReportLatch,
  ReportTrade,
} from "../../core/views/index.ts";
export { buildReport, type ReportInput } from "../../core/views/index.ts";
export type { TerminalOptions } from "./ansi.ts";
export { renderCheck } from "./check-table.ts";
export { type CompareSubject, compareRuns, type PlayedStrategy } from "./compare.ts";
export { renderComparison } from "./compare-table.ts";
export { coverageSvg } from "./coverage-svg.ts";
export { csvOf } from "./csv.ts";
export { renderDataCheck, renderDataRepair } from "./data-check-text.ts";
export { type DoctorCheck, type DoctorDocument, renderDoctor } from "./doctor-table.ts";
export { renderDownload } from "./download-table.ts";
export { type FillLine, renderFill } from "./fill-line.ts";
export { megabytes } from "./format.ts";
export { headlineOf, type RunHeadline } from "./headline.ts";
export { buildCharts } from "./html/build-charts.ts";
export { renderPage } from "./html/page.ts";
export type { PageOptions } from "./html/page-options.ts";
export { renderProgress } from "./progress.ts";
export { readReport } from "./read-report.ts";
export { type RunRow, renderRuns } from "./runs-table.ts";
export { renderStatus } from "./status-block.ts";
export { renderSummary } from "./summary.ts";
