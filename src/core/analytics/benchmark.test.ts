import { expect, test } from "vitest";
import { at } from "../market/index.ts";
import { benchmarkWorth, compareReturns } from "./benchmark.ts";
import { type BenchmarkCloses, compareWithBenchmark, metricsOf, type RunRecord } from "./index.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);

/** A close at the end of each day, from a day of the run on. */
const closes = (close: readonly number[], fromDay = 0): BenchmarkCloses => ({
  time: Float64Array.from(close, (_, i) => START + (fromDay + i) * DAY),
  intervalMs: DAY,
  close: Float64Array.from(close),
});

const run = (equity: readonly number[], benchmark: readonly BenchmarkCloses[]): RunRecord => ({
  initialEquity: 100,
  equityTime: Float64Array.from(equity, (_, day) => START + (day + 1) * DAY),
  equity: Float64Array.from(equity),
  open: [],
  trades: [],
  benchmark,
  periodsPerYear: 365,
});

test("the benchmark holds equal parts, each in cash until its first close and at its last one after", () => {
  const { equityTime } = run([100, 100, 100, 100], []);
  const worth = benchmarkWorth([closes([10, 11, 12, 13]), closes([4, 2], 1), closes([7], 9)], equityTime);
  expect([...(worth ?? [])]).toEqual([1, 1.05, 0.85, 0.9]);
});

test("a moment between two closes knows only the first of them", () => {
  const moments = Float64Array.of(START, START + DAY, START + 2 * DAY - 1, START + 3 * DAY, START + 9 * DAY);
  expect([...(benchmarkWorth([closes([10, 20, 30])], moments) ?? [])]).toEqual([1, 1, 1, 3, 3]);
});

test("bars that a session cuts are known at their own closes: holding the benchmark is the benchmark", () => {
  const price = [100, 110, 99, 120, 114, 130];
  const time = Float64Array.from(price, (_, day) => START + day * DAY + 14.5 * HOUR);
  const closesAt = Float64Array.from(time, (opens, day) => opens + (day === 3 ? 3.5 : 6.5) * HOUR); // One ends early.
  const held: BenchmarkCloses = { time, intervalMs: DAY, closes: closesAt, close: Float64Array.from(price) };
  const record: RunRecord = { ...run(price, [held]), equityTime: closesAt, periodsPerYear: 252 };
  const { alpha, beta, trackingError } = compareWithBenchmark(record);
  expect(beta).toBeCloseTo(1, 12);
  expect(alpha).toBeCloseTo(0, 9);
  expect(trackingError).toBeCloseTo(0, 12);
  const { benchmarkReturn, totalReturn } = metricsOf(record);
  expect(benchmarkReturn).toBeCloseTo(totalReturn, 12);
  const early = at(closesAt, 3);
  const moments = Float64Array.of(early - 1, early);
  expect([...(benchmarkWorth([held], moments) ?? [])]).toEqual([0.99, 1.2]);
});

test("without a price there is no benchmark, and nothing to compare with", () => {
  const none = { alpha: null, beta: null, trackingError: null, informationRatio: null };
  expect(benchmarkWorth([], Float64Array.of(START))).toBeUndefined();
  expect(benchmarkWorth([closes([10])], Float64Array.of())).toBeUndefined();
  expect(compareWithBenchmark(run([100, 110], [closes([], 0), closes([0, 1]), closes([5], 2)]))).toEqual(
    none,
  );
});

test("alpha, beta, tracking error and information ratio, worked out by hand", () => {
  // Days of the run: 0, +2 %, -2 %; of the benchmark: 0, +1 %, -1 %: twice as much, and nothing beyond.
  const { alpha, beta, trackingError, informationRatio } = compareWithBenchmark(
    run([100, 102, 99.96], [closes([100, 101, 99.99])]),
  );
  expect(beta).toBeCloseTo(2, 9);
  expect(alpha).toBeCloseTo(0, 9);
  expect(trackingError).toBeCloseTo(0.01 * Math.sqrt(365), 9); // Differences 0, 0.01, -0.01.
  expect(informationRatio).toBeCloseTo(0, 9);
});

test("what is earned each day beside the benchmark is alpha, compounded over a year", () => {
  const benchmark = Float64Array.of(0.01, -0.02, 0.03, 0);
  const returns = benchmark.map((each) => 0.5 * each + 0.001);
  const { alpha, beta } = compareReturns(returns, benchmark, 252);
  expect(beta).toBeCloseTo(0.5, 12);
  expect(alpha).toBeCloseTo(1.001 ** 252 - 1, 10);
});

test("a benchmark that never moves has no beta, but the distance to it has a size", () => {
  const { alpha, beta, trackingError, informationRatio } = compareWithBenchmark(
    run([100, 101, 100], [closes([5, 5, 5])]),
  );
  expect([alpha, beta]).toEqual([null, null]);
  expect(trackingError).toBeGreaterThan(0);
  expect(informationRatio).not.toBeNull();
});
