import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type LoadedBars, loadBars } from "./index.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-quality-"));
afterAll(() => rmSync(directory, { recursive: true }));

const HOUR = 3_600_000;
const START = 1_704_067_200_000; // 2024-01-01 00:00Z

type Row = readonly [time: number, open: number, high: number, low: number, close: number, volume: number];
const quiet = (hour: number): Row => [START + hour * HOUR, 100, 101, 99, 100, 5];
const hours = (n: number): Row[] => Array.from({ length: n }, (_, i) => quiet(i));

function load(rows: readonly Row[], name = "BTCUSDT_1h.csv"): LoadedBars {
  const file = join(directory, name);
  writeFileSync(file, `time,open,high,low,close,volume\n${rows.map((row) => row.join(",")).join("\n")}\n`);
  return loadBars(file, { symbol: "BTC/USDT" });
}

describe("the interval", () => {
  test("is told by the name, also for one row", () => {
    expect(load(hours(1)).interval).toBe("1h");
  });

  test("is the most common distance where no name tells it", () => {
    expect(load(hours(5), "bars.csv").interval).toBe("1h");
    expect(load([quiet(0), quiet(24), quiet(48)], "bars.csv").interval).toBe("1d");
    expect(load([quiet(0), quiet(168), quiet(336)], "bars.csv").interval).toBe("1w");
    expect(load([quiet(0), quiet(4), quiet(8), quiet(9), quiet(10), quiet(11)], "bars.csv").interval).toBe(
      "1h",
    );
  });

  test("of the name is believed in a thin market that lies on its grid", () => {
    const rows = [quiet(0), quiet(2), quiet(4), quiet(6), quiet(7)];
    expect(load(rows)).toMatchObject({ interval: "1h", gaps: 3, missing: 3 });
  });
});

describe("gaps", () => {
  test("are counted, with the bars they miss", () => {
    expect(load(hours(5))).toMatchObject({ gaps: 0, missing: 0, warnings: [] });
    expect(load([...hours(5), quiet(8), quiet(9), quiet(11)])).toMatchObject({
      rows: 8,
      gaps: 2,
      missing: 4,
      warnings: [],
    });
  });
});

describe("warnings", () => {
  test("rows that were said twice are dropped once", () => {
    const bars = load([quiet(0), quiet(0), quiet(1), quiet(2), quiet(2), quiet(2)]);
    expect(bars).toMatchObject({ rows: 3, gaps: 0, from: START, to: START + 2 * HOUR });
    expect([...bars.columns.time]).toEqual([START, START + HOUR, START + 2 * HOUR]);
    expect(bars.warnings).toEqual(["duplicates: 3 rows repeated the row before and were dropped"]);
    expect(load([quiet(0), quiet(0), quiet(1)]).warnings).toEqual([
      "duplicates: 1 row repeated the row before and was dropped",
    ]);
  });

  test("halts: runs of bars without volume", () => {
    const rows = hours(10).map((row, i): Row => (i >= 3 && i <= 5 ? [row[0], 100, 100, 100, 100, 0] : row));
    expect(load(rows).warnings).toEqual([
      "halts: 3 bars without volume in 1 run: 3 bars from 2024-01-01 03:00Z",
    ]);
  });

  test("halts: only the longest runs are named, in the order of time", () => {
    const idle = new Set([1, 3, 4, 6, 7, 8, 10, 12, 13]);
    const rows = hours(20).map((row, i): Row => (idle.has(i) ? [row[0], 100, 100, 100, 100, 0] : row));
    expect(load(rows).warnings).toEqual([
      "halts: 9 bars without volume in 5 runs, the longest 2 bars from 2024-01-01 03:00Z, " +
        "3 bars from 2024-01-01 06:00Z, 2 bars from 2024-01-01 12:00Z",
    ]);
  });

  test("halts: a run may end the file", () => {
    const rows = hours(4).map((row, i): Row => (i === 3 ? [row[0], 100, 100, 100, 100, 0] : row));
    expect(load(rows).warnings).toEqual([
      "halts: 1 bar without volume in 1 run: 1 bar from 2024-01-01 03:00Z",
    ]);
  });

  test("a volume column of zeros says nothing about halts", () => {
    expect(load(hours(5).map(([time]): Row => [time, 1, 1, 1, 1, 0])).warnings).toEqual([
      "no bar has volume",
    ]);
  });

  test("spikes: one bar far beyond the bars around it", () => {
    const spike = (high: number, low: number): string[] => [
      ...load(hours(41).map((row, i): Row => (i === 20 ? [row[0], 100, high, low, 100, 5] : row))).warnings,
    ];
    expect(spike(101, 1)).toEqual(["spikes: 1 bar far beyond the bars around: 2024-01-01 20:00Z (low 1)"]);
    expect(spike(300, 99)).toEqual([
      "spikes: 1 bar far beyond the bars around: 2024-01-01 20:00Z (high 300)",
    ]);
    expect(spike(106, 94)).toEqual([]); // Ten times the usual range of 2 %, but hardly.
  });

  test("spikes: a crash that lasts is none", () => {
    const rows = hours(41).map(
      (row, i): Row => (i < 20 ? row : [row[0], i === 20 ? 100 : 80, i === 20 ? 100 : 81, 79, 80, 5]),
    );
    expect(load(rows).warnings).toEqual([]);
  });

  test("spikes: also in the first and the last bar", () => {
    const rows = hours(30).map((row, i): Row => (i === 0 || i === 29 ? [row[0], 100, 400, 99, 100, 5] : row));
    expect(load(rows).warnings).toEqual([
      "spikes: 2 bars far beyond the bars around: 2024-01-01 00:00Z (high 400), 2024-01-02 05:00Z (high 400)",
    ]);
  });

  test("jumps: a price level that changes between two bars, as at a split", () => {
    const rows = hours(10).map((row, i): Row => (i < 5 ? row : [row[0], 50, 50.5, 49.5, 50, 5]));
    expect(load(rows).warnings).toEqual([
      "jumps: the price level changes at once, as at a split, 1 time: 2024-01-01 05:00Z (x 0.5)",
    ]);
  });

  test("jumps: the first bar of a split day may hold both levels", () => {
    const rows = hours(10).map(
      (row, i): Row => (i < 5 ? row : [row[0], i === 5 ? 100 : 14, i === 5 ? 100 : 14.1, 13.9, 14, 5]),
    );
    expect(load(rows).warnings).toEqual([
      "jumps: the price level changes at once, as at a split, 1 time: 2024-01-01 05:00Z (x 0.14)",
    ]);
  });

  test("jumps: a day in which a market moves by half is none", () => {
    const rows = [0, 1, 2].map(
      (day): Row => [
        START + day * 24 * HOUR,
        100 * 2 ** day,
        200 * 2 ** day,
        100 * 2 ** day,
        200 * 2 ** day,
        5,
      ],
    );
    expect(load(rows, "BTCUSDT_1d.csv").warnings).toEqual([]);
  });

  test("stamps off the grid of the interval", () => {
    const rows = hours(20).map(
      (row, i): Row => (i === 7 || i === 9 ? [row[0] + 120_000, 100, 101, 99, 100, 5] : row),
    );
    expect(load(rows)).toMatchObject({
      gaps: 0,
      missing: 0,
      warnings: ["2 rows off the grid of the interval, first at 2024-01-01 07:02Z"],
    });
  });

  test("a file is used as another instrument than its name says", () => {
    expect(load(hours(3), "coinbase_BTCUSD_1h.csv").warnings).toEqual([
      "the file says BTC/USD, its bars are used as BTC/USDT",
    ]);
  });
});
