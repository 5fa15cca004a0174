import { createHash } from "node:crypto";
import { at, type BarColumns, type QuoteColumns } from "../../core/market/index.ts";
import { bytesOf, COLUMN_NAMES, viewColumns } from "./columns.ts";
import { count, damaged, moment } from "./data-problem.ts";

/** Columns of a file of quote bars, in the order they lie in memory; `bid_size` and `ask_size` are passed over. */
export const QUOTE_COLUMN_NAMES = [
  "time",
  "bid_open",
  "bid_high",
  "bid_low",
  "bid_close",
  "ask_open",
  "ask_high",
  "ask_low",
  "ask_close",
] as const;

/** Quote bars as their file holds them. A side without a quote is NaN in all four of its prices. */
export interface QuoteBars {
  readonly time: Float64Array;
  readonly quotes: QuoteColumns;
}

/** SHA-256, in hex, over bids and asks: bars halfway between them say nothing of the spread. */
export function hashQuotes(quotes: QuoteColumns): string {
  const hash = createHash("sha256");
  mapQuotes(quotes, (column) => {
    hash.update(bytesOf(column));
    return column;
  });
  return hash.digest("hex");
}

/** The columns of a block that was read in the order of `QUOTE_COLUMN_NAMES`. */
export function viewQuotes(block: Float64Array, stride: number, rows: number): QuoteBars {
  const column = (index: number): Float64Array => block.subarray(index * stride, index * stride + rows);
  return {
    time: column(0),
    quotes: {
      bidOpen: column(1),
      bidHigh: column(2),
      bidLow: column(3),
      bidClose: column(4),
      askOpen: column(5),
      askHigh: column(6),
      askLow: column(7),
      askClose: column(8),
    },
  };
}

/**
 * Checks that times rise and that each side is a bar or wholly empty. Bid and ask may cross: on consolidated quotes they
 * do. @throws DataProblem at the first row that breaks a rule
 */
export function checkQuotes({ time, quotes }: QuoteBars, whereIsRow: (row: number) => string): void {
  const { bidOpen, bidHigh, bidLow, bidClose, askOpen, askHigh, askLow, askClose } = quotes;
  for (let row = 0; row < time.length; row++) {
    const fix = "download the row again, or remove it";
    if (row > 0 && !(at(time, row) > at(time, row - 1)))
      throw damaged({
        where: whereIsRow(row),
        message: `rows are not sorted: ${moment(at(time, row))} comes after ${moment(at(time, row - 1))}`,
        allowed: "oldest first, one row for each time",
        fix: "sort the rows by time",
      });
    const isSound =
      isSide(at(bidOpen, row), at(bidHigh, row), at(bidLow, row), at(bidClose, row)) &&
      isSide(at(askOpen, row), at(askHigh, row), at(askLow, row), at(askClose, row));
    if (!isSound)
      throw damaged({
        where: whereIsRow(row),
        message: "the quotes of a side are no bar",
        allowed: "prices > 0 with high >= open, close >= low, or four empty cells",
        fix,
      });
  }
}

const isSide = (open: number, high: number, low: number, close: number): boolean =>
  (low > 0 && low <= open && low <= close && open <= high && close <= high && high < Infinity) ||
  (Number.isNaN(open) && Number.isNaN(high) && Number.isNaN(low) && Number.isNaN(close));

/** Bars halfway between bid and ask, and the quotes they are made of. */
export interface MidBars {
  readonly columns: BarColumns;
  readonly quotes: QuoteColumns;
  readonly warnings: readonly string[];
}

/**
 * Bars to trade on out of quotes alone: each price is the mean of bid and ask, volume is 0. A row where one side had no
 * quote has no such price: it is left out, so nothing fills in it, and it counts as a gap.
 */
export function midBars(bars: QuoteBars): MidBars {
  const whole = bars.time.map((_, row) =>
    Number.isNaN(at(bars.quotes.bidOpen, row) + at(bars.quotes.askOpen, row)) ? -1 : row,
  );
  const rows = whole.filter((row) => row >= 0);
  const pick = (column: Float64Array): Float64Array => sharedOf(rows.length, (i) => at(column, at(rows, i)));
  const left = bars.time.length - rows.length;
  const quotes = mapQuotes(bars.quotes, pick);
  const buffer = new SharedArrayBuffer(rows.length * COLUMN_NAMES.length * Float64Array.BYTES_PER_ELEMENT);
  const columns = viewColumns({ buffer, byteOffset: 0, stride: rows.length, rows: rows.length });
  columns.time.set(pick(bars.time));
  for (const [name, bid, ask] of [
    ["open", quotes.bidOpen, quotes.askOpen],
    ["high", quotes.bidHigh, quotes.askHigh],
    ["low", quotes.bidLow, quotes.askLow],
    ["close", quotes.bidClose, quotes.askClose],
  ] as const)
    columns[name].set(bid.map((price, row) => (price + at(ask, row)) / 2));
  const warnings =
    left === 0 ? [] : [`${count(left, "row")} without a quote on one side left out: nothing fills in them`];
  return { columns, quotes, warnings };
}

/** The quotes of each bar of `time`, by the START of the bar; NaN where the file of quotes has none. */
export function quotesFor(time: Float64Array, { time: quoted, quotes }: QuoteBars): QuoteColumns {
  const rows = new Int32Array(time.length).fill(-1);
  let from = 0;
  for (let row = 0; row < time.length; row++) {
    while (from < quoted.length && at(quoted, from) < at(time, row)) from++;
    if (from < quoted.length && at(quoted, from) === at(time, row)) rows[row] = from;
  }
  return mapQuotes(quotes, (column) =>
    sharedOf(time.length, (row) => {
      const place = rows[row] as number; // In range by the loop.
      return place < 0 ? Number.NaN : at(column, place);
    }),
  );
}

/** The same for each of the eight columns. */
export function mapQuotes(
  { bidOpen, bidHigh, bidLow, bidClose, askOpen, askHigh, askLow, askClose }: QuoteColumns,
  map: (column: Float64Array) => Float64Array,
): QuoteColumns {
  return {
    bidOpen: map(bidOpen),
    bidHigh: map(bidHigh),
    bidLow: map(bidLow),
    bidClose: map(bidClose),
    askOpen: map(askOpen),
    askHigh: map(askHigh),
    askLow: map(askLow),
    askClose: map(askClose),
  };
}

function sharedOf(rows: number, valueAt: (row: number) => number): Float64Array {
  const column = new Float64Array(new SharedArrayBuffer(rows * Float64Array.BYTES_PER_ELEMENT));
  for (let row = 0; row < rows; row++) column[row] = valueAt(row);
  return column;
}
