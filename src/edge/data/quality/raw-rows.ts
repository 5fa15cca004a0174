import type { BarColumns } from "../../../core/market/index.ts";
import { readColumns } from "../columns-file.ts";
import type { ColumnsHeader } from "../columns-header.ts";
import { byteAt, CR, cellEnd, cellText, LF, readNumber, SPACE } from "../csv-cells.ts";
import { type CsvLayout, readHeader } from "../csv-header.ts";
import { refuseFeed } from "../kinds-to-come.ts";
import { firstLine } from "../read-bars.ts";
import { readText } from "../read-file.ts";
import { type RawTimeFormat, rawTimeFormat, readRawTime } from "./raw-times.ts";

/** A cell, or a row, that cannot be read. */
interface BadCell {
  readonly row: number;
  /** Name of the column; undefined when the row has too few or too many cells. */
  readonly column: string | undefined;
  /** What stood there. */
  readonly text: string;
}

/** The text that rows were read from, for whoever writes them again without changing a digit. */
interface RowText {
  readonly bytes: Uint8Array;
  readonly layout: CsvLayout;
  /** The header line. */
  readonly header: string;
  /** First byte of each row. */
  readonly starts: Uint32Array;
}

/** Rows of a file as they stand there, in its order. Nothing is refused: what cannot be read is NaN. */
export interface RawRows {
  readonly file: string;
  readonly holds: "bars" | "quotes";
  readonly rows: number;
  /** Names of the columns, `time` first. */
  readonly names: readonly string[];
  readonly values: readonly Float64Array[];
  readonly hasVolume: boolean;
  /** Line of each row, from 1; rows of a `.columns` file count from 1 as well. */
  readonly lines: Uint32Array;
  readonly bad: readonly BadCell[];
  readonly timeFormat: RawTimeFormat | undefined;
  /** Undefined for `.columns` files. */
  readonly text: RowText | undefined;
  /** What a `.columns` file says of itself. */
  readonly header: ColumnsHeader | undefined;
}

/**
 * Reads every row of a `.csv`, `.csv.gz` or `.columns` file, sound or not.
 * @throws DataProblem when there is no file, or it has no header that names columns of bars or quotes
 */
export function readRawRows(file: string): RawRows {
  if (file.toLowerCase().endsWith(".columns")) return fromColumns(file);
  refuseFeed(file);
  const { bytes } = readText(file);
  const layout = readHeader(file, bytes, firstLine(file, bytes));
  const places = rowsOf(bytes, layout);
  const rows = places.starts.length;
  const values = layout.columns.map(() => new Float64Array(rows).fill(Number.NaN));
  if (!layout.hasVolume && layout.holds === "bars") values[layout.columns.indexOf("volume")]?.fill(0);
  const bad: BadCell[] = [];
  const timeCell = layout.cells.indexOf("time");
  const columns = layout.cells.map((name) =>
    name === undefined || name === "time" ? undefined : values[layout.columns.indexOf(name)],
  );
  // Where the cells of the row at hand begin, and where the times of all rows do: 0 where a row is cut off.
  const cells = new Uint32Array(layout.cells.length + 1);
  const timesAt = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    const count = cutRow(bytes, places.starts[row] as number, layout.delimiter, cells); // In range by the loop.
    if (count !== layout.cells.length) bad.push({ row, column: undefined, text: `${count} cells` });
    else {
      timesAt[row] = cells[timeCell] as number; // There is a column of times.
      readCells({ bytes, layout, cells, columns, row, bad });
    }
  }
  const timeFormat = rawTimeFormat(bytes, timesAt, layout.delimiter);
  const [times = new Float64Array()] = values;
  for (let row = 0; row < rows; row++) {
    const from = timesAt[row] as number; // In range by the loop.
    if (from === 0) continue;
    readRawTime(bytes, from, layout.delimiter, timeFormat, times, row);
    if (Number.isNaN(times[row]))
      bad.push({ row, column: "time", text: cellAt(bytes, from, layout.delimiter) });
  }
  return {
    file,
    holds: layout.holds,
    rows,
    names: layout.columns,
    values,
    hasVolume: layout.hasVolume,
    lines: places.lines,
    bad,
    timeFormat,
    text: { bytes, layout, header: headerOf(bytes, layout), starts: places.starts },
    header: undefined,
  };
}

function fromColumns(file: string): RawRows {
  const { header, columns } = readColumns(file);
  const { time, open, high, low, close, volume } = columns;
  return {
    file,
    holds: "bars",
    rows: time.length,
    names: ["time", "open", "high", "low", "close", "volume"],
    values: [time, open, high, low, close, volume],
    hasVolume: header.columns.includes("volume"),
    lines: Uint32Array.from(time, (_, row) => row + 1),
    bad: [],
    timeFormat: 1,
    text: undefined,
    header,
  };
}

/** Reads all cells but the time. */
function readCells(args: {
  readonly bytes: Uint8Array;
  readonly layout: CsvLayout;
  readonly cells: Uint32Array;
  /** Where the number of each cell goes; undefined for a cell nobody asked for. */
  readonly columns: readonly (Float64Array | undefined)[];
  readonly row: number;
  readonly bad: BadCell[];
}): void {
  const { bytes, layout, cells, columns, row, bad } = args;
  for (let cell = 0; cell < columns.length; cell++) {
    const column = columns[cell];
    if (column === undefined) continue;
    const from = cells[cell] as number; // In range by the loop.
    const to = readNumber(bytes, from, layout.delimiter, column, row);
    if (Number.isNaN(column[row]) && !(layout.holds === "quotes" && from === to))
      bad.push({ row, column: layout.cells[cell], text: cellAt(bytes, from, layout.delimiter) });
  }
}

/** The text of the cell that begins at `from`. */
const cellAt = (bytes: Uint8Array, from: number, delimiter: number): string =>
  cellText(bytes, from, cellEnd(bytes, from, delimiter));

const isEndOfLine = (byte: number): boolean => byte === LF || byte === CR;

/** Where each row begins, and on which line; blank lines hold none. */
function rowsOf(bytes: Uint8Array, layout: CsvLayout) {
  const starts: number[] = [];
  const lines: number[] = [];
  let line = 1;
  for (let i = 0; i < layout.dataFrom; i++) if (endsLine(bytes, i)) line++;
  for (let at = layout.dataFrom; at < bytes.length; ) {
    let stop = at;
    while (!isEndOfLine(byteAt(bytes, stop))) stop++;
    if (at > layout.dataFrom && !isBlank(bytes, at, stop)) {
      starts.push(at);
      lines.push(line);
    }
    if (endsLine(bytes, stop)) line++;
    at = stop + 1;
  }
  return { starts: Uint32Array.from(starts), lines: Uint32Array.from(lines) };
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to && byteAt(bytes, at) <= SPACE) at++;
  return at === to;
}

/** A CR before an LF ends no line of its own. */
const endsLine = (bytes: Uint8Array, i: number): boolean =>
  byteAt(bytes, i) === LF || (byteAt(bytes, i) === CR && byteAt(bytes, i + 1) !== LF);

/** Writes where each cell of a row begins into `cells`, as many as fit, and returns how many there are. */
function cutRow(bytes: Uint8Array, start: number, delimiter: number, cells: Uint32Array): number {
  let count = 0;
  for (let from = start; ; ) {
    if (count < cells.length) cells[count] = from;
    count++;
    const to = cellEnd(bytes, from, delimiter);
    if (byteAt(bytes, to) !== delimiter) return count;
    from = to + 1;
  }
}

function headerOf(bytes: Uint8Array, { dataFrom }: CsvLayout): string {
  let from = dataFrom;
  while (from > 0 && !isEndOfLine(byteAt(bytes, from - 1))) from--;
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, dataFrom - from).toString("utf8");
}

/** The text of a row without the end of its line. */
export function rowText({ bytes, starts }: RowText, row: number): string {
  const from = starts[row] ?? 0;
  let to = from;
  while (!isEndOfLine(byteAt(bytes, to))) to++;
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");
}

/** The six columns of rows that hold bars. */
export function barColumnsOf({ values }: RawRows): BarColumns {
  const [time, open, high, low, close, volume] = values as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]; // In the order of COLUMN_NAMES.
  return { time, open, high, low, close, volume };
}

/** The volume of a row as it is written, or the shortest text of its number where there is no text. */
export function volumeText({ text, values }: RawRows, row: number): string {
  const cell = text?.layout.cells.indexOf("volume") ?? -1;
  if (text === undefined || cell < 0) return String(values[5]?.[row] ?? 0); // The sixth column of bars.
  let from = text.starts[row] ?? 0;
  for (let i = 0; i < cell; i++) from = cellEnd(text.bytes, from, text.layout.delimiter) + 1;
  return cellAt(text.bytes, from, text.layout.delimiter);
}
