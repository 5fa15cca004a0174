import { at } from "../market/index.ts";

const DAY_MS = 86_400_000;
const DAYS_OF_A_MARKET_THAT_NEVER_CLOSES = 365;

/**
 * The UTC day that a moment ends. A step at 00:00 closes the bars of the day before, so midnight belongs to that day:
 * the same positions then give the same daily returns on 1h and on 1d bars.
 */
const dayEndingAt = (time: number): number => Math.ceil(time / DAY_MS) - 1;

/** Of UTC days since 1970: 0 is a Sunday, 6 a Saturday. */
const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

/**
 * The day that a return belongs to. Where markets rest at weekends what they do late on a UTC Saturday is the end of Friday,
 * and the evening of a Sunday the beginning of Monday: a week has five returns, as a year counts them.
 */
function returnDayOf(time: number, restsAtWeekends: boolean): number {
  const day = dayEndingAt(time);
  if (!restsAtWeekends) return day;
  const weekday = weekdayOf(day);
  return weekday === 6 ? day - 1 : weekday === 0 ? day + 1 : day;
}

/** Rows of the last step of each day that has one: a UTC day, where markets rest at weekends one of five. */
export function dayEnds(equityTime: Float64Array, restsAtWeekends = false): Float64Array {
  const steps = equityTime.length;
  if (steps === 0) return new Float64Array(0);
  const dayOf = (row: number): number => returnDayOf(at(equityTime, row), restsAtWeekends);
  const rows = new Float64Array(Math.min(dayOf(steps - 1) - dayOf(0) + 1, steps));
  let count = 0;
  let day = dayOf(0);
  for (let row = 0; row < steps; row++) {
    const next = row + 1 < steps ? dayOf(row + 1) : Number.NaN;
    if (next !== day) rows[count++] = row;
    day = next;
  }
  return rows.subarray(0, count);
}

/** A fall to zero or below cannot be followed by a return: such a day counts as zero. */
const returnBetween = (from: number, to: number): number => (from > 0 ? (to - from) / from : 0);

/**
 * Returns of the days of an equity curve, see `dayEnds`, from the last equity of one day to the last of the next; the first day's
 * from `initialEquity`. Where markets never close, a day without a step is a day of return zero; elsewhere it is left out.
 */
export const dailyReturns = (curve: EquityCurve): Float64Array => datedReturns(curve).returns;

/** The curve that returns are taken of. */
interface EquityCurve {
  readonly initialEquity: number;
  readonly equityTime: Float64Array;
  readonly equity: Float64Array;
  readonly periodsPerYear: number;
  readonly restsAtWeekends?: boolean;
}

/** The returns of `dailyReturns`, each with the START of its UTC day in Unix ms. */
export interface DatedReturns {
  readonly days: Float64Array;
  readonly returns: Float64Array;
}

/** `dailyReturns` with their days. */
export function datedReturns(curve: EquityCurve): DatedReturns {
  const { equityTime, equity, periodsPerYear, restsAtWeekends = false } = curve;
  const ends = dayEnds(equityTime, restsAtWeekends);
  if (ends.length === 0) return { days: new Float64Array(0), returns: new Float64Array(0) };

  const neverCloses = periodsPerYear >= DAYS_OF_A_MARKET_THAT_NEVER_CLOSES;
  const dayOf = (end: number): number => returnDayOf(at(equityTime, at(ends, end)), restsAtWeekends);
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
