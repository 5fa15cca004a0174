import { firstWhere } from "../../../core/base/index.ts";
import { CONTINUOUS, type SessionCalendar, type SessionTable } from "../../../core/domain/index.ts";
import { at } from "../../../core/market/index.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** When bars of a series are due: one START after the other, numbered. */
export interface Timetable {
  /** How many bars are due before `time`. */
  rank(time: number): number;
  /** START of the bar of a number. */
  startOf(rank: number): number;
  /** Number of the bar that a stamp belongs to, on the grid or off it. */
  slotOf(time: number): number;
  /** Whether a bar of this START is due, wherever on the grid it begins. */
  isDue(time: number): boolean;
}

/** Bars of a market that never closes: `phase` is where its grid begins. */
function continuousTimetable(intervalMs: number, phase: number): Timetable {
  return {
    rank: (time) => Math.ceil((time - phase) / intervalMs),
    slotOf: (time) => Math.floor((time - phase) / intervalMs),
    startOf: (rank) => phase + rank * intervalMs,
    isDue: () => true,
  };
}

/** Bars of calendar months, UTC. */
export const MONTHS: Timetable = {
  rank: (time) => {
    const date = new Date(time);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) < time ? month + 1 : month;
  },
  slotOf: (time) => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth(),
  startOf: (rank) => Date.UTC(Math.floor(rank / 12), rank % 12, 1),
  isDue: () => true,
};

/** Bars by the hours of a market: those of a session begin on the UTC grid, the first with or before the open. */
function sessionTimetable({ opens, closes }: SessionTable, intervalMs: number): Timetable {
  const firsts = opens.map((open) => Math.floor(open / intervalMs) * intervalMs);
  const before = new Float64Array(opens.length + 1);
  for (let i = 0; i < opens.length; i++) {
    // A bar that two sessions share, as an hour with a break in it, is due once.
    const isShared = i > 0 && at(firsts, i) < lastStart(closes, i - 1, intervalMs) + intervalMs;
    if (isShared) firsts[i] = at(firsts, i) + intervalMs;
    before[i + 1] = at(before, i) + Math.max(0, Math.ceil((at(closes, i) - at(firsts, i)) / intervalMs));
  }
  const placeOf = (time: number): number => lastAtMost(firsts, time);
  const dueIn = (place: number): number => at(before, place + 1) - at(before, place);
  const rank = (time: number): number => {
    const place = placeOf(time);
    if (place < 0) return 0;
    const passed = Math.ceil((time - at(firsts, place)) / intervalMs);
    return at(before, place) + Math.min(passed, dueIn(place));
  };
  return {
    rank,
    slotOf: (time) => rank(time + 1) - 1,
    startOf: (rank) => {
      const place = Math.min(lastAtMost(before, rank), firsts.length - 1);
      return place < 0 ? Number.NaN : at(firsts, place) + (rank - at(before, place)) * intervalMs;
    },
    isDue: (time) => {
      const place = placeOf(time);
      return place >= 0 && time < at(firsts, place) + dueIn(place) * intervalMs;
    },
  };
}

const lastStart = (closes: Float64Array, place: number, intervalMs: number): number =>
  Math.floor((at(closes, place) - 1) / intervalMs) * intervalMs;

/** Bars of a day for each day with a session, labelled by the day or by a moment within half a day of its midnight. */
function dayTimetable({ days }: SessionTable): Timetable {
  const labels = Float64Array.from(new Set(days));
  const dayOf = (time: number): number => Math.round(time / DAY_MS);
  return {
    rank: (time) => lastAtMost(labels, (time - 1) / DAY_MS) + 1,
    slotOf: (time) => lastAtMost(labels, dayOf(time)),
    startOf: (rank) => (labels[rank] ?? Number.NaN) * DAY_MS,
    isDue: (time) => labels[lastAtMost(labels, dayOf(time))] === dayOf(time),
  };
}

/** Place of the last value that is at most `value`; -1 where all are larger. */
const lastAtMost = (sorted: Float64Array, value: number): number =>
  firstWhere(sorted.length, (place) => at(sorted, place) > value) - 1;

/** When bars of `intervalMs` are due by the hours of a market; `phase` is where most rows lie within their interval. */
export function timetableOf(calendar: SessionCalendar, intervalMs: number, phase: number): Timetable {
  const isLong = intervalMs >= WEEK_MS || (intervalMs > DAY_MS && intervalMs % DAY_MS !== 0);
  if (calendar === CONTINUOUS || calendar.kind === "continuous" || isLong)
    return continuousTimetable(intervalMs, phase);
  return intervalMs === DAY_MS ? dayTimetable(calendar) : sessionTimetable(calendar, intervalMs);
}
