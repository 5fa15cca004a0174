/** Session arithmetic against the calendar of `Date`. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UnixMs } from "../base/index.ts";
import { CONTINUOUS, sessionDayOf, sessionDayStart, sessionWeekOf } from "./index.ts";

const DAY_MS = 86_400_000;
/** 1900 to 2100: before and after 1970, and over every leap rule. */
const moment = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2100, 0, 1) }) as fc.Arbitrary<UnixMs>;

const midnightOf = (at: number): number =>
  Date.parse(`${new Date(at).toISOString().slice(0, 10)}T00:00:00.000Z`);
/** 0 for Monday. */
const weekdayOf = (at: number): number => (new Date(at).getUTCDay() + 6) % 7;
const mondayOf = (at: number): number => midnightOf(at) - weekdayOf(at) * DAY_MS;
const weekOf = (at: number): number => sessionWeekOf(sessionDayOf(CONTINUOUS, at as UnixMs));

describe("the session day of a market that never closes", () => {
  test("is the UTC day", () => {
    fc.assert(
      fc.property(moment, (at) => {
        expect(sessionDayStart(CONTINUOUS, sessionDayOf(CONTINUOUS, at))).toBe(midnightOf(at));
      }),
    );
  });

  test("begins with its first millisecond and holds its last", () => {
    const day = sessionDayOf(CONTINUOUS, Date.UTC(2024, 1, 29) as UnixMs);
    expect(sessionDayOf(CONTINUOUS, (Date.UTC(2024, 1, 29) - 1) as UnixMs)).toBe(day - 1);
    expect(sessionDayOf(CONTINUOUS, (Date.UTC(2024, 2, 1) - 1) as UnixMs)).toBe(day);
    expect(sessionDayOf(CONTINUOUS, Date.UTC(2024, 2, 1) as UnixMs)).toBe(day + 1);
  });
});

describe("the session week", () => {
  test("is one number from Monday to Sunday", () => {
    fc.assert(
      fc.property(moment, (at) => {
        const monday = mondayOf(at);
        expect(weekOf(at)).toBe(weekOf(monday));
        expect(weekOf(monday + 7 * DAY_MS - 1)).toBe(weekOf(monday));
      }),
    );
  });

  test("grows by one each Monday, and on no other day", () => {
    fc.assert(
      fc.property(moment, (at) => {
        const step = weekOf(at) - weekOf(at - DAY_MS);
        expect([weekdayOf(at), step]).toEqual([weekdayOf(at), weekdayOf(at) === 0 ? 1 : 0]);
      }),
    );
  });

  test("turns at a Monday that people remember", () => {
    expect(weekOf(Date.UTC(2023, 0, 1))).toBe(weekOf(Date.UTC(2022, 11, 26))); // New Year's Sunday.
    expect(weekOf(Date.UTC(2023, 0, 2))).toBe(weekOf(Date.UTC(2023, 0, 1)) + 1);
    expect(weekOf(Date.UTC(1970, 0, 1))).toBe(0);
    expect(weekOf(Date.UTC(1970, 0, 5))).toBe(1);
  });
});
