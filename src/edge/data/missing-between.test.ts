/** Holes of files of markets with sessions: days, months, and the heads and tails of sessions that are not there. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { describeWithShared, sharedFile } from "../../../tests/shared-data.ts";
import { type LoadOptions, loadBars } from "./index.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-holes-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NEW_YORK_WINTER = 5 * HOUR;
const isWorkday = (day: number): boolean => ![0, 6].includes(new Date(day).getUTCDay());

interface Made {
  readonly name?: string;
  readonly every?: number;
  readonly from?: string;
  readonly days?: number;
  /** Bars of a day in hours of New York's winter. */
  readonly hours?: readonly [from: number, to: number];
  readonly isThere?: (start: number) => boolean;
  readonly options?: LoadOptions;
}

/** A file of bars on workdays, with those left out that are not there. */
function holesOf({ name = "SPY_1h", every = HOUR, from = "2024-01-22", days = 19, ...rest }: Made = {}) {
  const [first, last] = rest.hours ?? [9, 16];
  const rows: number[] = [];
  for (let day = Date.parse(from), i = 0; i < days; i++, day += DAY) {
    if (!isWorkday(day)) continue;
    for (let time = first * HOUR; time < last * HOUR; time += every) {
      const start = day + time + NEW_YORK_WINTER;
      if (rest.isThere?.(start) ?? true) rows.push(start);
    }
  }
  const path = join(directory, `${name}.csv`);
  writeFileSync(
    path,
    `time,open,high,low,close,volume\n${rows.map((time) => `${time},10,11,9,10,5`).join("\n")}\n`,
  );
  const { gaps, missing, warnings } = loadBars(path, rest.options);
  return { counted: [gaps, missing], warnings: warnings.filter((text) => /missing between/.test(text)) };
}
const without =
  (from: string, until: string) =>
  (start: number): boolean =>
    start < Date.parse(`${from}Z`) || start >= Date.parse(`${until}Z`);

describe("days of a share", () => {
  /** From Monday 8 January to Friday 2 February 2024, labelled by midnight UTC; the 15th is Martin Luther King's. */
  const days = (absent: readonly string[], made: Made = {}) => {
    const isThere = (start: number): boolean => !absent.includes(new Date(start).toISOString().slice(5, 10));
    const atMidnight = [-5, -4] as const;
    return holesOf({ name: "SPY_1d", from: "2024-01-08", days: 26, hours: atMidnight, isThere, ...made });
  };

  test.each<[string, readonly string[], readonly [number, number]]>([
    ["nothing, where a bar of a holiday is there as well", [], [0, 0]],
    ["nothing on a holiday", ["01-15"], [0, 0]],
    ["a day on which the market was open", ["01-15", "01-24"], [1, 1]],
    ["two around a holiday, which are one hole", ["01-12", "01-15", "01-16"], [1, 2]],
    ["two apart from each other", ["01-15", "01-18", "01-30"], [2, 2]],
  ])("miss %s", (_, absent, counted) => {
    expect(days(absent)).toEqual({ counted, warnings: [] });
  });

  test("may be holidays where the hours of the configuration know none: ten in a row are a hole", () => {
    const zone = "America/New_York";
    const options = { session: { hours: { open: 9.5 * HOUR, close: 16 * HOUR, zone } } };
    const january = (from: number, to: number): string[] =>
      Array.from({ length: to - from + 1 }, (_, i) => `01-${String(from + i).padStart(2, "0")}`);
    const { counted, warnings } = days(january(10, 22), { options });
    expect([counted, warnings]).toEqual([
      [0, 0],
      [expect.stringMatching(/fewer than 10 whole sessions .* is not counted/)],
    ]);
    expect(days(january(10, 23), { options })).toEqual({ counted: [1, 10], warnings: [] });
  });
});

describe("hours of a share", () => {
  test.each<[string, Made, readonly [number, number]]>([
    ["all there", {}, [0, 0]],
    ["a day", { isThere: without("2024-01-24T00:00", "2024-01-25T00:00") }, [1, 7]],
    [
      "a week, with the weekends around it",
      { isThere: without("2024-01-27T00:00", "2024-02-04T00:00") },
      [1, 35],
    ],
    ["the end of a session", { isThere: without("2024-01-24T18:00", "2024-01-25T00:00") }, [1, 3]],
    ["the beginning of one", { isThere: without("2024-01-24T00:00", "2024-01-24T16:00") }, [1, 2]],
    ["from one into the next", { isThere: without("2024-01-24T18:00", "2024-01-25T16:00") }, [1, 5]],
    ["within one", { isThere: without("2024-01-24T16:00", "2024-01-24T18:00") }, [1, 2]],
    ["a holiday", { from: "2024-01-08", isThere: without("2024-01-15T00:00", "2024-01-16T00:00") }, [0, 0]],
    [
      "the afternoon of 24 December and Christmas",
      { from: "2024-12-16", isThere: without("2024-12-24T18:00", "2024-12-26T00:00") },
      [0, 0],
    ],
  ])("%s", (_, made, counted) => {
    expect(holesOf(made)).toEqual({ counted, warnings: [] });
  });

  test("begun at 09:30 they are as many", () => {
    const hours = [9.5, 16] as const;
    expect(holesOf({ hours }).counted).toEqual([0, 0]);
    expect(holesOf({ hours, isThere: without("2024-01-24T00:00", "2024-01-25T00:00") }).counted).toEqual([
      1, 7,
    ]);
    expect(holesOf({ hours, isThere: without("2024-01-24T18:00", "2024-01-25T00:00") }).counted).toEqual([
      1, 3,
    ]);
  });

  test("that no session of the file has are none of its hours", () => {
    expect(holesOf({ hours: [11, 14] }).counted).toEqual([0, 0]);
    expect(holesOf({ hours: [3, 11] }).counted).toEqual([0, 0]);
    const isThere = without("2024-01-24T00:00", "2024-01-25T00:00");
    expect(holesOf({ hours: [11, 14], isThere }).counted[0]).toBe(1);
  });

  test("of which four make a bar may begin anywhere: whole sessions alone count", () => {
    const four = { name: "SPY_4h", every: 4 * HOUR, hours: [9.5, 16] as const };
    expect(holesOf(four).counted).toEqual([0, 0]);
    const isThere = without("2024-01-24T00:00", "2024-01-25T00:00");
    expect(holesOf({ ...four, isThere }).counted[0]).toBe(1);
  });
});

describe("minutes of a share", () => {
  const minutes = { name: "SPY_1m", every: MINUTE, hours: [9.5, 16] as const, days: 5 };
  test.each<[string, string, string, readonly [number, number]]>([
    ["a thin opening", "2024-01-24T14:30", "2024-01-24T14:40", [0, 0]],
    ["an opening that is not there", "2024-01-24T14:30", "2024-01-24T14:41", [1, 11]],
    ["a thin end", "2024-01-24T20:50", "2024-01-24T21:00", [0, 0]],
    ["a minute within, as ever", "2024-01-24T15:00", "2024-01-24T15:01", [1, 1]],
    ["a session", "2024-01-24T14:00", "2024-01-24T22:00", [1, 390]],
  ])("%s", (_, from, until, counted) => {
    expect(holesOf({ ...minutes, isThere: without(from, until) }).counted).toEqual(counted);
  });
});

describe("hours without holidays", () => {
  const hours = { open: 9.5 * HOUR, close: 16 * HOUR, zone: "America/New_York" };
  const told = { options: { session: { hours } }, days: 40 };
  const passedOver = [expect.stringMatching(/fewer than 10 whole sessions .* is not counted/)];

  test("nine sessions may be one, and it is said; ten are a hole", () => {
    expect(holesOf(told)).toEqual({ counted: [0, 0], warnings: [] });
    const nine = without("2024-01-29T00:00", "2024-02-09T00:00");
    expect(holesOf({ ...told, isThere: nine })).toEqual({ counted: [0, 0], warnings: passedOver });
    const ten = without("2024-01-29T00:00", "2024-02-10T00:00");
    expect(holesOf({ ...told, isThere: ten })).toEqual({ counted: [1, 70], warnings: [] });
  });
});

describeWithShared("of the recorded files", () => {
  const calendar = {
    file: sharedFile("data", "reference", "lean_market-hours-database.json.gz"),
    entry: undefined,
  };
  const counted = (group: string, name: string, options?: LoadOptions) => {
    const { gaps, missing } = loadBars(sharedFile("data", "candles", group, `${name}.csv.gz`), options);
    return [gaps, missing];
  };

  // What `data check` knows of them; minutes of a session, and of days around Christmas, count as they ever did.
  test.each([
    ["us-equity", "SPY_1h_1998-2021", [0, 0]],
    ["us-equity", "AAPL_1h_1998-2021", [1, 2]],
    ["us-equity", "SPY_1m_2019-02_1week", [0, 0]],
    ["us-equity", "SPY_1m_2013-10_6days", [0, 0]],
    ["us-equity", "AAPL_1m_2014-06_3days", [0, 0]],
    ["us-equity", "TSLA_1m_2019-02_1week", [4, 4]],
    ["fx", "EURUSD_1h_2017-2026", [0, 0]],
    ["fx", "EURUSD_1m_oanda_2014-05", [387, 474]],
    ["fx", "USDJPY_1m_ask_fxcm_2013-02", [30, 30]],
  ])("%s %s: nothing sound is accused", (group, name, known) => {
    expect(counted(group, name)).toEqual(known);
  });

  test("oanda's hours of EUR/USD lack a week of 2016 and three Fridays, beside what lies within a session", () => {
    // 9 + 103 + 3 x 17 between sessions; 22 within one, 40 on holidays within one.
    expect(counted("fx", "EURUSD_1h_oanda_2007-2018")).toEqual([10, 225]);
  });

  test("a calendar that lacks three early closes and the late open of 2002-09-11 misses their bars of SPY", () => {
    expect(counted("us-equity", "SPY_1h_1998-2021", { session: { calendar } })).toEqual([4, 8]);
  });
});
