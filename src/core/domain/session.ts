import { assert, type UnixMs } from "../base/index.ts";

/** A market that never closes: a session day is then the UTC day. */
interface ContinuousCalendar {
  readonly kind: "continuous";
}

/**
 * A market with sessions: when it opens and closes, in Unix ms, oldest first and apart from each other. Time zones,
 * holidays and early closes are worked out where the table is made: the core knows none.
 */
export interface SessionTable {
  readonly kind: "sessions";
  readonly opens: Float64Array;
  readonly closes: Float64Array;
  /** Day of each session, in days since 1970 on the exchange's own calendar; sessions with a break share one. */
  readonly days: Float64Array;
  /** What the venue does with an order that comes while it is closed. What only reduces always waits for the open. */
  readonly whenClosed: "queue" | "reject";
}

/** When an instrument trades. */
export type SessionCalendar = ContinuousCalendar | SessionTable;

export const CONTINUOUS: SessionCalendar = { kind: "continuous" };

const DAY_MS = 86_400_000;

/** Checks what the searches rely on. @throws InvariantBroken for sessions that are out of order or overlap */
export function defineSessions(table: SessionTable): SessionTable {
  const { opens, closes, days } = table;
  assert(opens.length === closes.length && opens.length === days.length, "session columns differ in length");
  for (let i = 0; i < opens.length; i++) {
    assert((opens[i] as number) < (closes[i] as number), "a session closes before it opens", i);
    if (i === 0) continue;
    assert((opens[i] as number) >= (closes[i - 1] as number), "sessions overlap", i);
    assert((days[i] as number) >= (days[i - 1] as number), "session days fall", i);
  }
  return table;
}

/** Place of the last value that is at most `value`; -1 where all are larger. */
function lastAtMost(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Ordinal of the session day that `at` lies in: the UTC day for a market that never closes; else the day of the session
 * that opened last, so that a night belongs to the day before it. Before the first session: the day before its day.
 */
export function sessionDayOf(calendar: SessionCalendar, at: UnixMs): number {
  if (calendar.kind === "continuous") return Math.floor(at / DAY_MS);
  const { opens, days } = calendar;
  const place = lastAtMost(opens, at);
  if (place >= 0) return days[place] as number;
  return days.length === 0 ? Math.floor(at / DAY_MS) : (days[0] as number) - 1;
}

/** Ordinal of the week of a session day, Monday first: 1970-01-01 was a Thursday. */
export const sessionWeekOf = (day: number): number => Math.floor((day + 3) / 7);

/** First moment of a session day; of the next one where the market is closed that day. Infinity beyond the table. */
export function sessionDayStart(calendar: SessionCalendar, day: number): UnixMs {
  if (calendar.kind === "continuous") return (day * DAY_MS) as UnixMs;
  // Days are whole numbers: the first session of `day` or later follows the last one before it.
  const start = calendar.opens[lastAtMost(calendar.days, day - 0.5) + 1];
  return (start ?? Number.POSITIVE_INFINITY) as UnixMs;
}

/** Whether the market trades at `at`. The closing moment itself is closed. */
export const isOpenAt = (calendar: SessionCalendar, at: number): boolean =>
  calendar.kind === "continuous" || at < closeAfter(calendar, at);

/** Close of the session that opened last, at or before `at`; -Infinity before the first. */
function closeAfter({ opens, closes }: SessionTable, at: number): number {
  const place = lastAtMost(opens, at);
  return place < 0 ? Number.NEGATIVE_INFINITY : (closes[place] as number);
}

/** The first moment from `at` on at which the market is open; Infinity beyond the table. */
export function nextOpen(calendar: SessionCalendar, at: UnixMs): UnixMs {
  if (isOpenAt(calendar, at) || calendar.kind === "continuous") return at;
  return (calendar.opens[lastAtMost(calendar.opens, at) + 1] ?? Number.POSITIVE_INFINITY) as UnixMs;
}

/** Last close of the session day that the session which opened last belongs to; Infinity where the market never closes. */
function dayEnd(calendar: SessionCalendar, at: number): number {
  if (calendar.kind === "continuous") return Number.POSITIVE_INFINITY;
  const { opens, closes, days } = calendar;
  let place = lastAtMost(opens, at);
  while (place >= 0 && days[place + 1] === days[place]) place++;
  return closes[place] ?? Number.POSITIVE_INFINITY;
}

/** Whether the session day that `at` lies in is over `leadMs` later, or is over already. */
export const isDayOverBy = (calendar: SessionCalendar, at: UnixMs, leadMs: number): boolean =>
  at + leadMs >= dayEnd(calendar, at);

/**
 * When the session day ends in which an order of `at` can first be traded, where less than `leadMs` of that day are left by
 * then; else undefined. What comes at night is traded from the next open on.
 */
export function endsTooSoon(calendar: SessionCalendar, at: UnixMs, leadMs: number): UnixMs | undefined {
  if (calendar.kind === "continuous") return undefined;
  const from = nextOpen(calendar, at);
  return isDayOverBy(calendar, from, leadMs) ? (dayEnd(calendar, from) as UnixMs) : undefined;
}

/** Whether the market trades at any moment from `from` on and before `to`. */
export function tradesWithin(calendar: SessionCalendar, from: number, to: number): boolean {
  if (calendar.kind === "continuous" || isOpenAt(calendar, from)) return true;
  const next = calendar.opens[lastAtMost(calendar.opens, from) + 1];
  return next !== undefined && next < to;
}

/**
 * When the next `bars` bars of a length will have closed: nights and weekends make none, and a day's bar closes with its
 * session. Of bars longer than a day, and beyond the table, a time of their length.
 */
export function afterBars(calendar: SessionCalendar, at: UnixMs, bars: number, barMs: number): number {
  if (calendar.kind === "continuous" || barMs > DAY_MS) return at + bars * barMs;
  let closed: number = at;
  for (let bar = 0; bar < bars; bar++) {
    const opens = nextOpen(calendar, closed as UnixMs);
    if (opens === Number.POSITIVE_INFINITY) return closed + (bars - bar) * barMs;
    closed = Math.min(opens + barMs, barMs < DAY_MS ? closeAfter(calendar, opens) : dayEnd(calendar, opens));
  }
  return closed;
}

/** The calendar of an account: that of its instruments where all share one, else the UTC day. */
export function commonCalendar(calendars: readonly SessionCalendar[]): SessionCalendar {
  const [first] = calendars;
  if (first === undefined || first.kind === "continuous") return CONTINUOUS;
  return calendars.every((one) => hasSameSessions(first, one)) ? first : CONTINUOUS;
}

function hasSameSessions(one: SessionTable, other: SessionCalendar): boolean {
  if (one === other) return true;
  return (
    other.kind === "sessions" &&
    other.opens.length === one.opens.length &&
    other.opens.every((open, i) => open === one.opens[i] && other.closes[i] === one.closes[i])
  );
}
