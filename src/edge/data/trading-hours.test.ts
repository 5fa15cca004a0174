/** Sessions on wall clocks: changes of clocks, holidays, early closes, weeks of currencies. */
import { describe, expect, test } from "vitest";
import type { UnixMs } from "../../core/base/index.ts";
import { type SessionTable, sessionDayOf } from "../../core/domain/index.ts";
import { plainHours, sessionsOf, type TradingHours } from "./trading-hours.ts";
import { Zone } from "./zone.ts";

const HOUR = 3_600_000;
const NEW_YORK = "America/New_York";
const time = (text: string): number => Date.parse(`${text}Z`);
const shares = plainHours(NEW_YORK, 9.5 * HOUR, 16 * HOUR);
const currencies = plainHours(NEW_YORK, 17 * HOUR, 17 * HOUR);

function table(hours: TradingHours, from: string, to: string, isExtended = false): SessionTable {
  return sessionsOf(hours, { from: time(from), to: time(to) }, { isExtended, whenClosed: "queue" });
}
const texts = ({ opens, closes }: SessionTable): string[] =>
  [...opens].map((open, i) => {
    const text = (at: number) => new Date(at).toISOString().slice(5, 16);
    return `${text(open)} ${text(closes[i] as number)}`;
  });

describe("a zone", () => {
  const zone = new Zone(NEW_YORK);

  test("knows its offset on both sides of a change of clocks", () => {
    expect(zone.offsetAt(time("2014-03-09T06:59:59")) / HOUR).toBe(-5);
    expect(zone.offsetAt(time("2014-03-09T07:00:00")) / HOUR).toBe(-4);
    expect(zone.offsetAt(time("2014-11-02T05:59:59")) / HOUR).toBe(-4);
    expect(zone.offsetAt(time("2014-11-02T06:00:00")) / HOUR).toBe(-5);
  });

  test("finds the moment of a time of day, also on days with 23 and 25 hours", () => {
    const at = (day: string, hour: number) =>
      new Date(zone.momentOf(time(`${day}T00:00`) / (24 * HOUR), hour * HOUR)).toISOString().slice(0, 16);
    expect(at("2014-03-09", 0)).toBe("2014-03-09T05:00");
    expect(at("2014-03-09", 2.5)).toBe("2014-03-09T07:30"); // Left out by the clocks.
    expect(at("2014-03-09", 17)).toBe("2014-03-09T21:00");
    expect(at("2014-11-02", 1.5)).toBe("2014-11-02T05:30"); // Comes twice: the first.
    expect(at("2014-11-02", 17)).toBe("2014-11-02T22:00");
    expect(at("2014-03-09", 24)).toBe("2014-03-10T04:00");
  });

  test("has days of its own", () => {
    expect(zone.dayOf(time("2014-03-10T03:59"))).toBe(time("2014-03-09T00:00") / (24 * HOUR));
    expect(zone.dayOf(time("2014-03-10T04:00"))).toBe(time("2014-03-10T00:00") / (24 * HOUR));
  });

  test("of an unknown name is an error", () => {
    expect(() => new Zone("America/Nowhere")).toThrow(RangeError);
  });
});

describe("hours of every workday", () => {
  test("move in UTC when the clocks change", () => {
    expect(texts(table(shares, "2014-03-06T12:00", "2014-03-11T12:00"))).toEqual([
      "03-06T14:30 03-06T21:00",
      "03-07T14:30 03-07T21:00",
      "03-10T13:30 03-10T20:00",
      "03-11T13:30 03-11T20:00",
    ]);
    expect(texts(table(shares, "2014-10-31T12:00", "2014-11-03T12:00"))).toEqual([
      "10-31T13:30 10-31T20:00",
      "11-03T14:30 11-03T21:00",
    ]);
  });

  test("of a whole day begin the evening before, from Sunday to Friday", () => {
    expect(texts(table(currencies, "2014-03-07T00:00", "2014-03-11T00:00")).slice(2)).toEqual([
      "03-09T21:00 03-10T21:00", // Sunday: the clocks have changed that night.
      "03-10T21:00 03-11T04:00", // The span ends here.
    ]);
    const week = table(currencies, "2014-11-01T00:00", "2014-11-09T00:00");
    expect(texts(week)[1]).toBe("11-02T22:00 11-03T22:00");
    expect(texts(week).at(-1)).toBe("11-06T22:00 11-07T22:00");
    expect(week.days.map((day) => (day + 4) % 7)).toEqual(Float64Array.from([5, 1, 2, 3, 4, 5]));
    const monday = time("2014-11-03T00:00") / (24 * HOUR);
    expect(sessionDayOf(week, time("2014-11-02T23:00") as UnixMs)).toBe(monday);
    expect(sessionDayOf(week, time("2014-11-03T21:59") as UnixMs)).toBe(monday);
    expect(sessionDayOf(week, time("2014-11-03T22:00") as UnixMs)).toBe(monday + 1);
  });

  test("of a whole day begin at their own time after a holiday as well", () => {
    const christmas = new Set(["2017-12-25", "2017-12-26"].map((day) => time(`${day}T00:00`) / (24 * HOUR)));
    const quiet = table({ ...currencies, holidays: christmas }, "2017-12-24T00:00", "2017-12-30T00:00");
    expect(texts(quiet).slice(-4)).toEqual([
      "12-24T22:00 12-25T05:00",
      "12-27T05:00 12-27T22:00",
      "12-27T22:00 12-28T22:00",
      "12-28T22:00 12-29T22:00",
    ]);
  });

  test("that pass midnight have a break in between", () => {
    const futures = plainHours("America/Chicago", 17 * HOUR, 16 * HOUR);
    expect(texts(table(futures, "2024-01-07T12:00", "2024-01-09T12:00"))).toEqual([
      "01-07T23:00 01-08T22:00",
      "01-08T23:00 01-09T22:00",
      "01-09T23:00 01-10T06:00",
    ]);
  });
});

describe("exceptions", () => {
  const day = (text: string): number => time(`${text}T00:00`) / (24 * HOUR);
  const hours: TradingHours = {
    ...shares,
    week: shares.week.map((segments) =>
      segments.flatMap((segment) => [
        { from: 4 * HOUR, to: 9.5 * HOUR, state: "extended" as const },
        segment,
        { from: 16 * HOUR, to: 20 * HOUR, state: "extended" as const },
      ]),
    ),
    holidays: new Set([day("2013-11-28")]),
    earlyCloses: new Map([[day("2013-11-29"), 13 * HOUR]]),
    lateOpens: new Map([[day("2013-11-27"), 11 * HOUR]]),
  };

  test("close a day, or shorten it from either end", () => {
    expect(texts(table(hours, "2013-11-26T12:00", "2013-11-30T12:00"))).toEqual([
      "11-26T14:30 11-26T21:00",
      "11-27T16:00 11-27T21:00",
      "11-29T14:30 11-29T18:00",
    ]);
  });

  test("break a day that closes early and opens again late, as futures do on Memorial Day", () => {
    const futures = plainHours("America/Chicago", 17 * HOUR, 16 * HOUR);
    const memorial = day("2013-05-27");
    const holiday: TradingHours = {
      ...futures,
      earlyCloses: new Map([[memorial, 12 * HOUR]]),
      lateOpens: new Map([[memorial, 17 * HOUR]]),
    };
    expect(texts(table(holiday, "2013-05-27T00:00", "2013-05-28T12:00"))).toEqual([
      "05-26T22:00 05-27T17:00",
      "05-27T22:00 05-28T21:00",
      "05-28T22:00 05-29T05:00",
    ]);
  });

  test("hold for extended hours as well, which join the regular ones", () => {
    expect(texts(table(hours, "2013-11-26T12:00", "2013-11-30T12:00", true))).toEqual([
      "11-26T09:00 11-27T01:00",
      "11-27T16:00 11-28T01:00",
      "11-29T09:00 11-29T18:00",
    ]);
  });
});
