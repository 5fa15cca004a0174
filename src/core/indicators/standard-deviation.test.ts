import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closesOf, valuesOver } from "../../../tests/builders/feed.ts";
import { InvariantBroken } from "../base/index.ts";
import { standardDeviation, zScore } from "./index.ts";

const length = fc.integer({ min: 2, max: 9 });
/** Whole numbers that often stand still. */
const closes = fc
  .array(fc.tuple(fc.integer({ min: 90, max: 110 }), fc.integer({ min: 1, max: 12 })), { maxLength: 12 })
  .map((runs) => runs.flatMap(([close, count]) => new Array<number>(count).fill(close)));

const mean = (window: readonly number[]): number => window.reduce((sum, x) => sum + x, 0) / window.length;

function deviation(window: readonly number[], divisor = window.length): number {
  const middle = mean(window);
  return Math.sqrt(window.reduce((sum, x) => sum + (x - middle) * (x - middle), 0) / divisor);
}

/** What `of` says about each window, as soon as there is a whole one. */
const slowly = (
  all: readonly number[],
  n: number,
  of: (window: readonly number[]) => number,
): readonly number[] => all.map((_, row) => (row + 1 < n ? Number.NaN : of(all.slice(row + 1 - n, row + 1))));

function expectClose(found: readonly number[], expected: readonly number[], digits = 9): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, row) => {
    const due = expected[row] ?? Number.NaN;
    if (Number.isNaN(due)) expect([row, value]).toEqual([row, due]);
    else expect(value, `row ${row}`).toBeCloseTo(due, digits);
  });
}

describe("a standard deviation", () => {
  test("is that of its window, of a population or of a sample", () => {
    fc.assert(
      fc.property(closes, length, (all, n) => {
        const made = valuesOver(closesOf(all), (feed) => standardDeviation(feed.close, n));
        expectClose(made, slowly(all, n, deviation), 6); // A root takes half of the digits where it is near 0.
        const sample = valuesOver(closesOf(all), (feed) =>
          standardDeviation(feed.close, n, { sample: true }),
        );
        expectClose(
          sample,
          slowly(all, n, (window) => deviation(window, n - 1)),
          6,
        );
      }),
    );
  });

  test("needs two values", () => {
    expect(() => valuesOver(closesOf([1]), (feed) => standardDeviation(feed.close, 1))).toThrow(
      InvariantBroken,
    );
    expect(() => valuesOver(closesOf([1]), (feed) => zScore(feed.close, 1))).toThrow(InvariantBroken);
  });
});

describe("a z-score", () => {
  const reference = (window: readonly number[]): number =>
    window.every((x) => x === window[0]) ? 0 : ((window.at(-1) ?? 0) - mean(window)) / deviation(window);

  test("is the distance from the mean in standard deviations", () => {
    fc.assert(
      fc.property(closes, length, (all, n) => {
        expectClose(
          valuesOver(closesOf(all), (feed) => zScore(feed.close, n)),
          slowly(all, n, reference),
        );
      }),
    );
  });

  test("is exactly 0 where nothing moved, though fractions were seen before", () => {
    const all = [0.1, 1_234.7, 0.3, 77.77, ...new Array<number>(20).fill(0.7)];
    const scores = valuesOver(closesOf(all), (feed) => zScore(feed.close, 5));
    expect(scores.slice(8)).toEqual(new Array<number>(16).fill(0));
  });
});
