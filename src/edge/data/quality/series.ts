import type { BarColumns } from "../../../core/market/index.ts";
import { at } from "../../../core/market/index.ts";
import { picked, rowsOf } from "../columns.ts";
import { barColumnsOf, type RawRows } from "./raw-rows.ts";

/** The sound rows of a file, oldest first. */
export interface Series {
  /** Bars; of quotes halfway between bid and ask, NaN where a side is missing. */
  readonly columns: BarColumns;
  /** Line of each row in its file. */
  readonly lines: Uint32Array;
  readonly hasVolume: boolean;
  /** Rows of quotes that lack a bid or an ask. */
  readonly oneSided: number;
}

/** Picks rows of a file in a given order. */
export function seriesOf(raw: RawRows, kept: Uint32Array): Series {
  const isWhole = kept.length === raw.rows && kept.every((row, i) => row === i);
  const values = isWhole ? raw.values : raw.values.map((column) => picked(column, kept));
  const lines = isWhole ? raw.lines : kept.map((row) => raw.lines[row] ?? 0);
  if (raw.holds === "bars") {
    const columns = barColumnsOf({ ...raw, values });
    const hasVolume = raw.hasVolume && columns.volume.some((volume) => volume > 0);
    return { columns, lines, hasVolume, oneSided: 0 };
  }
  const [time = new Float64Array()] = values;
  const middle = (bid: number): Float64Array => {
    const ask = values[bid + 4] as Float64Array; // Four columns of bids, then four of asks.
    return (values[bid] as Float64Array).map((price, row) => (price + at(ask, row)) / 2);
  };
  const columns = { time, open: middle(1), high: middle(2), low: middle(3), close: middle(4) };
  const oneSided = columns.close.reduce((sum, price) => sum + (Number.isNaN(price) ? 1 : 0), 0);
  return {
    columns: { ...columns, volume: new Float64Array(time.length) },
    lines,
    hasVolume: false,
    oneSided,
  };
}

/** Only the rows that have prices. */
export function pricedRows(series: Series): Series {
  if (series.oneSided === 0) return series;
  const { columns, lines } = series;
  const rows: number[] = [];
  columns.close.forEach((price, row) => {
    if (!Number.isNaN(price)) rows.push(row);
  });
  return {
    ...series,
    columns: rowsOf(columns, rows),
    lines: Uint32Array.from(rows, (row) => lines[row] ?? 0),
  };
}
