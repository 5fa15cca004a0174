/** Pivots of any reach against a look at every bar around them; equal prices are common here. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { barsOf, closeBar, feedOf } from "../../../tests/builders/feed.ts";
import { InvariantBroken } from "../base/index.ts";
import { fractals, pivotHigh, pivotLow } from "./index.ts";

const bar = fc
  .tuple(fc.integer({ min: 100, max: 112 }), fc.nat(3), fc.nat(3))
  .map(([close, up, down]) => ({ high: close + up, low: close - down, close }));
const reach = fc.integer({ min: 1, max: 6 });

/** Row of the newest pivot that the bars up to `row` confirm; -1 where there is none. */
function newestPivot(prices: readonly number[], row: number, left: number, right: number): number {
  for (let at = row - right; at >= left; at--) {
    const around = prices.filter((_, place) => place !== at && place >= at - left && place <= at + right);
    if (around.every((price) => price < (prices[at] ?? 0))) return at;
  }
  return -1;
}

test("the newest pivot is known as soon as the bars after it have closed, and not before", () => {
  fc.assert(
    fc.property(fc.array(bar, { minLength: 60, maxLength: 60 }), reach, reach, (rows, left, right) => {
      const feed = feedOf(barsOf(rows));
      const [high, low] = [pivotHigh(feed, left, right), pivotLow(feed, left, right)];
      const [highs, depths] = [rows.map((row) => row.high), rows.map((row) => -row.low)];
      expect([high.warmUp, low.age.warmUp]).toEqual([left + right + 1, left + right + 1]);
      rows.forEach((_, row) => {
        closeBar(feed);
        for (const [pivot, prices, sign] of [[high, highs, 1] as const, [low, depths, -1] as const]) {
          const at = newestPivot(prices, row, left, right);
          const expected = at < 0 ? [Number.NaN, Number.NaN] : [sign * (prices[at] ?? 0), row - at];
          expect([pivot.now, pivot.age.now]).toEqual(expected);
        }
      });
    }),
  );
});

test("fractals are pivots of two bars on either side", () => {
  const prices = [5, 6, 9, 7, 6, 4, 3, 5, 6];
  const feed = feedOf(barsOf(prices.map((close) => ({ high: close, low: close, close }))));
  const both = fractals(feed);
  expect(both.warmUp).toBe(5);
  const found = prices.map(() => {
    closeBar(feed);
    return [both.now, both.high.now, both.low.now];
  });
  expect(found[3]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  expect(found[4]).toEqual([9, 9, Number.NaN]);
  expect(found[7]).toEqual([9, 9, Number.NaN]);
  expect(found[8]).toEqual([9, 9, 3]);
});

test("a pivot without a bar on each side is refused", () => {
  const feed = feedOf(barsOf([]));
  expect(() => pivotHigh(feed, 0, 2)).toThrow(InvariantBroken);
  expect(() => pivotLow(feed, 2, 0)).toThrow(InvariantBroken);
});
