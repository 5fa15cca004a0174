import { expect, test } from "vitest";
import { madeCharts, madeReport } from "../../../../tests/builders/finished-run.ts";
import { DAY, HOUR, START } from "../../../../tests/builders/instrument.ts";
import type { InstrumentId } from "../../../core/domain/index.ts";
import type { StopLevel } from "../../research/index.ts";
import { buildCharts, drawBars, type InstrumentInput } from "./build-charts.ts";
import { decimalsOf, timeUnitOf } from "./chart-bars.ts";
import { segmentsOf } from "./chart-stops.ts";
import { unpacked } from "./packing.ts";

const RECORD = {
  initialEquity: 100,
  equityTime: Float64Array.of(START + DAY, START + 2 * DAY),
  equity: Float64Array.of(110, 99),
  open: [],
  trades: [],
  benchmark: [],
  periodsPerYear: 365,
};

const rising = (rows: number): InstrumentInput => {
  const column = (add: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => 100 + row + add);
  const time = Float64Array.from({ length: rows }, (_, row) => START + row * HOUR);
  const prices = {
    open: column(0),
    high: column(1),
    low: column(-1),
    close: column(0.25),
    volume: column(0),
  };
  return {
    symbol: "BTC/USDT",
    timeframe: "1h",
    intervalMs: HOUR,
    drawn: drawBars({ time, ...prices }, HOUR, 1),
    stops: [],
    indicators: () => [],
  };
};

test("daily returns bear the starts of their days, and a benchmark that there is not is empty", () => {
  const charts = buildCharts({ record: RECORD, equity: [], instruments: [] });
  expect(charts.days).toEqual([
    [START, 0.1],
    [START + DAY, -0.1],
  ]);
  expect(charts.benchmark).toEqual([]);
});

test("the benchmark begins with the same money", () => {
  const report = madeReport();
  const { benchmark } = madeCharts(report);
  expect(benchmark).toHaveLength(report.equity.length);
  expect(benchmark[0]?.[1]).toBeCloseTo(10_000, 6);
});

test("bars come back exactly, and so do indicators in a pane where they can be read", () => {
  const chart = madeCharts(madeReport()).instruments[0];
  if (chart === undefined) throw new Error("no chart");
  expect([chart.rows, chart.intervalMs, chart.decimals]).toEqual([2_000, HOUR, 2]);
  const time = unpacked(chart.time, 0);
  expect((time[1_999] ?? 0) * chart.timeUnit).toBe(START + 1_999 * HOUR);
  expect(chart.lines.map(({ name, pane }) => [name, pane])).toEqual([
    ["average", "price"],
    ["rsi", "rsi"],
  ]);
  const average = chart.lines[0];
  expect([...unpacked(average?.values ?? "", average?.decimals ?? 0)].filter(Number.isNaN)).toHaveLength(20);
});

test("more bars than a page can carry become longer ones, and that is said", () => {
  const charts = buildCharts({ record: RECORD, equity: [], instruments: [rising(150_000)] });
  const [chart] = charts.instruments;
  expect(chart?.intervalMs).toBe(2 * HOUR);
  expect(chart?.rows).toBe(75_000);
  expect(unpacked(chart?.high ?? "", 2)[74_999]).toBe(100 + 149_999 + 1);
  expect(charts.notices).toEqual([
    expect.stringContaining("BTC/USDT: the chart has bars of 2h made of those of 1h"),
  ]);
});

test("an author's code that fails costs the picture, not the page", () => {
  const indicators = (): never => {
    throw new Error("oh no");
  };
  const charts = buildCharts({ record: RECORD, equity: [], instruments: [{ ...rising(10), indicators }] });
  expect(charts.notices).toEqual(["BTC/USDT: the indicators could not be drawn: oh no"]);
  expect(charts.instruments[0]?.rows).toBe(10);
});

test("a trailing stop is drawn behind the best price, and never falls back", () => {
  const high = Float64Array.of(101, 110, 105, 120);
  const low = high.map((price) => price - 2);
  const time = Float64Array.from(high, (_, row) => START + row * HOUR);
  const bars = { intervalMs: HOUR, time, open: low, high, low, close: low, lines: [] };
  const trailing = (trail: StopLevel["trail"], side: "buy" | "sell" = "sell"): StopLevel => ({
    instrument: 0 as InstrumentId,
    ...{ from: START, to: Number.POSITIVE_INFINITY, side, price: undefined, trail },
  });
  const shown = (level: StopLevel): readonly (readonly number[])[] =>
    segmentsOf([level], bars).map(({ from, to, price }) => [
      (from - START) / HOUR,
      (to - START) / HOUR,
      price,
    ]);
  expect(shown(trailing({ by: 0.1, isRatio: true, activation: undefined }))).toEqual([
    [0, 1, 101 - 101 * 0.1],
    [1, 3, 99],
    [3, 4, 108],
  ]);
  expect(shown(trailing({ by: 5, isRatio: false, activation: 108 }))).toEqual([
    [1, 3, 105],
    [3, 4, 115],
  ]);
  expect(shown(trailing({ by: 5, isRatio: false, activation: undefined }, "buy"))).toEqual([[0, 4, 104]]);
});

test("prices are written with the decimals they have, adjusted ones with seven digits", () => {
  expect(decimalsOf(Float64Array.of(100, 99.5, 98.25))).toBe(2);
  expect(decimalsOf(Float64Array.of(0.00001234, 0.00001))).toBe(8);
  expect(decimalsOf(Float64Array.of(100 / 3, 200 / 3))).toBe(5);
  expect(decimalsOf(new Float64Array(0))).toBe(0);
  expect(timeUnitOf(Float64Array.of(START, START + HOUR, START + 3 * HOUR))).toBe(HOUR);
});
