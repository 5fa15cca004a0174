/**
 * Hand-made bars: `bars("100 105 95 102", "-", "103 104 101 103 7")`, where a dash is a bar that is missing, and a fifth
 * number a volume that is not 1.
 */
import type { DurationMs } from "../../src/core/base/index.ts";
import type { InstrumentId } from "../../src/core/domain/index.ts";
import { type BarColumns, BarSeries, type QuoteColumns } from "../../src/core/market/index.ts";
import { HOUR, START } from "./instrument.ts";

export interface BarTiming {
  /** Start of the first bar. */
  readonly start?: number;
  readonly every?: DurationMs;
}

/** Start of a bar, open, high, low, close; the volume is 1 where there is none. */
export type BarRow = readonly [
  time: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume?: number,
];

export function columnsOf(rows: readonly BarRow[]): BarColumns {
  const column = (place: 0 | 1 | 2 | 3 | 4): Float64Array => Float64Array.from(rows, (row) => row[place]);
  const [time, open, high, low, close] = [column(0), column(1), column(2), column(3), column(4)];
  return {
    time,
    open,
    high,
    low,
    close,
    volume: Float64Array.from(rows, ([, , , , , volume]) => volume ?? 1),
  };
}

/** Columns from texts "open high low close [volume]"; `-` leaves a hole of one bar. */
export function columns(texts: readonly string[], timing: BarTiming = {}): BarColumns {
  const { start = START, every = HOUR } = timing;
  const rows: BarRow[] = [];
  texts.forEach((text, place) => {
    if (text !== "-") rows.push([start + place * every, ...pricesOf(text)]);
  });
  return columnsOf(rows);
}

/** The same price from open to close, `count` times. */
export const flat = (price: number, count: number): readonly string[] =>
  Array.from({ length: count }, () => `${price} ${price} ${price} ${price}`);

/** One bar per close: each opens where the last one ended. */
export const closes = (first: number, ...rest: readonly number[]): readonly string[] => {
  let before = first;
  return [first, ...rest].map((close) => {
    const bar = `${before} ${Math.max(before, close)} ${Math.min(before, close)} ${close}`;
    before = close;
    return bar;
  });
};

export const seriesOf = (
  id: number,
  instrument: number,
  data: BarColumns,
  every: DurationMs = HOUR,
  more: { readonly quotes?: QuoteColumns | undefined; readonly closes?: Float64Array | undefined } = {},
): BarSeries =>
  new BarSeries({
    ...{ id, instrument: instrument as InstrumentId, intervalMs: every, columns: data },
    ...{ quotes: more.quotes, closes: more.closes },
  });

function pricesOf(text: string): [number, number, number, number, number] {
  const [open, high, low, close, volume = 1, more] = text.split(" ").map(Number);
  const isBar =
    open !== undefined &&
    high !== undefined &&
    low !== undefined &&
    close !== undefined &&
    more === undefined;
  if (!isBar || !(low <= Math.min(open, close) && high >= Math.max(open, close)))
    throw new Error(`"${text}" is no bar`);
  return [open, high, low, close, volume];
}
