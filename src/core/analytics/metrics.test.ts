import { expect, test } from "vitest";
import { type Amount, amount, type DurationMs, price, quantity, type UnixMs } from "../base/index.ts";
import type { ClosedTrade, InstrumentId, OpenPosition } from "../domain/index.ts";
import { type BenchmarkCloses, type Metrics, metricsOf, type RunRecord } from "./index.ts";
import { normalCdf } from "./normal.ts";

const DAY = 86_400_000 as DurationMs;
const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);

/** A run whose equity is given at the close of each day. */
function daily(equity: readonly number[], over: Partial<RunRecord> = {}): RunRecord {
  return {
    initialEquity: 100,
    equityTime: Float64Array.from(equity, (_, day) => START + (day + 1) * DAY),
    equity: Float64Array.from(equity),
    open: [],
    trades: [],
    benchmark: [],
    periodsPerYear: 365,
    ...over,
  };
}

/** One close at the end of each day of a run. */
const closes = (...close: readonly number[]): BenchmarkCloses => ({
  time: Float64Array.from(close, (_, day) => START + day * DAY),
  intervalMs: DAY,
  close: Float64Array.from(close),
});

function trade(id: number, pnl: Amount, heldMs: number): ClosedTrade {
  return {
    id,
    instrument: 0 as InstrumentId,
    strategy: "test",
    side: "long",
    quantity: quantity("1"),
    entryTime: START as UnixMs,
    entryPrice: price("100"),
    exitTime: (START + heldMs) as UnixMs,
    exitPrice: price("100"),
    fees: amount("0"),
    funding: amount("0"),
    pnl,
    entryValue: amount("100"),
    mfe: 0,
    mae: 0,
    exitReason: "signal",
  };
}

/** A position that was never closed. */
const heldSince = (entryTime: number): OpenPosition => ({
  instrument: 0 as InstrumentId,
  strategy: "test",
  side: "long",
  quantity: quantity("1"),
  entryTime: entryTime as UnixMs,
  entryPrice: price("100"),
  markPrice: price("100"),
  fees: amount("0"),
  funding: amount("0"),
  pnl: amount("0"),
  mfe: 0,
  mae: 0,
});

const EMPTY: Metrics = {
  totalReturn: 0,
  cagr: null,
  sharpe: null,
  sortino: null,
  calmar: null,
  probabilisticSharpe: null,
  minTrackRecordDays: null,
  maxDrawdown: 0,
  maxDrawdownDurationMs: 0,
  volatility: null,
  winRate: null,
  profitFactor: null,
  expectancy: null,
  trades: 0,
  exposure: 0,
  avgTradeDurationMs: null,
  var95: null,
  cvar95: null,
  benchmarkReturn: null,
};

test("a run without a step has no numbers, and no NaN", () => {
  expect(metricsOf(daily([]))).toEqual(EMPTY);
});

test("a run that never moved has no ratio, but a volatility of zero", () => {
  expect(metricsOf(daily([100, 100, 100]))).toEqual({
    ...EMPTY,
    cagr: 0,
    volatility: 0,
    var95: 0,
    cvar95: 0,
  });
});

test("the numbers of a small run, worked out by hand", () => {
  const metrics = metricsOf(
    daily([110, 99, 99, 108.9], { open: [heldSince(START + 2 * DAY)], benchmark: [closes(10, 12, 8, 15)] }),
  );
  // Daily returns 0.1, -0.1, 0, 0.1: mean 0.025, squared deviations 0.005625 x 2 + 0.015625 + 0.000625 = 0.0275.
  const deviation = Math.sqrt(0.0275 / 3);
  expect(metrics.totalReturn).toBeCloseTo(0.089, 12);
  expect(metrics.volatility).toBeCloseTo(deviation * Math.sqrt(365), 12);
  expect(metrics.sharpe).toBeCloseTo((0.025 / deviation) * Math.sqrt(365), 10);
  expect(metrics.sortino).toBeCloseTo((0.025 / 0.05) * Math.sqrt(365), 10); // sqrt(0.1 ^ 2 / 4) = 0.05
  expect(metrics.maxDrawdown).toBeCloseTo(0.1, 12);
  expect(metrics.maxDrawdownDurationMs).toBe(3 * DAY); // From 110 on, never back.
  expect(metrics.cagr).toBeCloseTo(1.089 ** (365 / 4) - 1, 8);
  expect(metrics.calmar).toBeCloseTo((1.089 ** (365 / 4) - 1) / 0.1, 6);
  expect(metrics.var95).toBeCloseTo(0.085, 12); // 0.15 of the way from -0.1 to 0.
  expect(metrics.cvar95).toBeCloseTo(0.1, 12);
  expect(metrics.exposure).toBeCloseTo(2 / 3, 12); // From the second close to the last.
  expect(metrics.benchmarkReturn).toBeCloseTo(0.5, 12);
});

test("the first day is measured from the initial equity", () => {
  expect(metricsOf(daily([90])).var95).toBeCloseTo(0.1, 12);
});

test("midnight ends a day: hours and days of one curve give the same daily returns", () => {
  const equity = [103, 99, 104, 98, 110];
  const hours = equity.flatMap((close, day) =>
    Array.from({ length: 24 }, (_, h) => (h === 23 ? close : 90 + day + h)),
  );
  const hourly = metricsOf({
    ...daily([]),
    equityTime: Float64Array.from(hours, (_, hour) => START + (hour + 1) * HOUR),
    equity: Float64Array.from(hours),
  });
  const { cagr, sharpe, sortino, volatility, var95, cvar95 } = metricsOf(daily(equity));
  expect(hourly).toMatchObject({ cagr, sharpe, sortino, volatility, var95, cvar95 });
});

test("a day without data is a day of return zero where markets never close, and no day elsewhere", () => {
  const withHole = daily([110, 99]);
  withHole.equityTime.set([START + DAY, START + 4 * DAY]);
  const filled = metricsOf(daily([110, 110, 110, 99]));
  expect(metricsOf(withHole)).toMatchObject({
    sharpe: filled.sharpe,
    sortino: filled.sortino,
    cagr: filled.cagr,
  });

  const shares = metricsOf({ ...withHole, periodsPerYear: 252 });
  expect(shares.cagr).toBe(metricsOf(daily([110, 99], { periodsPerYear: 252 })).cagr);
});

test("views into bigger buffers are read from their own start", () => {
  const times = new Float64Array([0, 0, START + DAY, START + 2 * DAY, 0]);
  const values = new Float64Array([7, 7, 110, 99, 7]);
  const view = { ...daily([]), equityTime: times.subarray(2, 4), equity: values.subarray(2, 4) };
  expect(metricsOf(view)).toEqual(metricsOf(daily([110, 99])));
});

test("the longest time under water is not always that of the deepest fall", () => {
  const metrics = metricsOf(daily([100, 50, 100, 99, 99, 99, 100, 101]));
  expect(metrics.maxDrawdown).toBe(0.5);
  expect(metrics.maxDrawdownDurationMs).toBe(4 * DAY);
});

test("steps at the high are no time under water", () => {
  expect(metricsOf(daily([100, 100, 100, 120, 120])).maxDrawdownDurationMs).toBe(0);
});

test("steady growth has no deviation, so no Sharpe ratio; the rounding of doubles is not a risk", () => {
  const growth = metricsOf(daily(Array.from({ length: 200 }, (_, day) => 100 * 1.01 ** (day + 1))));
  expect(growth).toMatchObject({
    sharpe: null,
    sortino: null,
    calmar: null,
    volatility: 0,
    var95: 0,
    cvar95: 0,
  });
  expect(growth.cagr).toBeCloseTo(1.01 ** 365 - 1, 8);
});

test("a run that lost everything, or more, is a number too", () => {
  const ruined = metricsOf(daily([50, 0, -20, -20]));
  expect(ruined.totalReturn).toBe(-1.2);
  expect(ruined.cagr).toBe(-1);
  expect(ruined.maxDrawdown).toBe(1.2);
  for (const value of Object.values(ruined)) expect(value === null || Number.isFinite(value)).toBe(true);
});

test("a growth beyond the doubles is no number", () => {
  expect(metricsOf(daily([1e9]))).toMatchObject({ cagr: null, calmar: null });
});

test("trades: counts, sums and times", () => {
  const trades = [
    trade(1, amount("30"), HOUR),
    trade(2, amount("-10"), 3 * HOUR),
    trade(3, amount("0"), 2 * HOUR),
  ];
  expect(metricsOf(daily([120], { trades }))).toMatchObject({
    trades: 3,
    winRate: 1 / 3,
    profitFactor: 3,
    expectancy: 20 / 3,
    avgTradeDurationMs: 2 * HOUR,
  });
});

test("without a loss there is no profit factor; without a profit it is zero", () => {
  expect(metricsOf(daily([130], { trades: [trade(1, amount("30"), HOUR)] })).profitFactor).toBeNull();
  expect(metricsOf(daily([90], { trades: [trade(1, amount("-10"), HOUR)] })).profitFactor).toBe(0);
});

test("the benchmark is held in equal parts, of the instruments that have a price", () => {
  const benchmark = [closes(100, 150), closes(10, 9), closes(Number.NaN, 9)];
  expect(metricsOf(daily([100, 100], { benchmark })).benchmarkReturn).toBeCloseTo(0.2, 12);
});

test("what is held is judged by the days of the run, not by those that follow", () => {
  const benchmark = [closes(100, 150, 10)];
  expect(metricsOf(daily([100, 100], { benchmark })).benchmarkReturn).toBeCloseTo(0.5, 12);
  expect(metricsOf(daily([], { benchmark })).benchmarkReturn).toBeNull();
});

test("the Sharpe ratio comes with the probability that it is above zero", () => {
  // Daily returns 0.1, -0.1, 0, 0.1: mean 0.025; offsets 0.075, -0.125, -0.025, 0.075.
  const sharpe = 0.025 / Math.sqrt(0.0275 / 3);
  const variance = 0.0275 / 4;
  const skewness = (2 * 0.075 ** 3 - 0.125 ** 3 - 0.025 ** 3) / 4 / variance ** 1.5;
  const kurtosis = (2 * 0.075 ** 4 + 0.125 ** 4 + 0.025 ** 4) / 4 / variance ** 2;
  const error = Math.sqrt((1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2) / 3);
  const metrics = metricsOf(daily([110, 99, 99, 108.9]));
  expect(metrics.probabilisticSharpe).toBeCloseTo(normalCdf(sharpe / error), 12);
  expect(metrics.minTrackRecordDays).toBe(Math.ceil(1 + 3 * (1.6448536269514722 * (error / sharpe)) ** 2));
  expect(metricsOf(daily([90, 99, 99, 89.1])).minTrackRecordDays).toBeNull();
});

test("the time in the market is time: a day of hourly steps weighs no more than a day of one step", () => {
  const days = Array.from({ length: 9 }, (_, day) => START + day * DAY);
  const hours = Array.from({ length: 23 }, (_, hour) => START + (hour + 1) * HOUR);
  const equityTime = Float64Array.from([...days, ...hours]).sort();
  const run: RunRecord = { ...daily([]), equityTime, equity: new Float64Array(equityTime.length).fill(100) };
  const first = trade(1, amount("1"), DAY);
  expect(metricsOf({ ...run, trades: [first] }).exposure).toBe(1 / 8);
  expect(metricsOf({ ...run, trades: [first, { ...first, id: 2 }] }).exposure).toBe(1 / 8);
  expect(metricsOf({ ...run, trades: [first], open: [heldSince(START + 6 * DAY)] }).exposure).toBe(3 / 8);
});
