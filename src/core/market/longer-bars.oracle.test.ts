/**
 * Longer bars against the exchange's own: wherever both lie within the same recorded days, every open, high, low and
 * close is the same, and volumes are sums of the same decimals.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { describeWithShared, sharedFile } from "../../../tests/shared-data.ts";
import type { DurationMs } from "../base/index.ts";
import { intervalMs } from "../domain/index.ts";
import { type BarColumns, longerBars } from "./index.ts";

const NAMES = ["time", "open", "high", "low", "close", "volume"] as const;

function recorded(file: string): BarColumns {
  const text = gunzipSync(
    readFileSync(sharedFile("data", "candles", "crypto", `binance-${file}.csv.gz`)),
  ).toString();
  const rows = text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(",").map(Number));
  const column = (place: number): Float64Array => Float64Array.from(rows, (row) => row[place] ?? Number.NaN);
  const [time, open, high, low, close, volume] = NAMES.map((_, place) => column(place)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { time, open, high, low, close, volume };
}

describeWithShared("bars made of shorter ones are the exchange's own", () => {
  test.each([
    ["spot_BTCUSDT_5m_2024", "15m", "spot_BTCUSDT_15m_2024", 100],
    ["spot_BTCUSDT_15m_2024", "1h", "spot_BTCUSDT_1h_2024", 100],
    ["spot_BTCUSDT_1h_2024", "4h", "spot_BTCUSDT_4h_2024", 100],
    ["spot_BTCUSDT_1h_2024", "1d", "spot_BTCUSDT_1d_2024", 100],
    ["spot_BTCUSDT_1d_2024", "1w", "spot_BTCUSDT_1w_2024", 20],
    ["spot_BNBUSDT_1h_2020-2025", "4h", "spot_BNBUSDT_4h_2020-2025", 1_000],
    ["usdm_BTCUSDT_3m_2025", "15m", "usdm_BTCUSDT_15m_2025", 100],
    ["usdm_ETHUSDT_5m_2025", "1h", "usdm_ETHUSDT_1h_2025", 100],
    ["usdm_ETHUSDT_1h_2025", "1d", "usdm_ETHUSDT_1d_2025", 10],
  ])("%s as %s", (shorter, timeframe, longer, least) => {
    const bars = recorded(shorter);
    const theirs = recorded(longer);
    const step = ((bars.time[1] ?? 0) - (bars.time[0] ?? 0)) as DurationMs;
    const { columns: ours, incomplete } = longerBars(bars, step, intervalMs(timeframe) as DurationMs);
    const rowOf = new Map(Array.from(theirs.time, (time, row) => [time, row]));
    let compared = 0;
    ours.time.forEach((time, row) => {
      const other = rowOf.get(time);
      if (other === undefined || incomplete[row] === 1) return; // A hole in the shorter data is no hole of the exchange.
      for (const name of ["open", "high", "low", "close"] as const)
        expect([time, name, ours[name][row]]).toEqual([time, name, theirs[name][other]]);
      expect(Math.abs((ours.volume[row] ?? 0) / (theirs.volume[other] ?? 0) - 1)).toBeLessThan(1e-9);
      compared++;
    });
    expect(compared).toBeGreaterThan(least);
  });
});

describe("a longer bar", () => {
  const hour = 3_600_000 as DurationMs;
  const made = (hours: readonly number[], longer: string) => {
    const column = Float64Array.from(hours);
    const time = Float64Array.from(hours, (at) => at * hour);
    const bars = { time, open: column, high: column, low: column, close: column, volume: column };
    return longerBars(bars, hour, intervalMs(longer) as DurationMs);
  };

  test("is flagged where the data starts in its middle, or has a hole in it; one that has not closed is left out", () => {
    const { columns, incomplete } = made([2, 3, 4, 5, 7, 8, 9, 10, 11, 12], "4h");
    expect([...columns.time]).toEqual([0, 4 * hour, 8 * hour]);
    expect([...incomplete]).toEqual([1, 1, 0]);
    expect([...columns.open]).toEqual([2, 4, 8]);
    expect([...columns.close]).toEqual([3, 7, 11]);
    expect([...columns.volume]).toEqual([5, 16, 38]);
  });

  test("of a week begins on Monday", () => {
    const monday = Date.UTC(2024, 0, 1) / hour;
    const { columns } = made(
      Array.from({ length: 14 * 24 }, (_, i) => monday + i),
      "1w",
    );
    expect([...columns.time]).toEqual([monday * hour, (monday + 7 * 24) * hour]);
  });

  const half = hour / 2;
  const off = (halves: readonly number[], closesAt?: (row: number) => number) => {
    const column = Float64Array.from(halves);
    const time = Float64Array.from(halves, (at) => at * half);
    const bars = { time, open: column, high: column, low: column, close: column, volume: column };
    return longerBars(bars, hour, (4 * hour) as DurationMs, closesAt);
  };

  test("closes with its last part where that ends beyond the boundary", () => {
    const { columns, incomplete, closes } = off([1, 3, 5, 7, 9, 11, 13, 15]); // 00:30, 01:30, ...
    expect([...columns.time]).toEqual([0, 4 * hour]);
    expect([...columns.close]).toEqual([7, 15]);
    expect([...(closes ?? [])]).toEqual([4.5 * hour, 8.5 * hour]);
    expect([...incomplete]).toEqual([0, 0]);
  });

  test("closes at its boundary where a session cuts the last part off there, and over a hole", () => {
    expect(off([1, 3, 5, 7, 9], (row) => (row === 3 ? 4 * hour : (row + 1.5) * hour)).closes).toBeUndefined();
    expect(off([1, 3, 5, 9, 11]).closes).toBeUndefined();
    expect(made([0, 1, 2, 3, 4], "4h").closes).toBeUndefined();
  });

  test("there is none out of nothing", () => {
    expect(made([], "4h").columns.time).toHaveLength(0);
  });
});
