import { byteAt, positionOf } from "../../csv-cells.ts";
import { damaged, list } from "../../data-problem.ts";
import { cutLine, isEmpty, newLine, numberIn, textOf, textsOf } from "./cells.ts";
import { type DecimalSign, type NumberCell, settleDecimals } from "./decimals.ts";
import { type ColumnChoice, type ColumnMap, chooseColumns, mapHeader, plain } from "./names.ts";
import type { ReadHints } from "./source.ts";
import { timeFormOf } from "./times.ts";

/** How a text file is laid out. */
export interface TextLayout {
  readonly delimiter: number;
  readonly decimal: DecimalSign;
  readonly map: ColumnMap;
  /** The header as it is written; empty where there is none. */
  readonly header: readonly string[];
  /** Cells of each row. */
  readonly cellCount: number;
  /** First byte of the first row. */
  readonly dataFrom: number;
  /** What a line above the rows says about the instrument. */
  readonly symbol: string | undefined;
  readonly notes: readonly string[];
}

const DELIMITERS: readonly (readonly [string, string])[] = [
  [",", "commas"],
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "bars"],
];
/** Lines above the header: titles, addresses, comments. */
const PREAMBLE_MAX = 20;

/** Cells that a line of bars has at least beside its time. */
const PRICES = 4;

export const delimiterName = (delimiter: number): string =>
  DELIMITERS.find(([sign]) => sign.charCodeAt(0) === delimiter)?.[1] ?? "blanks";

/** Finds header, delimiter and columns. @throws DataProblem, exit 5 or 2, where the rows cannot be told */
export function recogniseText(
  file: string,
  bytes: Uint8Array,
  { columns: choice, decimal }: Pick<ReadHints, "columns" | "decimal">,
): TextLayout {
  const lines = firstLines(bytes);
  const [first] = lines;
  if (first === undefined)
    throw damaged({
      where: file,
      message: "the file is empty",
      found: "blank lines only",
      fix: "download it again",
    });
  const delimiters = DELIMITERS.map(([sign]) => sign.charCodeAt(0));
  for (const delimiter of choice === undefined ? delimiters : likelyFirst(bytes, lines, delimiters, choice)) {
    let unknownHeader: Line | undefined;
    for (const [place, line] of lines.entries()) {
      const cells = cellsOf(bytes, line.from, delimiter);
      if (cells.length < 2) continue;
      const map = choice === undefined ? mapHeader(cells) : undefined;
      const isHeader = choice === undefined ? map !== undefined : !isData(cells) && cells.length >= PRICES;
      if (isHeader) {
        const where = `${file}:${line.number}`;
        const chosen = choice === undefined ? (map as ColumnMap) : chooseColumns(where, cells, choice); // It is a header.
        return finish({
          file,
          bytes,
          delimiter,
          decimal,
          map: chosen,
          header: cells,
          at: line.next,
          skipped: place,
          lines,
        });
      }
      if (!isData(cells)) {
        if (cells.length >= PRICES) unknownHeader ??= line;
        continue;
      }
      // Names that say nothing to us are no reason to guess what stands below them.
      if (unknownHeader !== undefined) throw notUnderstood(file, bytes, unknownHeader);
      const headerless = mapWithout(file, cells, choice);
      if (headerless === undefined) break;
      const skipped = { skipped: place, lines, decimal };
      return finish({ file, bytes, delimiter, map: headerless, header: [], at: line.from, ...skipped });
    }
  }
  throw notUnderstood(file, bytes, first);
}

/** Columns that a person named tell the delimiter: where it is another they are not there, and lines differ in length. */
function likelyFirst(
  bytes: Uint8Array,
  lines: readonly Line[],
  delimiters: readonly number[],
  choice: ColumnChoice,
): readonly number[] {
  const wanted = [...choice.values()].filter((text) => !/^\d+$/.test(text)).map(plain); // Numbers name no heading.
  const signsOf = (delimiter: number): readonly [named: number, isData: number, alike: number] => {
    const cut = lines.map(({ from }) => cellsOf(bytes, from, delimiter));
    const last = cut.at(-1) ?? [];
    const named = cut.map((cells) => {
      const names = cells.map(plain);
      return wanted.filter((name) => names.includes(name)).length;
    });
    const alike = last.length < PRICES ? 0 : cut.filter(({ length }) => length === last.length).length;
    return [Math.max(...named), isData(last) ? 1 : 0, alike];
  };
  const signs = new Map(delimiters.map((delimiter) => [delimiter, signsOf(delimiter)]));
  const of = (delimiter: number) => signs.get(delimiter) as readonly [number, number, number]; // Each has its own.
  // A stable sort: of equals the usual one stays first.
  return [...delimiters].sort((a, b) => {
    const [x, y] = [of(a), of(b)];
    return y[0] - x[0] || y[1] - x[1] || y[2] - x[2];
  });
}

interface Line {
  readonly from: number;
  readonly next: number;
  /** From 1. */
  readonly number: number;
}

/** The first lines that are neither blank nor comments. */
function firstLines(bytes: Uint8Array): readonly Line[] {
  const lines: Line[] = [];
  const line = newLine();
  for (let at = 0, number = 1; at < bytes.length && lines.length < PREAMBLE_MAX; number++) {
    const next = cutLine(bytes, at, 0, line);
    const text = textsOf(bytes, line)[0] ?? "";
    if (text !== "" && !/^(?:#|\/\/)/.test(text)) lines.push({ from: at, next, number });
    at = next;
  }
  return lines;
}

function cellsOf(bytes: Uint8Array, from: number, delimiter: number): string[] {
  const line = newLine();
  cutLine(bytes, from, delimiter, line);
  return textsOf(bytes, line);
}

const isNumber = (text: string): boolean =>
  !Number.isNaN(numberIn(text, ".")) || !Number.isNaN(numberIn(text, ","));
const isTime = (text: string): boolean =>
  timeFormOf([text], "dmy") !== undefined || timeFormOf([text], "mdy") !== undefined;

/** A row of a file: it begins with a time, and mostly holds numbers. */
const isData = (cells: readonly string[]): boolean => {
  const numbers = cells.filter((cell) => isNumber(cell) || isEmpty(cell)).length;
  return isTime(cells[0] ?? "") && cells.length >= 3 && numbers >= Math.min(4, cells.length - 1);
};

const HEADERLESS = ["time", "open", "high", "low", "close", "volume"];

/** The columns of rows without a header, by the habits of those who write such files. */
function mapWithout(
  file: string,
  cells: readonly string[],
  choice: ColumnChoice | undefined,
): ColumnMap | undefined {
  if (choice !== undefined)
    return chooseColumns(
      `${file}:1`,
      cells.map((_, i) => `${i + 1}`),
      choice,
    );
  const isSplit = /^\d{1,2}:\d\d/.test(cells[1] ?? "");
  const shift = isSplit ? 1 : 0;
  const prices = cells.length - 1 - shift;
  if (prices === 2) return mapOf("ticks", ["time", "bid", "ask"], 0);
  if (prices < 4) return undefined;
  // time,o,h,l,c[,volume]; what follows the volume, as in Binance's archive, is not kept.
  const ignored = prices > 5 ? [`${prices - 5} more after the volume`] : [];
  return {
    content: "bars",
    cells: new Map(
      HEADERLESS.slice(0, Math.min(prices, 5) + 1).map((name, i) => [name, i === 0 ? 0 : i + shift]),
    ),
    clockCell: isSplit ? 1 : undefined,
    symbolCell: undefined,
    ignored,
  };
}

const mapOf = (content: ColumnMap["content"], names: readonly string[], from: number): ColumnMap => ({
  content,
  cells: new Map(names.map((name, i) => [name, i + from])),
  clockCell: undefined,
  symbolCell: undefined,
  ignored: [],
});

function finish(args: {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly delimiter: number;
  /** What a person says. */
  readonly decimal: DecimalSign | undefined;
  readonly map: ColumnMap;
  readonly header: readonly string[];
  readonly at: number;
  readonly skipped: number;
  readonly lines: readonly Line[];
}): TextLayout {
  const { file, bytes, delimiter, decimal, map, header, skipped, lines } = args;
  let { at } = args;
  let symbol: string | undefined;
  const notes =
    skipped === 0 ? [] : [`${skipped} ${skipped === 1 ? "line" : "lines"} above the header passed over`];
  // yfinance writes three lines: Price,Close,... then Ticker,AAPL,... then Date,,,
  let chosen = map;
  if (plain(header[0] ?? "") === "price") {
    const ticker = cellsOf(bytes, at, delimiter);
    if (plain(ticker[0] ?? "") === "ticker") {
      symbol = ticker[1];
      at = skipLine(bytes, skipLine(bytes, at));
      chosen = { ...map, cells: new Map([...map.cells, ["time", 0]]) };
    }
  }
  const sample = at < bytes.length ? cellsOf(bytes, at, delimiter) : [];
  if (at >= bytes.length || sample.every((cell) => cell === ""))
    throw damaged({
      where: `${file}:${lines[skipped]?.number ?? 1}`,
      message: "the file has a header but no rows",
      fix: "download it again",
    });
  const isOfCommas = delimiter === ",".charCodeAt(0);
  const decimals =
    decimal === undefined
      ? settleDecimals(numberCells(bytes, at, delimiter, chosen), isOfCommas, (place) => {
          const { line, column } = positionOf(bytes, place);
          return `${file}:${line}:${column}`;
        })
      : { decimal, notes: [] };
  return {
    delimiter,
    decimal: decimals.decimal,
    map: chosen,
    header,
    cellCount: header.length > 0 ? header.length : sample.length,
    dataFrom: at,
    symbol,
    notes: [...notes, ...decimals.notes],
  };
}

const skipLine = (bytes: Uint8Array, at: number): number => cutLine(bytes, at, 0, newLine());

/** The cells that should be numbers, with their first byte. */
function* numberCells(
  bytes: Uint8Array,
  from: number,
  delimiter: number,
  map: ColumnMap,
): Generator<NumberCell<number>> {
  const line = newLine();
  const numbers = [...map.cells].filter(([name]) => name !== "time");
  for (let at = from; at < bytes.length; ) {
    at = cutLine(bytes, at, delimiter, line);
    for (const [name, cell] of numbers) {
      if (cell >= line.count) continue;
      const place = line.from[cell] as number; // Counted.
      yield { name, place, text: textOf(bytes, place, line.to[cell] as number) }; // As above.
    }
  }
}

function notUnderstood(file: string, bytes: Uint8Array, { from, number }: Line): Error {
  const [sign] = DELIMITERS.map(([each]) => each).sort(
    (a, b) => cellsOf(bytes, from, b.charCodeAt(0)).length - cellsOf(bytes, from, a.charCodeAt(0)).length,
  );
  const cells = cellsOf(bytes, from, (sign ?? ",").charCodeAt(0));
  const column = byteAt(bytes, from) === 0xef ? 4 : 1;
  if (cells.some((cell) => /^(?:bid|ask)/i.test(cell)))
    return damaged({
      where: `${file}:${number}:${column}`,
      message: "quotes need all of bid and ask",
      found: list(cells),
      allowed:
        "time,bid,ask, or time,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close",
      fix: "add the missing columns, or name those of one side: --columns time=time,open=bid_open,...",
    });
  return damaged({
    where: `${file}:${number}:${column}`,
    message: isData(cells) ? "the rows have too few columns" : "the columns are not recognised",
    found: list(cells.map((cell) => (cell === "" ? "(unnamed)" : cell))).slice(0, 200),
    allowed: "time, open, high, low, close and perhaps volume, under any of their usual names",
    fix: "name them: --columns time=NAME,open=NAME,high=NAME,low=NAME,close=NAME (a number, from 1, does as well)",
  });
}
