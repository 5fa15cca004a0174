import { firstWhere } from "../../core/base/index.ts";
import type { SessionCalendar, SessionTable, SymbolParts } from "../../core/domain/index.ts";
import { at } from "../../core/market/index.ts";
import { QUIET_BARS, SHORT_WEEK_MS } from "./quality/hole-check.ts";
import { marketHours } from "./quality/market-hours.ts";
import { phaseOf } from "./quality/stamp-check.ts";
import { timetableOf } from "./quality/timetable.ts";
import type { ChosenSessions, SessionChoice } from "./session-choice.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** No holidays last for so many whole sessions: China's and Taiwan's longest closed markets for eight. */
const NO_HOLIDAY = 10;

/** The hours by which bars are due between the sessions that a file has bars of. */
export interface DueHours {
  readonly calendar: SessionCalendar;
  readonly knowsHolidays: boolean;
  /** The market closes over weekends, and feeds differ in when. */
  readonly hasShortWeeks: boolean;
}

/** Without a calendar, bars of shares and currencies are due by the rules of `data check`, which know holidays. */
export function dueHours(
  symbol: SymbolParts,
  venue: string,
  { hours, calendar }: SessionChoice,
  { regular }: ChosenSessions,
  span: { readonly from: number; readonly to: number },
): DueHours {
  const isTold = hours !== undefined || calendar !== undefined;
  return {
    calendar: isTold ? regular : marketHours(symbol.kind, symbol, venue, undefined, span).calendar,
    knowsHolidays: calendar !== undefined || hours === undefined,
    hasShortWeeks: symbol.kind === "fx",
  };
}

/** What is not there where it was due. */
export interface MissingBars {
  readonly gaps: number;
  readonly missing: number;
  readonly warnings: readonly string[];
}

/** Days that are missing between rows that are labelled by theirs; those between two neighbouring rows are one hole. */
export function missingDays(time: Float64Array, { calendar, knowsHolidays }: DueHours): MissingBars {
  if (calendar.kind === "continuous") return { gaps: 0, missing: 0, warnings: [] };
  const timetable = timetableOf(calendar, DAY_MS, 0);
  let gaps = 0;
  let missing = 0;
  let isPassedOver = false;
  for (let row = 1; row < time.length; row++) {
    const days = timetable.rank(at(time, row)) - timetable.rank(at(time, row - 1) + DAY_MS);
    if (days < 1) continue;
    if (!knowsHolidays && days < NO_HOLIDAY) {
      isPassedOver = true;
      continue;
    }
    gaps++;
    missing += days;
  }
  return { gaps, missing, warnings: isPassedOver ? [PASSED_OVER] : [] };
}

/** Bars that are due between two neighbouring rows, by where they are. */
interface Hole {
  /** At the end of the session of the row before; undefined where that lies outside of every session. */
  readonly tail: number | undefined;
  /** At the beginning of the session of the row after, as above. */
  readonly head: number | undefined;
  /** Of whole sessions between them. */
  readonly whole: number;
  readonly sessions: number;
  /** How long the market was closed between the rows. */
  readonly closedMs: number;
}

/**
 * Bars that are missing between rows of different sessions: of whole sessions, at the end of the one before and at the
 * beginning of the one after. `apart` are the later rows of each two.
 *
 * Ends and beginnings count where they lack more than most sessions of the file: what is never recorded are other hours,
 * and no hole. Bars longer than an hour, and such as do not divide it, begin anywhere: of them only whole sessions count. So do
 * runs of at least ten whole sessions alone where the hours know no holidays.
 */
export function missingBetween(
  time: Float64Array,
  apart: readonly number[],
  intervalMs: number,
  { calendar, knowsHolidays, hasShortWeeks }: DueHours,
): MissingBars {
  if (calendar.kind === "continuous") return { gaps: 0, missing: 0, warnings: [] };
  if (apart.length === 0) return { gaps: 0, missing: 0, warnings: [] };
  const holeBefore = holeFinder(time, intervalMs, calendar);
  const holes = apart.map(holeBefore);
  const hasGrid = HOUR_MS % intervalMs === 0;
  const usualTail = usual(holes.map(({ tail }) => tail));
  const usualHead = usual(holes.map(({ head }) => head));
  let gaps = 0;
  let missing = 0;
  let isPassedOver = false;
  for (const { tail = 0, head = 0, whole, sessions, closedMs } of holes) {
    const ends = (tail > usualTail ? tail : 0) + (head > usualHead ? head : 0);
    const bars = whole + (hasGrid ? ends : 0);
    const isQuiet = intervalMs <= MINUTE_MS && bars <= QUIET_BARS;
    const isShortWeek = hasShortWeeks && closedMs >= DAY_MS && bars * intervalMs <= SHORT_WEEK_MS;
    if (bars === 0 || isQuiet || isShortWeek) continue;
    if (!knowsHolidays && sessions < NO_HOLIDAY) {
      isPassedOver = true;
      continue;
    }
    gaps++;
    missing += bars;
  }
  return { gaps, missing, warnings: isPassedOver ? [PASSED_OVER] : [] };
}

const PASSED_OVER =
  "bars are missing between sessions, and the hours know no holidays: what leaves fewer than " +
  `${NO_HOLIDAY} whole sessions in a row without a bar is not counted; a calendar would tell`;

/** What at least half of them have; of an even number the lower one. */
function usual(counts: readonly (number | undefined)[]): number {
  const known = counts.filter((one) => one !== undefined).sort((a, b) => a - b);
  return known[Math.floor((known.length - 1) / 2)] ?? 0;
}

function holeFinder(time: Float64Array, intervalMs: number, calendar: SessionTable): (row: number) => Hole {
  // The timetable has its grid at midnight UTC: hours from 09:30 are moved there.
  const phase = phaseOf(time, intervalMs);
  const opens = calendar.opens.map((open) => open - phase);
  const closes = calendar.closes.map((close) => close - phase);
  const timetable = timetableOf({ ...calendar, opens, closes }, intervalMs, 0);
  const startOn = (open: number): number => Math.floor(open / intervalMs) * intervalMs;
  return (row) => {
    const before = at(time, row - 1) - phase;
    const after = at(time, row) - phase;
    const last = timetable.slotOf(before);
    const next = timetable.slotOf(after) + (timetable.isDue(after) ? 0 : 1);
    const missing = Math.max(0, next - last - 1);
    const from = countBelow(opens, before + intervalMs); // Sessions from here on open after the row before.
    const until = countBelow(closes, after + 1); // Those before it have closed when the row after begins.
    const isWithin = (place: number, moment: number): boolean =>
      place >= 0 && place < opens.length && startOn(at(opens, place)) <= moment && moment < at(closes, place);
    const head = isWithin(until, after)
      ? Math.min(missing, Math.max(0, next - timetable.rank(startOn(at(opens, until)))))
      : undefined;
    const rest = missing - (head ?? 0);
    const tail = isWithin(from - 1, before)
      ? Math.min(rest, Math.max(0, timetable.rank(at(closes, from - 1)) - last - 1))
      : undefined;
    return {
      tail,
      head,
      whole: rest - (tail ?? 0),
      sessions: Math.max(0, until - from),
      closedMs: after - before - (missing + 1) * intervalMs,
    };
  };
}

/** How many of sorted values are below `limit`. */
const countBelow = (sorted: Float64Array, limit: number): number =>
  firstWhere(sorted.length, (place) => at(sorted, place) >= limit);
