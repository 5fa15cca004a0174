/** Linear regression against the sums of the whole window, taken from their means. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { closeBar, closesOf, feedOf } from "../../../tests/builders/feed.ts";
import { InvariantBroken } from "../base/index.ts";
import { linearRegression } from "./index.ts";

const price = fc.integer({ min: 9_000_000, max: 9_010_000 }).map((ticks) => ticks / 100);

function fitOf(ys: readonly number[]): { readonly end: number; readonly slope: number; readonly r2: number } {
  const n = ys.length;
  const x0 = (n - 1) / 2;
  const y0 = ys.reduce((sum, y) => sum + y, 0) / n;
  const sum = (of: (x: number, y: number) => number): number =>
    ys.reduce((total, y, x) => total + of(x - x0, y - y0), 0);
  const [xx, xy, yy] = [sum((x) => x * x), sum((x, y) => x * y), sum((_, y) => y * y)];
  return { end: y0 + (xy / xx) * x0, slope: xy / xx, r2: yy === 0 ? 0 : (xy * xy) / (xx * yy) };
}

test("is the line through every window", () => {
  fc.assert(
    fc.property(
      fc.array(price, { minLength: 60, maxLength: 60 }),
      fc.integer({ min: 2, max: 20 }),
      (closes, n) => {
        const feed = feedOf(closesOf(closes));
        const line = linearRegression(feed.close, n);
        closes.forEach((_, row) => {
          closeBar(feed);
          expect(Number.isNaN(line.now)).toBe(row + 1 < n);
          if (row + 1 < n) return;
          const expected = fitOf(closes.slice(row + 1 - n, row + 1));
          expect(Math.abs(line.now / expected.end - 1)).toBeLessThan(1e-14);
          expect(Math.abs(line.slope.now - expected.slope)).toBeLessThan(1e-9); // Of prices of 90 000.
          expect(Math.abs(line.r2.now - expected.r2)).toBeLessThan(1e-9);
        });
      },
    ),
  );
});

test("where nothing moves, slope and share are 0, not what rounding left over", () => {
  const closes = [3.1, 9.7, 0.3, 5.9, ...Array<number>(12).fill(0.7)];
  const feed = feedOf(closesOf(closes));
  const line = linearRegression(feed.close, 5);
  closes.forEach((_, row) => {
    closeBar(feed);
    if (row >= 8) expect([line.slope.now, line.r2.now]).toEqual([0, 0]);
  });
});

test("a length of 1 has no line", () => {
  expect(() => linearRegression(feedOf(closesOf([1])).close, 1)).toThrow(InvariantBroken);
});
