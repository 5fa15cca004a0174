import type { DurationMs } from "../base/index.ts";
import { at, type BarColumns } from "./bar-series.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** 1970-01-01 was a Thursday; weeks begin on Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** START of the longer bar that `time` lies in: multiples of its length since 1970, UTC; weeks from Monday. */
export function longerBarStart(time: number, intervalMs: number): number {
  const origin = intervalMs % WEEK_MS === 0 ? FIRST_MONDAY_MS : 0;
  return Math.floor((time - origin) / intervalMs) * intervalMs + origin;
}

/** Longer bars, and whether each lacks part of what it was built from. */
export interface LongerBars {
  readonly columns: BarColumns;
  readonly incomplete: Uint8Array;
  /** When each bar closes; undefined where all close at their boundary. */
  readonly closes: Float64Array | undefined;
}

/**
 * Longer bars out of shorter ones: first open, highest high, lowest low, last close, sum of volumes. A bar over a hole
 * closes at its boundary and is flagged incomplete, like the first one where the data starts in its middle. The last one
 * is left out while its boundary lies beyond the data: it has not closed. `longer` must be a multiple of `shorter`.
 *
 * A short bar belongs to where it begins. One that ends beyond the boundary, as the hour from 15:30 does beyond 16:00, is
 * known when it has ended: the longer bar closes with it. `closesAt` says when that is, for bars that a session cuts off.
 */
export function longerBars(
  bars: BarColumns,
  shorter: DurationMs,
  longer: DurationMs,
  closesAt: (row: number) => number = (row) => at(bars.time, row) + shorter,
): LongerBars {
  const rows = bars.time.length;
  const end = rows === 0 ? 0 : at(bars.time, rows - 1) + shorter;
  const starts: number[] = [];
  const firsts: number[] = [];
  for (let row = 0; row < rows; row++) {
    const start = longerBarStart(at(bars.time, row), longer);
    if (start + longer > end) break;
    if (starts[starts.length - 1] === start) continue;
    starts.push(start);
    firsts.push(row);
  }
  const made = starts.length;
  const column = (): Float64Array => new Float64Array(made);
  const columns = { open: column(), high: column(), low: column(), close: column(), volume: column() };
  const incomplete = new Uint8Array(made);
  const closes = column();
  let isLate = false;
  for (let i = 0; i < made; i++) {
    const from = firsts[i] as number;
    let to = from;
    let high = Number.NEGATIVE_INFINITY;
    let low = Number.POSITIVE_INFINITY;
    let volume = 0;
    const boundary = (starts[i] as number) + longer;
    for (; to < rows && at(bars.time, to) < boundary; to++) {
      high = Math.max(high, at(bars.high, to));
      low = Math.min(low, at(bars.low, to));
      volume += at(bars.volume, to);
    }
    columns.open[i] = at(bars.open, from);
    columns.high[i] = high;
    columns.low[i] = low;
    columns.close[i] = at(bars.close, to - 1);
    columns.volume[i] = volume;
    incomplete[i] = (to - from) * shorter < longer ? 1 : 0;
    closes[i] = Math.max(boundary, closesAt(to - 1));
    isLate ||= at(closes, i) > boundary;
  }
  const time = Float64Array.from(starts);
  return { columns: { time, ...columns }, incomplete, closes: isLate ? closes : undefined };
}
