const DAY_MS = 86_400_000;

/** Days since 1970 on which US exchanges did not open outside of their rules: mourning, attacks, storms. */
const SPECIAL: readonly string[] = [
  "1994-04-27", // President Nixon
  ...["2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14"],
  "2004-06-11", // President Reagan
  "2007-01-02", // President Ford
  ...["2012-10-29", "2012-10-30"], // Hurricane Sandy
  "2018-12-05", // President Bush
  "2025-01-09", // President Carter
];

/** Afternoons off beyond today's rules, and the one that was not taken. */
const SPECIAL_EARLY: readonly string[] = ["1997-12-26", "1999-12-31", "2002-07-05", "2003-12-26"];
const NOT_EARLY = "2002-07-03";
/** The anniversary of the attacks: exchanges opened between 11:00 and noon. */
const LATE = "2002-09-11";
const LATE_OPEN_MS = 11 * 3_600_000;

const dayOf = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date) / DAY_MS;
/** 0 is Sunday: 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

/** The n-th weekday of a month; counted from its end where n is negative. */
function nth(year: number, month: number, weekday: number, n: number): number {
  if (n < 0) {
    const last = dayOf(year, month + 1, 1) - 1;
    return last - ((weekdayOf(last) - weekday + 7) % 7);
  }
  const first = dayOf(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (n - 1) * 7;
}

/** Saturday's holiday is kept on Friday, Sunday's on Monday. */
function observed(day: number): number {
  if (weekdayOf(day) === 6) return day - 1;
  return weekdayOf(day) === 0 ? day + 1 : day;
}

/** Gregorian Easter Sunday (Meeus, Jones, Butcher). */
function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return dayOf(year, Math.floor(f / 31), (f % 31) + 1);
}

/** Holidays and early closes of US share exchanges, as days since 1970. */
export interface UsHolidays {
  readonly closed: ReadonlySet<number>;
  /** Days that end at 13:00 New York. */
  readonly early: ReadonlySet<number>;
  /** Times of day on the clocks of New York from which there was trade. */
  readonly lateOpens: ReadonlyMap<number, number>;
}

/**
 * Holidays of NYSE and NASDAQ from `first` to `last` year by their rules (NYSE rule 7.2; Martin Luther King's day since
 * 1998, Juneteenth since 2022; a New Year's Day on a Saturday is not made up for), the days they were closed otherwise,
 * and the afternoons off of today's rules: the day after Thanksgiving, 24 December, 3 July.
 */
export function usHolidays(first: number, last: number): UsHolidays {
  const closed = new Set(SPECIAL.map((text) => Date.parse(text) / DAY_MS));
  const early = new Set(SPECIAL_EARLY.map((text) => Date.parse(text) / DAY_MS));
  for (let year = first; year <= last; year++) {
    const newYear = dayOf(year, 1, 1);
    if (weekdayOf(newYear) !== 6) closed.add(observed(newYear));
    if (year >= 1998) closed.add(nth(year, 1, 1, 3));
    closed.add(nth(year, 2, 1, 3));
    closed.add(easter(year) - 2);
    closed.add(nth(year, 5, 1, -1));
    if (year >= 2022) closed.add(observed(dayOf(year, 6, 19)));
    closed.add(observed(dayOf(year, 7, 4)));
    closed.add(nth(year, 9, 1, 1));
    const thanksgiving = nth(year, 11, 4, 4);
    closed.add(thanksgiving);
    closed.add(observed(dayOf(year, 12, 25)));
    for (const day of [thanksgiving + 1, dayOf(year, 12, 24), dayOf(year, 7, 3)])
      if (!closed.has(day)) early.add(day);
  }
  early.delete(Date.parse(NOT_EARLY) / DAY_MS);
  return { closed, early, lateOpens: new Map([[Date.parse(LATE) / DAY_MS, LATE_OPEN_MS]]) };
}
