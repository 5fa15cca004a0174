/** What people and scripts read about a run: the report document, and terminal text made from documents. */
export type { TerminalOptions } from "./ansi.ts";
export { renderAnswer, renderApproval, renderWaiting } from "./approval-text.ts";
export { renderCheck } from "./check-table.ts";
export { type CompareSubject, compareRuns, type PlayedStrategy } from "./compare.ts";
export { renderComparison } from "./compare-table.ts";
export { coverageSvg } from "./coverage-svg.ts";
export { csvOf } from "./csv.ts";
export { renderDataCheck, renderDataRepair } from "./data-check-text.ts";
export { renderDay } from "./day-line.ts";
export { type DoctorCheck, type DoctorDocument, renderDoctor } from "./doctor-table.ts";
export { renderDownload } from "./download-table.ts";
export { type FillLine, renderFill } from "./fill-line.ts";
export { megabytes } from "./format.ts";
export { headlineOf, type RunHeadline } from "./headline.ts";
export type { DrawnBars } from "./html/index.ts";
export { type LiveTable, ordersTable, positionsTable, renderLiveTable, tradesTable } from "./live-tables.ts";
export { renderLogLine } from "./log-line.ts";
export { renderProgress } from "./progress.ts";
export { readReport } from "./read-report.ts";
export { type RunRow, renderRuns } from "./runs-table.ts";
export { renderStatus } from "./status-block.ts";
export { renderSummary } from "./summary.ts";
export { renderWhy, type WhyResult, type WhyWithout } from "./why.ts";
export { refusalWords } from "./words.ts";

/** The page of a report: loaded only where one is made, for every other command starts without. */
export const reportPage = () => import("./html/index.ts");
