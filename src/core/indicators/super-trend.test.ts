import fc from "fast-check";
import { expect, test } from "vitest";
import { barsOf, closeBar, feedOf } from "../../../tests/builders/feed.ts";
import { InvariantBroken } from "../base/index.ts";
import { type Feed, parabolicSar, superTrend } from "./index.ts";

const bars = fc.array(
  fc
    .tuple(fc.integer({ min: 100, max: 160 }), fc.nat(6), fc.nat(6))
    .map(([close, up, down]) => ({ high: close + up, low: close - down, close })),
  { minLength: 40, maxLength: 40 },
);

const closeAll = (feed: Feed, look: (row: number) => void): void => {
  for (let row = 0; row < 40; row++) {
    closeBar(feed);
    look(row);
  }
};

test("a supertrend lies below the close while it goes up, above it or at it while it goes down", () => {
  fc.assert(
    fc.property(bars, fc.integer({ min: 1, max: 5 }), (rows, n) => {
      const feed = feedOf(barsOf(rows));
      const made = superTrend(feed, n, 1);
      closeAll(feed, (row) => {
        const due = row + 1 < n ? Number.NaN : feed.close.now > made.now ? 1 : -1;
        expect(made.direction.now).toBe(due);
      });
    }),
  );
});

test("a parabolic SAR lies at or beyond the bar on the side its direction comes from", () => {
  fc.assert(
    fc.property(bars, (rows) => {
      const feed = feedOf(barsOf(rows));
      const made = parabolicSar(feed);
      closeAll(feed, (row) => {
        if (row === 0) expect([made.now, made.direction.now]).toEqual([Number.NaN, Number.NaN]);
        else if (made.direction.now === 1) expect(made.now).toBeLessThanOrEqual(feed.low.now);
        else expect([made.direction.now, made.now >= feed.high.now]).toEqual([-1, true]);
      });
    }),
  );
});

test("a parabolic SAR whose step is not above 0, or above its most, is refused", () => {
  const feed = feedOf(barsOf([]));
  for (const [step, most] of [
    [0, 1],
    [-1, 1],
    [0.3, 0.2],
    [Number.NaN, 1],
  ] as const)
    expect(() => parabolicSar(feed, step, most)).toThrow(InvariantBroken);
});
