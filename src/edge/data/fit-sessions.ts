import type { SessionCalendar, SessionTable } from "../../core/domain/index.ts";
import { at } from "../../core/market/index.ts";
import { count, moment } from "./data-problem.ts";
import { type DueHours, missingBetween, missingDays } from "./missing-between.ts";

const DAY_MS = 86_400_000;

/** Bars with the times that their session leaves them. */
export interface FittedTimes {
  readonly time: Float64Array;
  /** Undefined where every bar lasts its interval. */
  readonly closes: Float64Array | undefined;
  /** Bars that are missing while the market was open, and the holes they make. */
  readonly gaps: number;
  readonly missing: number;
  readonly warnings: readonly string[];
}

/**
 * Fits bars into sessions. A bar that is labelled by its day spans the regular session of that day; a shorter one that a
 * session begins or ends in covers only the part of it that was traded, as the 09:00 bar of a market that opens at 09:30.
 * What lies outside of every session stays as it is. `due` says which bars are due between two sessions, and on which days.
 */
export function fitToSessions(
  time: Float64Array,
  intervalMs: number,
  calendars: { readonly trading: SessionCalendar; readonly regular: SessionCalendar },
  due: DueHours,
): FittedTimes | undefined {
  const { trading, regular } = calendars;
  if (regular.kind === "continuous" || trading.kind === "continuous") return undefined;
  if (intervalMs === DAY_MS && time.every((start) => start % DAY_MS === 0))
    return fitDays(time, regular, due);
  return intervalMs < DAY_MS ? fitIntraday(time, intervalMs, trading, due) : undefined;
}

const columnOf = (rows: number): Float64Array => new Float64Array(new SharedArrayBuffer(rows * 8));

function fitDays(time: Float64Array, { opens, closes, days }: SessionTable, due: DueHours): FittedTimes {
  const starts = columnOf(time.length);
  const ends = columnOf(time.length);
  const strange: number[] = [];
  let place = 0;
  for (let row = 0; row < time.length; row++) {
    const label = at(time, row);
    const day = label / DAY_MS;
    while (place < days.length && at(days, place) < day) place++;
    const isOpen = place < days.length && at(days, place) === day;
    if (!isOpen) strange.push(label);
    starts[row] = isOpen ? at(opens, place) : label;
    while (place + 1 < days.length && at(days, place + 1) === day) place++; // After a break the day goes on.
    ends[row] = isOpen ? at(closes, place) : label + DAY_MS;
  }
  const first = strange[0];
  const { gaps, missing, warnings } = missingDays(time, due);
  return {
    time: starts,
    closes: ends,
    gaps,
    missing,
    warnings: [
      ...(first === undefined
        ? []
        : [`${count(strange.length, "bar")} of days without a session, first ${moment(first).slice(0, 10)}`]),
      ...warnings,
    ],
  };
}

function fitIntraday(
  time: Float64Array,
  intervalMs: number,
  table: SessionTable,
  due: DueHours,
): FittedTimes {
  const { opens, closes } = table;
  const starts = columnOf(time.length);
  const ends = columnOf(time.length);
  /** Rows that do not follow on another one of their session. */
  const apart: number[] = [];
  let place = 0;
  let gaps = 0;
  let missing = 0;
  let isCut = false;
  for (let row = 0; row < time.length; row++) {
    const start = at(time, row);
    const end = start + intervalMs;
    while (place < opens.length && at(closes, place) <= start) place++;
    const isInside = place < opens.length && at(opens, place) < end;
    starts[row] = isInside ? Math.max(start, at(opens, place)) : start;
    ends[row] = isInside ? Math.min(end, at(closes, place)) : end;
    isCut ||= starts[row] !== start || ends[row] !== end;
    if (row === 0) continue;
    if (!isInside || at(time, row - 1) < at(opens, place) - intervalMs) {
      apart.push(row);
      continue;
    }
    const bars = Math.round((start - at(time, row - 1)) / intervalMs) - 1;
    if (bars < 1) continue;
    gaps++;
    missing += bars;
  }
  const between = missingBetween(time, apart, intervalMs, due);
  return {
    time: isCut ? starts : time,
    closes: isCut ? ends : undefined,
    gaps: gaps + between.gaps,
    missing: missing + between.missing,
    warnings: between.warnings,
  };
}
