import { type SessionTable, tradesWithin } from "../../../core/domain/index.ts";
import { at, type BarColumns, longerBarStart } from "../../../core/market/index.ts";
import { rowsOf } from "../columns.ts";
import { count } from "../data-problem.ts";
import type { Subject } from "./subject.ts";
import type { Timetable } from "./timetable.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** Rows with the times by which they fall into longer bars. */
export interface Plan {
  readonly columns: BarColumns;
  /** Place of each row among the sound rows. */
  readonly places: Uint32Array;
  /** Bars are labelled by their day. */
  readonly isByDay: boolean;
  /** START of the first longer bar that the data does not begin inside of. */
  readonly wholeFrom: number;
  /** What is due by the hours of a market; undefined where a longer bar has as many as fit. */
  readonly due: Due | undefined;
  readonly warnings: readonly string[];
}

interface Due {
  /** Bars due in the longer bar that begins at `start`. */
  barsIn(start: number): number;
  /** Whether a row of the plan is one of them, and no print before or after the hours. */
  isDue(row: number): boolean;
}

/** Which rows make which longer bars, and how many of them are due: by the hours of the market where it closes. */
export function planOf(columns: BarColumns, subject: Subject, shorter: number, longer: number): Plan {
  const { timetable } = subject;
  const { calendar, wide, wideWords } = subject.hours;
  const { time } = columns;
  const all = Uint32Array.from(time, (_, row) => row);
  const lengths = { shorter, longer };
  if (timetable === undefined || calendar.kind === "continuous" || wide.kind === "continuous") {
    const [wholeFrom = 0] = time;
    return { columns, places: all, isByDay: false, wholeFrom, due: undefined, warnings: [] };
  }
  if (longer !== DAY_MS && longer !== WEEK_MS)
    return { columns, places: all, isByDay: false, ...dueByTime(time, timetable, lengths), warnings: [] };
  const places =
    shorter === DAY_MS
      ? all
      : all.filter((row) => tradesWithin(wide, at(time, row), at(time, row) + shorter));
  const left = all.length - places.length;
  const regular = rowsOf(columns, places);
  const byDay = daysOf(regular.time, { calendar, wide, timetable }, lengths);
  return {
    columns: { ...regular, time: byDay.time },
    places,
    isByDay: true,
    wholeFrom: byDay.wholeFrom,
    due: byDay.due,
    warnings: left === 0 ? [] : [`${count(left, "bar")} outside of the hours left out (${wideWords})`],
  };
}

interface Lengths {
  readonly shorter: number;
  readonly longer: number;
}

/** Longer bars on the grid of UTC: the one that a session opens in is whole with its first bar. */
function dueByTime(time: Float64Array, timetable: Timetable, { longer }: Lengths) {
  const [first = 0] = time;
  const start = longerBarStart(first, longer);
  const firstDue = timetable.slotOf(first) + (timetable.isDue(first) ? 0 : 1);
  const due: Due = {
    barsIn: (from) => timetable.rank(from + longer) - timetable.rank(from),
    isDue: (row) => timetable.isDue(at(time, row)),
  };
  return { wholeFrom: firstDue <= timetable.rank(start) ? start : start + longer, due };
}

/** The part of a day or week in which a market is open. */
interface Period {
  readonly open: number;
  readonly close: number;
  readonly firstDay: number;
  readonly lastDay: number;
}

/** Days or weeks with a session, by the START of their bar. */
function periodsOf(
  { opens, closes, days }: SessionTable,
  startOf: (day: number) => number,
): Map<number, Period> {
  const periods = new Map<number, Period>();
  for (let i = 0; i < opens.length; i++) {
    const day = at(days, i);
    const start = startOf(day);
    const { open, firstDay } = periods.get(start) ?? { open: at(opens, i), firstDay: day };
    periods.set(start, { open, firstDay, close: at(closes, i), lastDay: day });
  }
  return periods;
}

/**
 * Times by which the one builder of longer bars puts sessions into days and weeks: each row begins with its longer bar,
 * but those that end the last session of one end with it, so that it counts as closed.
 */
function daysOf(
  time: Float64Array,
  { calendar, wide, timetable }: HoursToBuildBy,
  { shorter, longer }: Lengths,
) {
  const isDaily = shorter === DAY_MS;
  const startOf = (day: number): number =>
    longer === WEEK_MS ? (Math.floor((day + 3) / 7) * 7 - 3) * DAY_MS : day * DAY_MS;
  // Days without anything due make bars as well, of what traded: they close with their wide hours.
  const periods = new Map([...periodsOf(wide, startOf), ...periodsOf(calendar, startOf)]);
  let place = 0;
  let wholeFrom = 0;
  const mapped = time.map((start, row) => {
    while (place + 1 < wide.closes.length && at(wide.closes, place) <= start) place++;
    const day = isDaily ? Math.round(start / DAY_MS) : at(wide.days, place);
    const label = startOf(day);
    const period = periods.get(label);
    const isFromOpen = period !== undefined && (isDaily ? day <= period.firstDay : start <= period.open);
    if (row === 0) wholeFrom = label + (isFromOpen ? 0 : longer);
    const isEnd = period !== undefined && (isDaily ? day >= period.lastDay : start + shorter >= period.close);
    return isEnd ? label + longer - shorter : label;
  });
  return {
    time: mapped,
    wholeFrom,
    due: dueByDay(time, { calendar, timetable, startOf }, { shorter, longer }),
  };
}

interface HoursToBuildBy {
  readonly calendar: SessionTable;
  readonly wide: SessionTable;
  readonly timetable: Timetable;
}

function dueByDay(
  time: Float64Array,
  {
    calendar: { closes, days },
    timetable,
    startOf,
  }: Pick<HoursToBuildBy, "calendar" | "timetable"> & { readonly startOf: (day: number) => number },
  { shorter, longer }: Lengths,
): Due {
  const isDue = (row: number): boolean => timetable.isDue(at(time, row));
  if (shorter === DAY_MS)
    return { barsIn: (start) => timetable.rank(start + longer) - timetable.rank(start), isDue };
  const due = new Map<number, number>();
  for (let i = 0; i < closes.length; i++) {
    // A bar that begins in one session and ends in the next is due in the first.
    const bars = timetable.rank(at(closes, i)) - (i === 0 ? 0 : timetable.rank(at(closes, i - 1)));
    const start = startOf(at(days, i));
    due.set(start, (due.get(start) ?? 0) + bars);
  }
  return { barsIn: (start) => due.get(start) ?? 0, isDue };
}
