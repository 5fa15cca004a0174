/** Recorded market data: finds the file of each symbol, reads and checks its bars, and knows the rules of its instrument. */
export { COLUMN_NAMES, type ColumnName, hashColumns } from "./columns.ts";
export {
  readColumns,
  readColumnsHeader,
  writeColumns,
} from "./columns-file.ts";
export type { ColumnsHeader } from "./columns-header.ts";
export { DataProblem } from "./data-problem.ts";
export { type FileName, parseFileName } from "./file-name.ts";
export { instrumentFor, type KnownInstrument } from "./instrument.ts";
export { type LoadedBars, type LoadOptions, loadBars } from "./load.ts";
export {
  type DataFile,
  type DataRequest,
  resolveData,
  type SymbolRequest,
} from "./resolve.ts";
export { parseSymbol, type SymbolParts } from "./symbols.ts";
