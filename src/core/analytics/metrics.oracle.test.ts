import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import { sharedFile, testWithShared } from "../../../tests/shared-data.ts";
import { compareWithBenchmark, type Metrics, metricsOf, type RunRecord } from "./index.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;

const rowsOf = (file: string): number[][] => {
  const text = gunzipSync(readFileSync(sharedFile("data", "candles", "crypto", file))).toString("utf8");
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((row) => row.split(",").map(Number));
};

/** A run that held bitcoin from the first close in 2024 to the end of February. */
function holding(file: string, barMs: number): RunRecord {
  const from = Date.UTC(2024, 0, 1);
  const to = Date.UTC(2024, 2, 1);
  const rows = rowsOf(file);
  const bars = rows.filter(([at = 0]) => at >= from && at < to);
  return {
    initialEquity: bars[0]?.[1] ?? Number.NaN,
    equityTime: Float64Array.from(bars, ([at = Number.NaN]) => at + barMs),
    equity: Float64Array.from(bars, ([, , , , close = Number.NaN]) => close),
    open: [],
    trades: [],
    benchmark: [
      {
        time: Float64Array.from(rows, ([at = Number.NaN]) => at),
        intervalMs: barMs,
        close: Float64Array.from(rows, ([, , , , close = Number.NaN]) => close),
      },
    ],
    periodsPerYear: 365,
  };
}

testWithShared("holding bitcoin is worth the same on hours as on days", () => {
  const days = metricsOf(holding("binance-spot_BTCUSDT_1d_2024.csv.gz", DAY));
  const hours = metricsOf(holding("binance-spot_BTCUSDT_1h_2024.csv.gz", HOUR));
  const { sharpe, sortino, volatility, cagr, var95, cvar95, totalReturn, probabilisticSharpe } = days;
  expect(totalReturn).toBeGreaterThan(0.4);
  const same: Partial<Metrics> = { sharpe, sortino, volatility, cagr, var95, cvar95, totalReturn };
  expect(hours).toMatchObject({ ...same, probabilisticSharpe });
  expect(hours.maxDrawdown).toBeGreaterThanOrEqual(days.maxDrawdown); // Hours see what days hide.
});

testWithShared("a run that holds its only instrument is its own benchmark", () => {
  const { beta, alpha, trackingError, informationRatio } = compareWithBenchmark({
    ...holding("binance-spot_BTCUSDT_1h_2024.csv.gz", HOUR),
    initialEquity: rowsOf("binance-spot_BTCUSDT_1h_2024.csv.gz")[0]?.[4] ?? Number.NaN, // Bought at the first close.
  });
  expect(beta).toBeCloseTo(1, 12);
  expect(alpha).toBeCloseTo(0, 12);
  expect([trackingError, informationRatio]).toEqual([0, null]);
});
