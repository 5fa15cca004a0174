import { nearest } from "../problem/index.ts";
import { COLUMN_NAMES, type ColumnName } from "./columns.ts";
import { byteAt, CR, cellEnd, cellText, LF, numberOf, positionOf } from "./csv-cells.ts";
import { damaged, list, misused } from "./data-problem.ts";
import { QUOTE_COLUMN_NAMES } from "./quote-bars.ts";

/** Where the columns stand in a CSV file. */
export interface CsvLayout {
  /** Byte between cells: comma, semicolon or tab. */
  readonly delimiter: number;
  readonly holds: "bars" | "quotes";
  /** The columns, in the order they will lie in memory. */
  readonly columns: readonly string[];
  /** For each cell of a row the column it belongs to; undefined for a cell nobody asked for. */
  readonly cells: readonly (string | undefined)[];
  readonly hasVolume: boolean;
  /** First byte after the header line. */
  readonly dataFrom: number;
}

/** Names a column may have, best first: a file with both `time` and `date` is read by its `time`. */
const ALIASES: Readonly<Record<ColumnName, readonly string[]>> = {
  time: ["time", "timestamp", "timestamp utc", "open time", "unix", "datetime", "date time", "date"],
  open: ["open"],
  high: ["high"],
  low: ["low"],
  close: ["close"],
  volume: ["volume", "vol", "volumefrom"],
};

const DELIMITERS: readonly string[] = [",", ";", "\t"];

/**
 * Reads the header line that begins at `from`; the bytes end with a line feed.
 * @throws DataProblem for a missing, unknown or doubled column, and for files that hold no bars
 */
export function readHeader(file: string, bytes: Uint8Array, from: number): CsvLayout {
  let lineEnd = from;
  while (byteAt(bytes, lineEnd) !== LF && byteAt(bytes, lineEnd) !== CR) lineEnd++;
  const line = Buffer.from(bytes.buffer, bytes.byteOffset + from, lineEnd - from).toString("utf8");
  const delimiter = DELIMITERS.find((candidate) => line.includes(candidate)) ?? ",";
  const names: string[] = [];
  for (let at = from; at <= lineEnd; ) {
    const end = cellEnd(bytes, at, delimiter.charCodeAt(0));
    names.push(cellText(bytes, at, end));
    at = end + 1;
  }
  const where = `${file}:${positionOf(bytes, from).line}`;
  const hasQuotes = names.some((name) => plain(name) === "bid open");
  if (!hasQuotes) refuseOtherContent(where, names);
  const columns = hasQuotes ? QUOTE_COLUMN_NAMES : COLUMN_NAMES;
  const cells = mapCells(where, names, columns);
  return {
    delimiter: delimiter.charCodeAt(0),
    holds: hasQuotes ? "quotes" : "bars",
    columns,
    cells,
    hasVolume: cells.includes("volume"),
    dataFrom: lineEnd,
  };
}

const plain = (name: string): string => name.toLowerCase().replaceAll("_", " ");

const aliasesOf = (column: string): readonly string[] =>
  Object.hasOwn(ALIASES, column) ? ALIASES[column as ColumnName] : [plain(column)]; // A quote column has one name.

function mapCells(
  where: string,
  names: readonly string[],
  columns: readonly string[],
): (string | undefined)[] {
  const plainNames = names.map(plain);
  const cells: (string | undefined)[] = names.map(() => undefined);
  for (const column of columns) {
    let index = -1;
    for (const alias of aliasesOf(column)) {
      index = plainNames.indexOf(alias);
      if (index >= 0 && plainNames.indexOf(alias, index + 1) >= 0)
        throw damaged({
          where,
          message: `column ${alias} appears twice`,
          fix: "remove or rename one of them",
        });
      if (index >= 0) break;
    }
    // Data frames are often written with their dates as an index, which has no name.
    if (index < 0 && column === "time" && plainNames[0] === "") index = 0;
    if (index >= 0) cells[index] = column;
    else if (column !== "volume") throw missingColumn(where, names, column);
  }
  return cells;
}

function missingColumn(where: string, names: readonly string[], column: string): Error {
  if (names.every((name) => name !== "" && !Number.isNaN(numberOf(name))))
    return damaged({
      where,
      message: "the first line is data, not a header",
      found: list(names),
      allowed: "a first line such as time,open,high,low,close,volume",
      fix: "put that line on top of the file",
    });
  const near = nearest(column, names);
  return damaged({
    where,
    message: `column ${column} is missing`,
    found: list(names.map((name) => (name === "" ? "(unnamed)" : name))),
    allowed:
      Object.hasOwn(ALIASES, column) && aliasesOf(column).length > 1
        ? `one of ${aliasesOf(column).join(", ")}`
        : column,
    fix: near === undefined ? `add a column named ${column}` : `rename ${near} to ${column}`,
  });
}

/** Real data of a kind that this version cannot trade is no damage: say so instead of missing a column. */
function refuseOtherContent(where: string, names: readonly string[]): void {
  const plainNames = names.map(plain);
  const later = (what: string): Error =>
    misused({
      where,
      message: `this file holds ${what}, which come in a later version`,
      found: list(names),
      allowed: "bars: time,open,high,low,close,volume, or quote bars: time,bid_open,...,ask_close",
      fix: "choose a file of bars",
    });
  if (plainNames.some((name) => /^(?:bid|ask)(?: size| price)?$/.test(name))) throw later("single quotes");
  if (plainNames.some((name) => name.startsWith("funding"))) throw later("funding rates");
}
