import { statSync } from "node:fs";
import type { BarColumns, QuoteColumns } from "../../core/market/index.ts";
import { checkBars, type Locate } from "./check-bars.ts";
import { viewColumns } from "./columns.ts";
import { readBlock, readColumns, readColumnsHeader } from "./columns-file.ts";
import type { ColumnsHeader } from "./columns-header.ts";
import { afterBlankLine } from "./csv-cells.ts";
import { readHeader } from "./csv-header.ts";
import { whereIs } from "./csv-problems.ts";
import { cellOffset, scanRows } from "./csv-scan.ts";
import { damaged, misused } from "./data-problem.ts";
import { EXTENSIONS, hasKnownExtension, isColumnsFile } from "./file-name.ts";
import { checkQuotes, midBars, QUOTE_COLUMN_NAMES, type QuoteBars, viewQuotes } from "./quote-bars.ts";
import { notAFile, readText, unreadable } from "./read-file.ts";

/** Sound rows of a file, and what the file itself says about them. */
export interface SourceBars {
  /** On one SharedArrayBuffer. */
  readonly columns: BarColumns;
  /** Rows dropped because they repeated the row before exactly. */
  readonly duplicates: number;
  readonly hasVolume: boolean;
  /** Size on the disk. */
  readonly fileBytes: number;
  /** Only `.columns` files name what they hold. */
  readonly header: ColumnsHeader | undefined;
  /** Of files of quote bars, whose bars lie halfway between bid and ask. */
  readonly quotes: QuoteColumns | undefined;
  readonly warnings: readonly string[];
}

/** Neither quotes nor anything to say. */
const PLAIN = { quotes: undefined, warnings: [] };

/**
 * Reads a `.csv`, `.csv.gz` or `.columns` file of bars and checks its rows.
 * @throws DataProblem with the place of the first row or cell that is wrong
 */
export function readBars(file: string): SourceBars {
  refuseUnreadable(file);
  if (isColumnsFile(file)) return readColumnsBars(file);
  const { layout, scanned, locate, fileBytes } = readTable(file);
  const common = { fileBytes, header: undefined };
  if (layout.holds === "quotes") {
    const bars = viewQuotes(scanned.block, scanned.stride, scanned.rows);
    checkQuotes(bars, (row) => locate(row, "time"));
    return { ...midBars(bars), duplicates: 0, hasVolume: false, ...common };
  }
  const { block, stride, rows } = scanned;
  const columns = viewColumns({ buffer: block.buffer, byteOffset: 0, stride, rows });
  return { ...checkBars(columns, locate), hasVolume: layout.hasVolume, ...common, ...PLAIN };
}

function readColumnsBars(file: string): SourceBars {
  const locate: Locate = (row, column) => `${file}:row ${row + 1}:${column}`;
  if (readColumnsHeader(file).holds === "quotes") {
    const header = readColumnsHeader(file);
    const fileBytes = statSync(file).size;
    return { ...midBars(readColumnsQuotes(file)), duplicates: 0, hasVolume: false, fileBytes, header };
  }
  const { header, columns, fileBytes } = readColumns(file);
  const hasVolume = header.columns.includes("volume");
  return { ...checkBars(columns, locate), hasVolume, fileBytes, header, ...PLAIN };
}

function readColumnsQuotes(file: string): QuoteBars {
  const { header, shared } = readBlock(file);
  if (header.columns.join() !== QUOTE_COLUMN_NAMES.join()) throw noQuotes(file);
  const bars = viewQuotes(new Float64Array(shared), header.rows, header.rows);
  checkQuotes(bars, (row) => `${file}:row ${row + 1}:time`);
  return bars;
}

const noQuotes = (file: string): Error =>
  misused({
    where: file,
    message: "the file holds no quotes",
    allowed: "time,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close",
    fix: "choose a file of quote bars",
  });

/** Reads a file of quote bars beside which there is one of bars. @throws DataProblem where it is none */
export function readQuotes(file: string): QuoteBars {
  refuseUnreadable(file);
  if (isColumnsFile(file)) return readColumnsQuotes(file);
  const { layout, scanned, locate } = readTable(file);
  if (layout.holds !== "quotes") throw noQuotes(file);
  const bars = viewQuotes(scanned.block, scanned.stride, scanned.rows);
  checkQuotes(bars, (row) => locate(row, "time"));
  return bars;
}

function readTable(file: string) {
  const { bytes, fileBytes } = readText(file);
  const layout = readHeader(file, bytes, firstLine(file, bytes));
  const scanned = scanRows(file, bytes, layout);
  if (scanned.rows === 0)
    throw damaged({
      where: file,
      message: "the file has a header but no rows",
      fix: "download it again",
    });
  const locate: Locate = (row, column) =>
    whereIs(file, bytes, cellOffset(bytes, layout, row, Math.max(layout.cells.indexOf(column), 0)));
  return { layout, scanned, locate, fileBytes };
}

function refuseUnreadable(file: string): void {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(file).isDirectory();
  } catch (error) {
    throw unreadable(file, error);
  }
  if (isDirectory) throw notAFile(file);
  if (hasKnownExtension(file)) return;
  throw misused({
    where: file,
    message: "this kind of file is not read",
    allowed: EXTENSIONS.join(", "),
    fix: "import it into the store: timonel data import FILE",
  });
}

/** Where the header begins: blank lines above it are passed over. */
export function firstLine(file: string, bytes: Uint8Array): number {
  let at = 0;
  for (let next = afterBlankLine(bytes, at); next !== at; next = afterBlankLine(bytes, at)) {
    at = next;
    if (at < bytes.length) continue;
    throw damaged({
      where: file,
      message: "the file is empty",
      found: "blank lines only",
      fix: "download it again",
    });
  }
  return at;
}
