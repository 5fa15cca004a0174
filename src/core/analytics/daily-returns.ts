import { at } from "../market/index.ts";

const DAY_MS = 86_400_000;

/**
 * The UTC day that a moment ends. A step at 00:00 closes the bars of the day before, so midnight belongs to that day:
 * the same positions then give the same daily returns on 1h and on 1d bars.
 */
const dayEndingAt = (time: number): number => Math.ceil(time / DAY_MS) - 1;

/** A fall to zero or below cannot be followed by a return: such a day counts as zero. */
const returnBetween = (from: number, to: number): number => (from > 0 ? (to - from) / from : 0);

/**
 * Returns of the UTC days of an equity curve, from the last equity of one day to the last of the next; the first day's
 * from `initialEquity`. With `neverCloses`, a day without a step is a day of return zero; otherwise it is left out.
 */
export function dailyReturns(curve: {
  readonly initialEquity: number;
  readonly equityTime: Float64Array;
  readonly equity: Float64Array;
  readonly neverCloses: boolean;
}): Float64Array {
  const { equityTime, equity } = curve;
  const steps = equity.length;
  if (steps === 0) return new Float64Array(0);

  const firstDay = dayEndingAt(at(equityTime, 0));
  const lastDay = dayEndingAt(at(equityTime, steps - 1));
  const returns = new Float64Array(lastDay - firstDay + 1);
  let days = 0;
  let from = curve.initialEquity;
  let i = 0;
  while (i < steps) {
    const day = dayEndingAt(at(equityTime, i));
    const dayEnd = (day + 1) * DAY_MS;
    while (i < steps && at(equityTime, i) <= dayEnd) i++;
    const to = at(equity, i - 1);
    const row = curve.neverCloses ? day - firstDay : days;
    returns[row] = returnBetween(from, to);
    days = row + 1;
    from = to;
  }
  return returns.subarray(0, days);
}
