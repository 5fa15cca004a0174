import { defineSessions, type SessionTable } from "../../core/domain/index.ts";
import { Zone } from "./zone.ts";

const DAY_MS = 86_400_000;

/** A part of a day, in ms since its midnight on the wall clock. */
export interface DaySegment {
  readonly from: number;
  /** Up to 24 hours. */
  readonly to: number;
  readonly state: "regular" | "extended";
}

/** When a market trades, as its calendar says it: by weekday, with exceptions by day since 1970. */
export interface TradingHours {
  /** IANA name. */
  readonly zone: string;
  /** From Sunday to Saturday, each sorted by time. */
  readonly week: readonly (readonly DaySegment[])[];
  readonly holidays: ReadonlySet<number>;
  /** Times of day from which, and until which, there is no trade on a day; together they may be a break within it. */
  readonly earlyCloses: ReadonlyMap<number, number>;
  readonly lateOpens: ReadonlyMap<number, number>;
}

/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

function segmentsOf(hours: TradingHours, day: number, isExtended: boolean): readonly DaySegment[] {
  if (hours.holidays.has(day)) return [];
  const opens = hours.lateOpens.get(day) ?? 0;
  const closes = hours.earlyCloses.get(day) ?? DAY_MS;
  // A day that closes before it opens has a break: futures trade on a holiday until noon, and again from the evening.
  const parts =
    closes < opens
      ? [
          { first: 0, last: closes },
          { first: opens, last: DAY_MS },
        ]
      : [{ first: opens, last: closes }];
  return (hours.week[weekdayOf(day)] ?? [])
    .filter(({ state }) => isExtended || state === "regular")
    .flatMap(({ from, to, state }) =>
      parts.map(({ first, last }) => ({ from: Math.max(from, first), to: Math.min(to, last), state })),
    )
    .filter(({ from, to }) => from < to);
}

/**
 * The sessions of a span of time, with what touches joined while it is no longer than a day: an evening and the day that
 * follows it are one session of that day. Regular hours that are written apart on one day are sessions of their own: what
 * opens at 17:00 belongs to the next day, also where a holiday left nothing before it to join.
 */
export function sessionsOf(
  hours: TradingHours,
  span: { readonly from: number; readonly to: number },
  choice: { readonly isExtended: boolean; readonly whenClosed: SessionTable["whenClosed"] },
): SessionTable {
  const zone = new Zone(hours.zone);
  const opens: number[] = [];
  const closes: number[] = [];
  const days: number[] = [];
  for (let day = zone.dayOf(span.from); day <= zone.dayOf(span.to); day++) {
    const segments = segmentsOf(hours, day, choice.isExtended);
    for (const [place, { from, to, state }] of segments.entries()) {
      const open = zone.momentOf(day, from);
      const close = zone.momentOf(day, to);
      if (!(open < close)) continue; // All of it lies in an hour that the clocks left out.
      const last = opens.length - 1;
      const isApart = segments[place - 1]?.state === state;
      if (!isApart && open === closes[last] && close - (opens[last] as number) <= DAY_MS) {
        closes[last] = close;
        days[last] = day;
      } else {
        opens.push(open);
        closes.push(close);
        days.push(day);
      }
    }
  }
  return defineSessions({
    kind: "sessions",
    opens: shared(opens),
    closes: shared(closes),
    days: shared(days),
    whenClosed: choice.whenClosed,
  });
}

/** A worker gets it without a copy. */
function shared(values: readonly number[]): Float64Array {
  const column = new Float64Array(new SharedArrayBuffer(values.length * 8));
  column.set(values);
  return column;
}

const WORKDAYS = [1, 2, 3, 4, 5];

/**
 * The same hours on every workday, without holidays. Where they pass midnight, or last all day, a session opens the
 * evening before its day: 17:00-17:00 is a market that trades from Sunday evening to Friday evening.
 */
export function plainHours(zone: string, open: number, close: number, days = WORKDAYS): TradingHours {
  const week: DaySegment[][] = Array.from({ length: 7 }, () => []);
  const add = (weekday: number, from: number, to: number): void => {
    if (from < to) week[weekday]?.push({ from, to, state: "regular" });
  };
  for (const weekday of days) {
    if (open < close) add(weekday, open, close);
    else {
      add(weekday, 0, close);
      add((weekday + 6) % 7, open, DAY_MS);
    }
  }
  for (const day of week) day.sort((a, b) => a.from - b.from);
  return { zone, week, holidays: new Set(), earlyCloses: new Map(), lateOpens: new Map() };
}

/** The same hours on every day of a span of time, holidays too: not those of a market, but of whoever looks after it. */
export const hoursOf = (
  { open, close, zone }: { readonly open: number; readonly close: number; readonly zone: string },
  { from, to }: { readonly from: number; readonly to: number },
): SessionTable =>
  sessionsOf(
    plainHours(zone, open, close, [0, 1, 2, 3, 4, 5, 6]),
    { from: from - DAY_MS, to: to + DAY_MS },
    { isExtended: false, whenClosed: "queue" },
  );
