/** Correlation and beta against sums over the whole window in two passes, and over two feeds. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOf } from "../../../tests/builders/bars.ts";
import { closeBar, closesOf, feedOf, valuesOver } from "../../../tests/builders/feed.ts";
import { HOUR, START } from "../../../tests/builders/instrument.ts";
import { InvariantBroken } from "../base/index.ts";
import type { BarColumns } from "../market/index.ts";
import { beta, correlation } from "./index.ts";

type Pair = readonly [a: number, b: number];

/** `a` closes, `b` opens. */
const barsOfPairs = (pairs: readonly Pair[]): BarColumns =>
  columnsOf(pairs.map(([a, b], row) => [START + row * HOUR, b, Math.max(a, b), Math.min(a, b), a]));

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

function covariance(xs: readonly number[], ys: readonly number[]): number {
  const [x0, y0] = [mean(xs), mean(ys)];
  return mean(xs.map((x, i) => (x - x0) * ((ys[i] ?? 0) - y0)));
}

const column = (pairs: readonly Pair[], place: 0 | 1): readonly number[] => pairs.map((pair) => pair[place]);
const returns = (xs: readonly number[]): readonly number[] =>
  xs.slice(1).map((x, row) => x / (xs[row] ?? 0) - 1);

const price = fc.integer({ min: 9_000_000, max: 9_010_000 }).map((ticks) => ticks / 100);
const pairs = fc.array(fc.tuple(price, price), { minLength: 60, maxLength: 60 });
const length = fc.integer({ min: 2, max: 20 });

test("correlation is that of a window taken in two passes", () => {
  fc.assert(
    fc.property(pairs, length, (rows, n) => {
      const found = valuesOver(barsOfPairs(rows), ({ close, open }) => correlation(close, open, n));
      found.forEach((value, row) => {
        expect(Number.isNaN(value)).toBe(row + 1 < n);
        if (row + 1 < n) return;
        const window = rows.slice(row + 1 - n, row + 1);
        const [a, b] = [column(window, 0), column(window, 1)];
        const spread = Math.sqrt(covariance(a, a) * covariance(b, b));
        const expected = spread === 0 ? 0 : covariance(a, b) / spread;
        expect(Math.abs(value - expected)).toBeLessThan(1e-9); // The mean of prices of 90 000 is no better.
      });
    }),
  );
});

test("beta is that of the returns of a window taken in two passes", () => {
  fc.assert(
    fc.property(pairs, length, (rows, n) => {
      const found = valuesOver(barsOfPairs(rows), ({ close, open }) => beta(close, open, n));
      found.forEach((value, row) => {
        expect(Number.isNaN(value)).toBe(row < n);
        if (row < n) return;
        const window = rows.slice(row - n, row + 1);
        const [a, b] = [returns(column(window, 0)), returns(column(window, 1))];
        const variance = covariance(b, b);
        const expected = variance === 0 ? 0 : covariance(a, b) / variance;
        expect(Math.abs(value - expected)).toBeLessThan(1e-8 * Math.max(1, Math.abs(expected)));
      });
    }),
  );
});

describe("where a source stands still", () => {
  const still: readonly Pair[] = Array.from({ length: 40 }, (_, row) => [
    0.1 * row + 7.3,
    row < 8 ? row : 0.7,
  ]);

  test("both are 0, not what rounding left over", () => {
    const found = [correlation, beta].map((of) =>
      valuesOver(barsOfPairs(still), ({ close, open }) => of(close, open, 6)).slice(15),
    );
    for (const values of found) expect(values.every((value) => value === 0)).toBe(true);
  });

  test("a price of 0 counts as no return rather than an endless one", () => {
    const zeros: readonly Pair[] = Array.from({ length: 30 }, (_, row) => [row % 4, 5 + (row % 3)]);
    const found = valuesOver(barsOfPairs(zeros), ({ close, open }) => beta(close, open, 5));
    expect(found.slice(5).every(Number.isFinite)).toBe(true);
  });
});

test("of two feeds it follows the second, and sees the first as it is by then", () => {
  const [a, b] = [feedOf(closesOf([1, 2, 3, 4, 5, 6, 7, 8])), feedOf(closesOf([10, 30, 20, 40]))];
  const together = correlation(a.close, b.close, 3);
  const market = beta(a.close, b.close, 2);
  expect([together.feed, market.feed]).toEqual([b, b]);
  const found: number[] = [];
  for (let bar = 0; bar < 8; bar++) {
    closeBar(a);
    if (bar % 2 === 1) {
      closeBar(b);
      found.push(together.now);
    }
  }
  expect(found.slice(0, 2)).toEqual([Number.NaN, Number.NaN]);
  // Of (2, 4, 6) with (10, 30, 20), then of (4, 6, 8) with (30, 20, 40).
  expect(found[2]).toBeCloseTo(0.5, 12);
  expect(found[3]).toBeCloseTo(0.5, 12);
  // Returns of 1/2 and 1/3 beside -1/3 and 1.
  expect(market.now).toBeCloseTo((1 / 3 - 1 / 2) / (1 + 1 / 3), 12);
});

test("lengths below 2 are refused", () => {
  const feed = feedOf(closesOf([1]));
  expect(() => correlation(feed.close, feed.open, 1)).toThrow(InvariantBroken);
  expect(() => beta(feed.close, feed.open, 1.5)).toThrow(InvariantBroken);
});
