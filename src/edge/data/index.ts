/** Recorded market data: finds the file of each symbol, reads and checks its bars, and knows the rules of its instrument. */
export { COLUMN_NAMES, hashColumns, headOf } from "./columns.ts";
export { readColumns, readColumnsHeader, writeColumns } from "./columns-file.ts";
export { fundingFor, type MarkHistory, marksFor } from "./companions.ts";
export { count, DataProblem, moment } from "./data-problem.ts";
export type { DownloadDocument, DownloadRequest } from "./download/download.ts";
export { loadDownload } from "./download/load.ts";
export { type RecordedFeed, readBinanceFeed } from "./feeds/binance-feed.ts";
export { parseFileName } from "./file-name.ts";
export type { FundingHistory } from "./funding.ts";
export { instrumentFor } from "./instrument.ts";
export { loadBars } from "./load.ts";
export type { LoadedBars, LoadOptions } from "./loaded-bars.ts";
export { newFile } from "./new-file.ts";
export type { FileCheck } from "./quality/check-file.ts";
export type { DataCheckDocument } from "./quality/check-paths.ts";
export type { Coverage } from "./quality/coverage.ts";
export type { Finding } from "./quality/findings.ts";
export type { DataRepairDocument } from "./quality/repair-files.ts";
export { hashQuotes } from "./quote-bars.ts";
export { type DataRequest, resolveData } from "./resolve.ts";
export type { SessionChoice } from "./session-choice.ts";
export { readCatalog } from "./store/catalog.ts";
export { freshenForRun } from "./store/companion-caches.ts";
export type { StoredDataset } from "./store/dataset.ts";
export { nameOf, stemOf } from "./store/dataset-key.ts";
export { type ExportRequest, exportDataset } from "./store/export.ts";
export { hasDataset } from "./store/find.ts";
export { passedOver } from "./store/import/files-in.ts";
export { type ImportRequest, type PlannedDataset, planImport } from "./store/import/plan.ts";
export { changes, commitImport } from "./store/run-import.ts";

export { hoursOf } from "./trading-hours.ts";

/** Checking, repairing and resampling of files: loaded only by the commands that need it, for a backtest starts without. */
export const dataQuality = () => import("./quality/index.ts");
