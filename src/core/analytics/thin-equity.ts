import { assert } from "../base/index.ts";
import { at } from "../market/index.ts";
import { drawdownOf } from "./drawdown.ts";

/** A point of a curve: Unix ms and equity. */
export type EquityPoint = readonly [time: number, equity: number];

/** First, last, the highest, the lowest, and both ends of the deepest fall are kept whatever the buckets say. */
const ALWAYS_KEPT = 6;

/**
 * A curve of at most `maxPoints` points that looks like the whole: rows are cut into equal buckets, each of which gives
 * its lowest and its highest point, in order of time. First and last are kept, and so are the highest, the lowest and
 * both ends of the deepest fall from a high: the thinned curve tells the same drawdown as the whole one.
 *
 * `time` must not descend; of several rows of one time the last counts, so that time strictly increases.
 * @throws InvariantBroken when the columns differ in length, or fewer than eight points are asked for
 */
export function thinEquity(time: Float64Array, equity: Float64Array, maxPoints = 5_000): EquityPoint[] {
  assert(time.length === equity.length, "equity and its times differ in length");
  assert(maxPoints >= ALWAYS_KEPT + 2, "a thinned curve needs at least eight points");
  const curve = lastOfEachTime(time, equity);
  const rows = curve.time.length;
  const kept = rows <= maxPoints ? allRows(rows) : thinnedRows(curve.time, curve.equity, maxPoints);
  return kept.map((row) => [at(curve.time, row), at(curve.equity, row)]);
}

const allRows = (rows: number): number[] => Array.from({ length: rows }, (_, row) => row);

/** Rows to keep, ascending, each once. */
function thinnedRows(time: Float64Array, equity: Float64Array, maxPoints: number): number[] {
  const rows = equity.length;
  const fall = drawdownOf({ initialEquity: at(equity, 0), equityTime: time, equity });
  const kept = new Set<number>([0, rows - 1]);
  if (fall.lowRow >= 0) kept.add(Math.max(fall.highRow, 0)).add(fall.lowRow); // Row -1 has the equity of row 0.

  const buckets = Math.floor((maxPoints - ALWAYS_KEPT) / 2);
  let lowest = 0;
  let highest = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * rows) / buckets);
    const to = Math.floor(((bucket + 1) * rows) / buckets);
    let low = from;
    let high = from;
    for (let row = from + 1; row < to; row++) {
      if (at(equity, row) < at(equity, low)) low = row;
      if (at(equity, row) > at(equity, high)) high = row;
    }
    kept.add(low).add(high);
    if (at(equity, low) < at(equity, lowest)) lowest = low;
    if (at(equity, high) > at(equity, highest)) highest = high;
  }
  kept.add(lowest).add(highest);
  return [...kept].sort((a, b) => a - b);
}

/** The curve without the rows that another row of the same time follows; itself when there are none. */
function lastOfEachTime(
  time: Float64Array,
  equity: Float64Array,
): { readonly time: Float64Array; readonly equity: Float64Array } {
  const rows = time.length;
  const isLast = (row: number): boolean => row === rows - 1 || at(time, row + 1) !== at(time, row);
  let distinct = 0;
  for (let row = 0; row < rows; row++) if (isLast(row)) distinct++;
  if (distinct === rows) return { time, equity };
  return { time: time.filter((_, row) => isLast(row)), equity: equity.filter((_, row) => isLast(row)) };
}
