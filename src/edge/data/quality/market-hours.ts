import { CONTINUOUS, type SessionCalendar, type SymbolParts } from "../../../core/domain/index.ts";
import { chooseSessions, type SessionChoice } from "../session-choice.ts";
import { plainHours, sessionsOf, type TradingHours } from "../trading-hours.ts";
import { usHolidays } from "./us-holidays.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What a series is, as far as its hours depend on it. */
export type MarketKind = SymbolParts["kind"] | "future";

/** When a market trades, and in words where that comes from. */
export interface MarketHours {
  readonly calendar: SessionCalendar;
  /**
   * As the calendar, but without early closes, and without days on which only some brokers close: for prints that are not
   * due and belong to their day nevertheless. It may have sessions that the calendar has not.
   */
  readonly wide: SessionCalendar;
  readonly words: string;
  readonly wideWords: string;
}

/**
 * The regular hours of a market over a span of time: those of the calendar file where there is one, else the rules of its
 * kind, which know the holidays of US shares but none of currencies and futures.
 * @throws DataProblem for a calendar file that cannot be read
 */
export function marketHours(
  kind: MarketKind,
  symbol: SymbolParts | undefined,
  venue: string,
  calendar: SessionChoice["calendar"],
  span: { readonly from: number; readonly to: number },
): MarketHours {
  if (calendar !== undefined && symbol !== undefined) {
    const { regular } = chooseSessions(symbol, venue, { calendar }, span);
    const words = `hours of ${calendar.file}`;
    return { calendar: regular, wide: regular, words, wideWords: words };
  }
  const usual = usualHours(kind, span);
  if (usual === undefined) {
    const words = "round the clock";
    return { calendar: CONTINUOUS, wide: CONTINUOUS, words, wideWords: words };
  }
  const { hours, wide, words, wideWords } = usual;
  const around = { from: span.from - 7 * DAY_MS, to: span.to + 7 * DAY_MS };
  const choice = { isExtended: false, whenClosed: "queue" } as const;
  return {
    calendar: sessionsOf(hours, around, choice),
    wide: sessionsOf(wide, around, choice),
    words,
    wideWords,
  };
}

interface UsualHours {
  readonly hours: TradingHours;
  readonly wide: TradingHours;
  readonly words: string;
  readonly wideWords: string;
}

function usualHours(
  kind: MarketKind,
  span: { readonly from: number; readonly to: number },
): UsualHours | undefined {
  switch (kind) {
    case "spot":
    case "linear-perpetual":
      return undefined;
    case "equity": {
      const { closed, early, lateOpens } = usHolidays(yearOf(span.from) - 1, yearOf(span.to) + 1);
      const wide = {
        ...plainHours("America/New_York", 9.5 * HOUR_MS, 16 * HOUR_MS),
        holidays: closed,
        lateOpens,
      };
      const earlyCloses = new Map([...early].map((day) => [day, 13 * HOUR_MS]));
      const words = "09:30-16:00 New York, US holidays";
      return { hours: { ...wide, earlyCloses }, wide, words, wideWords: words };
    }
    case "fx": {
      const wide = plainHours("America/New_York", 17 * HOUR_MS, 17 * HOUR_MS);
      const wideWords = "Sunday 17:00 to Friday 17:00 New York";
      return {
        hours: { ...wide, ...quietDays(yearOf(span.from) - 1, yearOf(span.to) + 1) },
        wide,
        words: `${wideWords}, without the days around Christmas and New Year`,
        wideWords,
      };
    }
    case "future": {
      const hours = plainHours("America/Chicago", 17 * HOUR_MS, 16 * HOUR_MS);
      const words = "Sunday 17:00 to Friday 16:00 Chicago, an hour's break a day";
      return { hours, wide: hours, words, wideWords: words };
    }
  }
}

/**
 * When brokers of currencies close around Christmas and New Year differs by broker and year: no bar is due there, from
 * noon of the eve (of the Friday before, where a weekend comes between) to the end of the day after.
 */
function quietDays(first: number, last: number): Pick<TradingHours, "holidays" | "earlyCloses"> {
  const holidays = new Set<number>();
  const earlyCloses = new Map<number, number>();
  for (let year = first; year <= last; year++) {
    for (const feast of [Date.UTC(year, 0, 1) / DAY_MS, Date.UTC(year, 11, 25) / DAY_MS]) {
      for (const day of [feast, feast + 1]) holidays.add(day);
      for (const day of [feast - 2, feast - 1]) {
        const isFriday = (day + 4) % 7 === 5;
        if (isFriday || day === feast - 1) earlyCloses.set(day, 12 * HOUR_MS);
      }
    }
  }
  return { holidays, earlyCloses };
}

const yearOf = (time: number): number => new Date(time).getUTCFullYear();
