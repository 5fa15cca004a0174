import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Interval } from "../../../core/domain/index.ts";
import { writeColumnsFile } from "../columns-file.ts";
import { resampleFile } from "./resample.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2030, 0, 1);
const directory = mkdtempSync(join(tmpdir(), "resample-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Hourly bars of a day, the first of them so many minutes after midnight. */
function hoursFrom(minutes: number): string {
  const start = Date.UTC(2024, 0, 2) + minutes * 60_000;
  const rows = Array.from({ length: 24 }, (_, hour) => `${start + hour * HOUR},100,101,99,100,5`);
  const file = join(directory, `BTCUSDT_1h_from-${minutes}.csv`);
  writeFileSync(file, `time,open,high,low,close,volume\n${rows.join("\n")}\n`);
  return file;
}

test("bars that lie whole in longer ones are made into them", () => {
  expect(resampleFile(hoursFrom(0), "4h", { now: NOW }).bars).toBe(6);
});

test("bars without a volume are made into bars without one, whatever form they have", () => {
  const text = join(directory, "SPY_1h.csv");
  const start = Date.UTC(2024, 0, 2, 16);
  writeFileSync(text, `time,open,high,low,close\n${start},100,101,99,100\n${start + HOUR},100,101,99,100\n`);
  const columns = join(directory, "SPY_1h.columns");
  const about = {
    symbol: "SPY",
    venue: "us",
    kind: "equity",
    interval: "1h" as Interval,
    holds: "bars",
  } as const;
  writeColumnsFile(columns, { ...about, columns: ["time", "open", "high", "low", "close"], source: "" }, [
    Float64Array.of(start, start + HOUR),
    ...[100, 101, 99, 100].map((price) => Float64Array.of(price, price)),
  ]);
  const options = { now: NOW, symbol: "BTC/USDT", timeframe: "1h" };
  const [ofText, ofColumns] = [text, columns].map((file) => resampleFile(file, "2h", options).csv);
  expect(ofText).toMatch(/^time,open,high,low,close\n\d+,100,101,99,100\n$/);
  expect(ofColumns).toBe(ofText);
});

test("a bar that reaches beyond its longer one is refused: that one would know what comes after it", () => {
  const file = hoursFrom(30);
  for (const to of ["2h", "4h"])
    expect(() => resampleFile(file, to, { now: NOW })).toThrow(
      /the bar of 2024-01-02 0[13]:30Z? reaches beyond the end of its [24]h bar.*resample to 1d/,
    );
});

/** Bars of so many minutes from one moment up to another, but for those that begin at `without`. */
function sessionFile(
  name: string,
  minutes: number,
  spans: readonly (readonly [string, string])[],
  without = "",
): string {
  const rows: string[] = [];
  for (const [from, to] of spans)
    for (let start = Date.parse(`${from}Z`); start < Date.parse(`${to}Z`); start += minutes * 60_000)
      if (start !== Date.parse(`${without}Z`)) rows.push(`${start},100,101,99,100,5`);
  const file = join(directory, name);
  writeFileSync(file, `time,open,high,low,close,volume\n${rows.join("\n")}\n`);
  return file;
}

test("days of currencies hold 24 hours after Christmas and New Year too, whatever the broker has of these", () => {
  const file = sessionFile("EURUSD_1h.csv", 60, [
    ["2018-12-16T22:00", "2018-12-21T22:00"],
    ["2018-12-23T22:00", "2018-12-24T20:00"],
    ["2018-12-25T13:00", "2018-12-28T22:00"],
    ["2018-12-30T22:00", "2018-12-31T20:00"],
    ["2019-01-01T22:00", "2019-01-04T22:00"],
  ]);
  const { csv, warnings } = resampleFile(file, "1d", { now: NOW });
  expect(warnings).toEqual([]);
  const hours = csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => `${line.slice(5, 10)} ${Number(line.split(",")[5]) / 5}`);
  expect(hours).toEqual([
    ...["12-17 24", "12-18 24", "12-19 24", "12-20 24", "12-21 24"],
    ...["12-24 22", "12-25 9", "12-26 24", "12-27 24", "12-28 24"],
    ...["12-31 22", "01-02 24", "01-03 24", "01-04 24"],
  ]);
  expect(resampleFile(file, "1w", { now: NOW })).toMatchObject({ bars: 3, warnings: [] });
});

describe("hours of a session", () => {
  const days = [
    ["2019-02-11T14:30", "2019-02-11T21:00"],
    ["2019-02-12T14:00", "2019-02-12T21:00"],
  ] as const;

  test("are whole from its open to its close", () => {
    const { bars, warnings } = resampleFile(sessionFile("SPY_1m.csv", 1, days), "1h", { now: NOW });
    expect(bars).toBe(14);
    expect(warnings).toEqual([]);
  });

  test("have holes where a minute of it is missing, and no print before the open hides it", () => {
    const file = sessionFile("SPY_1m.csv", 1, days, "2019-02-12T14:45");
    expect(resampleFile(file, "1h", { now: NOW }).warnings).toEqual([
      "1 bar with holes in it, the first 2019-02-12 14:00Z: made of the bars there are",
    ]);
    const early = sessionFile("SPY_1m.csv", 1, days, "2019-02-12T14:15");
    expect(resampleFile(early, "1h", { now: NOW }).warnings).toEqual([]);
  });

  test("are left out where the data begins inside of them", () => {
    const file = sessionFile("SPY_1m.csv", 1, [["2019-02-11T14:31", "2019-02-11T21:00"]]);
    expect(resampleFile(file, "1h", { now: NOW })).toMatchObject({
      bars: 6,
      warnings: ["the bar of 2019-02-11 14:00Z left out: the data begins inside of it"],
    });
  });
});
