import type { BarColumns } from "../../../core/market/index.ts";
import { allocateBlock, COLUMN_NAMES } from "../columns.ts";
import { QUOTE_COLUMN_NAMES, type QuoteBars, viewQuotes } from "../quote-bars.ts";

/** What the rows of a dataset are. */
export type Content = "bars" | "quotes" | "mark" | "funding";

/** Named columns of equal length; the first one is `time`, the START of each bar in Unix milliseconds. */
export interface Table {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly rows: number;
}

/** Columns a dataset of this content has at least, and those it may have. */
export const COLUMNS_OF: Readonly<
  Record<Content, { readonly needed: readonly string[]; readonly optional: readonly string[] }>
> = {
  bars: { needed: COLUMN_NAMES.slice(0, 5), optional: ["volume"] },
  quotes: { needed: QUOTE_COLUMN_NAMES, optional: ["bid_size", "ask_size"] },
  mark: { needed: COLUMN_NAMES.slice(0, 5), optional: [] },
  funding: { needed: ["time", "funding_rate"], optional: [] },
};

/** Every column a dataset can have, in the order of its files. */
export const ORDER: Readonly<Record<Content, readonly string[]>> = {
  bars: COLUMN_NAMES,
  quotes: [...QUOTE_COLUMN_NAMES.slice(0, 5), "bid_size", ...QUOTE_COLUMN_NAMES.slice(5), "ask_size"],
  mark: COLUMNS_OF.mark.needed,
  funding: COLUMNS_OF.funding.needed,
};

export function columnOf(table: Table, name: string): Float64Array | undefined {
  const index = table.names.indexOf(name);
  return index < 0 ? undefined : table.columns[index];
}

/** A column that the content of the table promises. */
export function neededColumn(table: Table, name: string): Float64Array {
  const column = columnOf(table, name);
  if (column === undefined) throw new Error(`a table without ${name}: ${table.names.join()}`);
  return column;
}

/** An empty table on one shared block. */
export function allocateTable(names: readonly string[], rows: number): Table {
  const block = allocateBlock(rows, names.length);
  return { names, columns: names.map((_, i) => block.subarray(i * rows, (i + 1) * rows)), rows };
}

/** The table as bars, in place; volume is 0 where it has none. */
export function barsOf(table: Table): BarColumns {
  return {
    time: neededColumn(table, "time"),
    open: neededColumn(table, "open"),
    high: neededColumn(table, "high"),
    low: neededColumn(table, "low"),
    close: neededColumn(table, "close"),
    volume: columnOf(table, "volume") ?? allocateBlock(table.rows, 1),
  };
}

/** The quotes of a table, copied into one block. */
export function quotesOf(table: Table): QuoteBars {
  const block = allocateBlock(table.rows, QUOTE_COLUMN_NAMES.length);
  QUOTE_COLUMN_NAMES.forEach((name, i) => {
    block.set(neededColumn(table, name), i * table.rows);
  });
  return viewQuotes(block, table.rows, table.rows);
}

/** Rows `from` up to and without `to`, as views. */
export const sliceTable = ({ names, columns }: Table, from: number, to: number): Table => ({
  names,
  columns: columns.map((column) => column.subarray(from, to)),
  rows: to - from,
});
