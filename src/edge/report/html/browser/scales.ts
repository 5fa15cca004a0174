/** Where numbers lie on a screen, and which of them to write beside an axis. */
import { percent } from "../../format.ts";

export interface Scale {
  readonly from: number;
  readonly to: number;
  /** Place in pixels. */
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** Where most values end: what is beyond four times the spread of the middle half is an outlier. */
export function fences(values: readonly number[]): { readonly low: number; readonly high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? 0;
  const [first, third] = [at(0.25), at(0.75)];
  const reach = 4 * (third - first);
  return { low: Math.max(at(0), first - reach), high: Math.min(at(1), third + reach) };
}

/** A share beside an axis: without decimals where there are none. */
export const percentTick = (share: number): string => percent(share).replace(/\.00 /, " ");

/** Round steps: 1, 2 or 5 times a power of ten. */
export function niceStep(span: number, ticks: number): number {
  const rough = span / Math.max(ticks, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const times = rough / power;
  return (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10) * power;
}

/** A linear scale whose ends are round numbers. `start` and `end` are pixels; the axis may run upwards. */
export function linearScale(
  values: readonly number[],
  start: number,
  end: number,
  ticksWanted: number,
): Scale {
  let from = Math.min(...values);
  let to = Math.max(...values);
  if (!(to > from)) {
    const room = Math.abs(from) * 0.05 || 1; // A flat line runs through the middle.
    from -= room;
    to += room;
  }
  const step = niceStep(to - from, ticksWanted);
  from = Math.floor(from / step + 1e-9) * step;
  to = Math.ceil(to / step - 1e-9) * step;
  const ticks: number[] = [];
  for (let i = 0; i <= Math.round((to - from) / step); i++) ticks.push(from + i * step);
  return { from, to, ticks, at: (value) => start + ((value - from) / (to - from)) * (end - start) };
}

/** Equal distances for equal ratios; everything must be positive. */
export function logScale(values: readonly number[], start: number, end: number): Scale {
  const from = Math.min(...values);
  const to = Math.max(Math.max(...values), from * 1.001);
  const [low, high] = [Math.log(from), Math.log(to)];
  const decades = (high - low) / Math.log(10);
  const factors = decades > 3 ? [1] : decades > 1.2 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 8];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++)
    for (const factor of factors) {
      const tick = factor * 10 ** power;
      if (tick >= from && tick <= to) ticks.push(tick);
    }
  return {
    from,
    to,
    ticks,
    at: (value) => start + ((Math.log(Math.max(value, from)) - low) / (high - low)) * (end - start),
  };
}

const DAY = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Moments to write under a time axis, UTC: years, months, days or hours, as many as there is room for. */
export function timeTicks(
  from: number,
  to: number,
  wanted: number,
): readonly { at: number; label: string }[] {
  const span = to - from;
  const months = span / (30.44 * DAY);
  if (months > wanted * 0.9) {
    const step = [1, 2, 3, 6, 12, 24, 36, 60, 120].find((each) => months / each <= wanted) ?? 240;
    return monthTicks(from, to, step);
  }
  const hour = DAY / 24;
  const steps = [hour, 3 * hour, 6 * hour, 12 * hour, DAY, 2 * DAY, 7 * DAY, 14 * DAY];
  const step = steps.find((each) => span / each <= wanted) ?? 14 * DAY;
  const ticks: { at: number; label: string }[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const when = new Date(at);
    const day = `${when.getUTCDate()} ${MONTHS[when.getUTCMonth()] ?? ""}`;
    const isDay = at % DAY === 0;
    ticks.push({ at, label: isDay ? day : when.toISOString().slice(11, 16) });
  }
  return ticks;
}

function monthTicks(from: number, to: number, step: number): readonly { at: number; label: string }[] {
  const ticks: { at: number; label: string }[] = [];
  const first = new Date(from);
  const begin = first.getUTCFullYear() * 12 + first.getUTCMonth();
  for (let month = Math.ceil(begin / step) * step; ; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at > to) return ticks;
    if (at < from) continue;
    const year = String(Math.floor(month / 12));
    ticks.push({ at, label: month % 12 === 0 ? year : `${MONTHS[month % 12] ?? ""}` });
  }
}
