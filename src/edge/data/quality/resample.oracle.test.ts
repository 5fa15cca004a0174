/** Longer bars made of recorded ones are the exchange's own, to the last digit of their volumes. */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { describeWithShared, sharedFile } from "../../../../tests/shared-data.ts";
import { resampleFile } from "./resample.ts";

const NOW = Date.UTC(2026, 10, 1);
const HOUR = 3_600_000;
const linesOf = (csv: string): string[] => csv.trim().split(/\r?\n/).slice(1);
const recorded = (group: string, name: string): Map<string, string> => {
  const text = gunzipSync(readFileSync(sharedFile("data", "candles", group, `${name}.csv.gz`))).toString();
  return new Map(linesOf(text).map((line) => [line.slice(0, line.indexOf(",")), line]));
};
const made = (group: string, name: string, to: string) =>
  resampleFile(sharedFile("data", "candles", group, `${name}.csv.gz`), to, { now: NOW });

/** The one exception that is known: the bar of the halt opens at 323.7, its first quarter of an hour at 323.8. */
const HALT = String(Date.UTC(2023, 2, 24, 12));

const NEW_YORK = new Intl.DateTimeFormat("en-CA", {
  timeZone: "America/New_York",
  hourCycle: "h23",
  ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit" },
});
/** The day that an hour of currencies belongs to: from 17:00 New York it is the next one. Without the code under test. */
function tradingDay(time: number): number {
  const parts = new Map(NEW_YORK.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const [year = 0, month = 0, day = 0] = [parts.get("year"), parts.get("month"), parts.get("day")];
  return Date.UTC(year, month - 1, day + ((parts.get("hour") ?? 0) >= 17 ? 1 : 0));
}
const mondayOf = (day: number): number => day - ((new Date(day).getUTCDay() + 6) % 7) * 24 * HOUR;

describeWithShared("resampling", () => {
  test.each([
    ["binance-spot_BTCUSDT_5m_2024", "15m", "binance-spot_BTCUSDT_15m_2024", 23_922],
    ["binance-spot_BTCUSDT_5m_2024", "1h", "binance-spot_BTCUSDT_1h_2024", 5_980],
    ["binance-spot_BTCUSDT_5m_2024", "4h", "binance-spot_BTCUSDT_4h_2024", 1_495],
    ["binance-spot_BTCUSDT_5m_2024", "1d", "binance-spot_BTCUSDT_1d_2024", 249],
    ["binance-spot_BTCUSDT_5m_2024", "1w", "binance-spot_BTCUSDT_1w_2024", 35],
    ["binance-spot_BTCUSDT_5m_2023", "15m", "binance-spot_BTCUSDT_15m_2023", 34_000],
    ["binance-spot_ETHUSDT_5m_2023", "15m", "binance-spot_ETHUSDT_15m_2023", 34_000],
    ["binance-spot_BTCUSDT_30m_2020-2025", "1d", "binance-spot_BTCUSDT_1d_2020-2025", 1_800],
    ["binance-spot_ETHUSDT_30m_2020-2025", "1d", "binance-spot_ETHUSDT_1d_2020-2025", 1_800],
    ["binance-spot_BNBUSDT_15m_2020-2025", "1h", "binance-spot_BNBUSDT_1h_2020-2025", 43_700],
    ["binance-spot_BNBUSDT_15m_2020-2025", "4h", "binance-spot_BNBUSDT_4h_2020-2025", 10_900],
    ["binance-spot_BNBUSDT_15m_2020-2025", "1d", "binance-spot_BNBUSDT_1d_2020-2025", 1_820],
    ["binance-usdm_BTCUSDT_3m_2025", "15m", "binance-usdm_BTCUSDT_15m_2025", 3_000],
    ["binance-usdm_ETHUSDT_5m_2025", "1h", "binance-usdm_ETHUSDT_1h_2025", 700],
    ["binance-usdm_BNBUSDT_30m_2025", "1d", "binance-usdm_BNBUSDT_1d_2025", 25],
  ])("%s to %s is %s, line by line", (name, to, longer, least) => {
    const theirs = recorded("crypto", longer);
    let compared = 0;
    for (const line of linesOf(made("crypto", name, to).csv)) {
      const stamp = line.slice(0, line.indexOf(","));
      const other = theirs.get(stamp);
      if (other === undefined) continue;
      if (stamp === HALT && to === "4h" && name.includes("BNB")) {
        expect([line.split(",")[1], other.split(",")[1]]).toEqual(["323.8", "323.7"]);
        continue;
      }
      expect(line).toBe(other);
      compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(least);
  });

  test("hours of SPY are its 5,849 days, on half days as well", () => {
    const days = made("us-equity", "SPY_1h_1998-2021", "1d");
    expect(linesOf(days.csv)).toEqual([...recorded("us-equity", "SPY_1d").values()]);
    expect(days.warnings.join()).not.toMatch(/left out|holes/);
  });

  test("hours and days of SPY make the same weeks, from Monday, also where Friday is a holiday", () => {
    const ofDays = made("us-equity", "SPY_1d", "1w");
    expect(made("us-equity", "SPY_1h_1998-2021", "1w").csv).toBe(ofDays.csv);
    const goodFriday = linesOf(ofDays.csv).find((line) => line.startsWith("2013-03-25")) ?? "";
    const thursday = recorded("us-equity", "SPY_1d").get("2013-03-28") ?? "";
    expect(goodFriday.split(",")[4]).toBe(thursday.split(",")[4]);
    expect(ofDays.warnings.join()).toMatch(/1997-12-29 left out: the data begins inside of it/);
    expect(ofDays.warnings.join()).toMatch(/the last 1w bar left out/);
    expect(ofDays.warnings.join()).not.toMatch(/holes/);
  });

  test("minutes with evenings and mornings make days of the session alone", () => {
    const { csv, warnings } = made("us-equity", "SPY_1m_2013-10_6days", "1d");
    const theirs = recorded("us-equity", "SPY_1d");
    const ours = linesOf(csv);
    expect(ours.map((line) => line.slice(0, 10))).toEqual(
      ["04", "07", "08", "09", "10", "11"].map((day) => `2013-10-${day}`),
    );
    // The session is the same; LEAN's day also has the closing auction, which comes a moment after 16:00.
    for (const line of ours) {
      const [day = "", open] = line.split(",");
      expect(open).toBe(theirs.get(day)?.split(",")[1]);
    }
    expect(warnings.join()).toMatch(/2499 bars outside of the hours left out/);
  });

  test("minutes of currencies make days from 17:00 to 17:00 New York", () => {
    const { csv } = made("fx", "USDJPY_1m_bid_fxcm_2013-02", "1d");
    const days = linesOf(csv).map((line) => line.slice(0, 10));
    expect(days.slice(0, 3)).toEqual(["2013-02-04", "2013-02-05", "2013-02-06"]);
    expect(days.every((day) => ![0, 6].includes(new Date(day).getUTCDay()))).toBe(true);
  });

  test.each([
    ["1d", 2_269, (day: number) => day],
    ["1w", 454, mondayOf],
  ])("nine years of hours of EUR/USD are the %s bars of 17:00 New York", (to, bars, labelOf) => {
    const periods = new Map<string, number[]>();
    for (const line of recorded("fx", "EURUSD_1h_2017-2026").values()) {
      const [seconds = 0, open = 0, high = 0, low = 0, close = 0] = line.split(",").map(Number);
      const label = new Date(labelOf(tradingDay(seconds * 1_000))).toISOString().slice(0, 10);
      const bar = periods.get(label);
      if (bar === undefined) periods.set(label, [open, high, low, close]);
      else bar.splice(1, 3, Math.max(bar[1] ?? 0, high), Math.min(bar[2] ?? 0, low), close);
    }
    const ours = made("fx", "EURUSD_1h_2017-2026", to);
    const first = [...periods.keys()][0] ?? "";
    // The data begins inside of the first one and ends inside of the last.
    const theirs = [...periods].slice(1, -1);
    expect(theirs).toHaveLength(bars);
    expect(
      linesOf(ours.csv).map((line) => [line.slice(0, 10), line.split(",").slice(1, 5).map(Number)]),
    ).toEqual(theirs);
    expect(ours.warnings.join()).toContain(`the bar of ${first} left out: the data begins inside of it`);
    expect(ours.warnings.join()).toContain(`the last ${to} bar left out`);
  });

  test("minutes of a session make whole hours, from the one it opens in to the one it closes in", () => {
    const { csv, warnings } = made("us-equity", "SPY_1m_2019-02_1week", "1h");
    const hours = linesOf(csv).map((line) => Number(line.slice(0, line.indexOf(","))));
    const days = ["11", "12", "13", "14", "15"].map((day) => Date.parse(`2019-02-${day}T14:00Z`));
    expect(hours).toEqual(days.flatMap((day) => Array.from({ length: 7 }, (_, hour) => day + hour * HOUR)));
    expect(warnings).toEqual([]);
  });
});

describe("what cannot be resampled", () => {
  test("is said", () => {
    expect(() => resampleFile("nowhere.csv", "1h", { now: NOW })).toThrow(/no such file/);
    expect(() => resampleFile("nowhere.csv", "7x", { now: NOW })).toThrow(/7x is no interval/);
  });
});
