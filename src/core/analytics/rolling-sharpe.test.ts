import fc from "fast-check";
import { expect, test } from "vitest";
import { datedReturns, metricsOf, rollingSharpe } from "./index.ts";

const DAY = 86_400_000;

const runOf = (equity: readonly number[], periodsPerYear = 365, everyDays = 1) => ({
  initialEquity: 100,
  equityTime: Float64Array.from(equity, (_, i) => Date.UTC(2024, 0, 2) + i * everyDays * DAY),
  equity: Float64Array.from(equity),
  open: [],
  trades: [],
  benchmark: [],
  periodsPerYear,
});

test("the last of a window as long as the run is the Sharpe ratio of the run", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 50, max: 200, noNaN: true }), { minLength: 3 }), (equity) => {
      const run = runOf(equity);
      const { returns } = datedReturns(run);
      const { sharpe } = metricsOf(run);
      const rolling = rollingSharpe(returns, returns.length, 365);
      expect(rolling.subarray(0, -1).every(Number.isNaN)).toBe(true);
      if (sharpe === null) expect(rolling.at(-1)).toBeNaN();
      else expect(rolling.at(-1)).toBeCloseTo(sharpe, 9);
    }),
  );
});

test("returns that never differ have no ratio", () => {
  expect([...rollingSharpe(Float64Array.of(0, 0, 0.01), 2, 252)].map(Number.isNaN)).toEqual([
    true,
    true,
    false,
  ]);
});

test("a return bears the day that it was made on: midnight ends the day before", () => {
  expect([...datedReturns(runOf([101, 102])).days]).toEqual([Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2)]);
  const { days, returns } = datedReturns(runOf([101, 102], 365, 2));
  expect([...days]).toEqual([1, 2, 3].map((day) => Date.UTC(2024, 0, day)));
  expect(returns[1]).toBe(0);
  expect([...datedReturns(runOf([101, 102], 252, 2)).days]).toEqual(
    [1, 3].map((day) => Date.UTC(2024, 0, day)),
  );
});
