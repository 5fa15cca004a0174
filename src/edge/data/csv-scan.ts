import { at as valueAt } from "../../core/market/index.ts";
import { allocateBlock } from "./columns.ts";
import { afterBlankLine, byteAt, CR, cellEnd, LF, readNumber } from "./csv-cells.ts";
import type { CsvLayout } from "./csv-header.ts";
import { badCell, wrongCellCount } from "./csv-problems.ts";
import { millisecondsOf, readDate, timeFormatOf } from "./time-cell.ts";

/** Marks a cell that nobody asked for. */
const IGNORED = -1;

/** Rows of a file in one block, column after column in the order of the layout, each `stride` values apart. */
interface ScannedRows {
  readonly block: Float64Array;
  readonly stride: number;
  readonly rows: number;
}

/**
 * The rows of a CSV file as they stand there, not yet checked against each other; blank lines are skipped. `bytes` end
 * with a line feed. Numbers go from the bytes into the columns without a string in between.
 * An empty cell of a quote is NaN: there was none.
 * @throws DataProblem for a cell that is no number or no time, and for a row with too few or too many cells
 */
export function scanRows(file: string, bytes: Uint8Array, layout: CsvLayout): ScannedRows {
  const { delimiter, dataFrom } = layout;
  const capacity = countLines(bytes, dataFrom);
  const block = allocateBlock(capacity, layout.columns.length);
  const mayBeEmpty = layout.holds === "quotes";
  // Where the column of each cell begins in the block, so that one addition finds the place of a value.
  const bases = layout.cells.map((name) =>
    name === undefined ? IGNORED : layout.columns.indexOf(name) * capacity,
  );
  const timeCell = layout.cells.indexOf("time");
  const format = timeFormatOf(bytes, cellOffset(bytes, layout, 0, timeCell), delimiter);
  // The cell of the time is one of these; the other is no cell at all. One call of `readNumber` is all that is inlined.
  const [dateCell, unixCell] = typeof format === "number" ? [-1, timeCell] : [timeCell, -1];
  const unit = typeof format === "number" ? format : 1;
  const lastCell = bases.length - 1;
  const end = bytes.length;
  let row = 0;
  let at = dataFrom;
  while (at < end) {
    const next = afterBlankLine(bytes, at);
    if (next !== at) {
      at = next;
      continue;
    }
    for (let cell = 0; cell <= lastCell; cell++) {
      const base = bases[cell] as number; // In range by the loop.
      const from = at;
      if (base === IGNORED) at = cellEnd(bytes, at, delimiter);
      else {
        const index = base + row;
        if (cell === dateCell) at = readDate(bytes, at, delimiter, block, index);
        else at = readNumber(bytes, at, delimiter, block, index);
        if (cell === unixCell) block[index] = millisecondsOf(valueAt(block, index), unit);
        if (Number.isNaN(valueAt(block, index)) && !(mayBeEmpty && at === from && cell !== timeCell))
          throw badCell({ file, bytes, layout, cell, from, format });
      }
      const isLineEnd = byteAt(bytes, at) !== delimiter;
      if (isLineEnd !== (cell === lastCell)) throw wrongCellCount({ file, bytes, layout, from });
      at++;
    }
    row++;
  }
  return { block, stride: capacity, rows: row };
}

/** An upper bound of the rows: lines end in LF or CR LF; in old files in CR alone, and then one LF is the last byte. */
function countLines(bytes: Uint8Array, from: number): number {
  const mark = bytes.indexOf(LF, from) === bytes.length - 1 ? CR : LF;
  let lines = 2;
  for (let at = bytes.indexOf(mark, from); at >= 0; at = bytes.indexOf(mark, at + 1)) lines++;
  return lines;
}

/** Where a cell of a row stands; looked up only to begin, and to say where something is wrong. */
export function cellOffset(bytes: Uint8Array, layout: CsvLayout, row: number, cell: number): number {
  let at = layout.dataFrom;
  for (let seen = 0; at < bytes.length; ) {
    const next = afterBlankLine(bytes, at);
    if (next !== at) at = next;
    else if (seen++ === row) break;
    else while (byteAt(bytes, at) !== LF && byteAt(bytes, at) !== CR) at++;
  }
  for (let i = 0; i < cell && at < bytes.length; i++) {
    at = cellEnd(bytes, at, layout.delimiter);
    if (byteAt(bytes, at) !== layout.delimiter) return at; // The row is too short: its end says so.
    at++;
  }
  return Math.min(at, bytes.length - 1);
}
