import { at } from "../market/index.ts";

const DAY_MS = 86_400_000;
const DAYS_OF_A_MARKET_THAT_NEVER_CLOSES = 365;

/**
 * The UTC day that a moment ends. A step at 00:00 closes the bars of the day before, so midnight belongs to that day:
 * the same positions then give the same daily returns on 1h and on 1d bars.
 */
const dayEndingAt = (time: number): number => Math.ceil(time / DAY_MS) - 1;

/** Rows of the last step of each UTC day that has one. */
export function dayEnds(equityTime: Float64Array): Float64Array {
  const steps = equityTime.length;
  if (steps === 0) return new Float64Array(0);
  const days = dayEndingAt(at(equityTime, steps - 1)) - dayEndingAt(at(equityTime, 0)) + 1;
  const rows = new Float64Array(Math.min(days, steps));
  let count = 0;
  let row = 0;
  while (row < steps) {
    const dayEnd = (dayEndingAt(at(equityTime, row)) + 1) * DAY_MS;
    while (row < steps && at(equityTime, row) <= dayEnd) row++;
    rows[count++] = row - 1;
  }
  return rows.subarray(0, count);
}

/** A fall to zero or below cannot be followed by a return: such a day counts as zero. */
const returnBetween = (from: number, to: number): number => (from > 0 ? (to - from) / from : 0);

/**
 * Returns of the UTC days of an equity curve, from the last equity of one day to the last of the next; the first day's
 * from `initialEquity`. Where markets never close, a day without a step is a day of return zero; elsewhere it is left out.
 */
export const dailyReturns = (curve: EquityCurve): Float64Array => datedReturns(curve).returns;

/** The curve that returns are taken of. */
interface EquityCurve {
  readonly initialEquity: number;
  readonly equityTime: Float64Array;
  readonly equity: Float64Array;
  readonly periodsPerYear: number;
}

/** The returns of `dailyReturns`, each with the START of its UTC day in Unix ms. */
export interface DatedReturns {
  readonly days: Float64Array;
  readonly returns: Float64Array;
}

/** `dailyReturns` with their days. */
export function datedReturns(curve: EquityCurve): DatedReturns {
  const { equityTime, equity, periodsPerYear } = curve;
  const ends = dayEnds(equityTime);
  if (ends.length === 0) return { days: new Float64Array(0), returns: new Float64Array(0) };

  const neverCloses = periodsPerYear >= DAYS_OF_A_MARKET_THAT_NEVER_CLOSES;
  const dayOf = (end: number): number => dayEndingAt(at(equityTime, at(ends, end)));
  const firstDay = dayOf(0);
  const returns = new Float64Array(neverCloses ? dayOf(ends.length - 1) - firstDay + 1 : ends.length);
  let from = curve.initialEquity;
  for (let i = 0; i < ends.length; i++) {
    const to = at(equity, at(ends, i));
    returns[neverCloses ? dayOf(i) - firstDay : i] = returnBetween(from, to);
    from = to;
  }
  const days = returns.map((_, i) => (neverCloses ? firstDay + i : dayOf(i)) * DAY_MS);
  return { days, returns };
}
