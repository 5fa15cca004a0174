import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { barsOf, closeBar, closesOf, feedOf, valuesOf, valuesOver } from "../../../tests/builders/feed.ts";
import { InvariantBroken } from "../base/index.ts";
import { atr, bollinger, ema, type Feed, type Indicator, rma, type Seed, sma, wma } from "./index.ts";

const length = fc.integer({ min: 1, max: 12 });
const seed = fc.constantFrom<Seed>("sma", "first");
const bar = fc
  .tuple(fc.integer({ min: 100, max: 200 }), fc.nat(20), fc.nat(20))
  .map(([close, up, down]) => ({ high: close + up, low: close - down, close }));
const bars = fc.array(bar, { minLength: 40, maxLength: 40 });

const MADE: Readonly<Record<string, (feed: Feed, length: number, other: number, seed: Seed) => Indicator>> = {
  "an average of closes": (feed, length, _other, seed) => ema(feed.close, length, { seed }),
  "an average range": (feed, length, _other, seed) => atr(feed, length, { seed }),
  "an average of an average": (feed, length, other, seed) =>
    ema(ema(feed.high, length, { seed }), other, { seed }),
  "an average of an average range": (feed, length, other, seed) =>
    ema(atr(feed, length, { seed }), other, { seed }),
};

describe.each(Object.keys(MADE))("%s", (name) => {
  const make = MADE[name] as (typeof MADE)[string];

  test("is no number before its warm-up is over, and one from then on", () => {
    fc.assert(
      fc.property(bars, length, length, seed, (rows, one, other, beginning) => {
        const feed = feedOf(barsOf(rows));
        const indicator = make(feed, one, other, beginning);
        valuesOf(feed, indicator).forEach((value, row) => {
          expect([row, Number.isFinite(value)]).toEqual([row, row + 1 >= indicator.warmUp]);
        });
      }),
    );
  });

  test("keeps the value of the bar before", () => {
    fc.assert(
      fc.property(bars, length, length, seed, (rows, one, other, beginning) => {
        const feed = feedOf(barsOf(rows));
        const indicator = make(feed, one, other, beginning);
        let before = Number.NaN;
        for (let row = 0; row < rows.length; row++) {
          closeBar(feed);
          expect(indicator.prev).toBe(before);
          before = indicator.now;
        }
      }),
    );
  });

  test("does not remember more than the bars it was told: the same bars, the same values", () => {
    fc.assert(
      fc.property(bars, length, length, seed, (rows, one, other, beginning) => {
        const alone = valuesOver(barsOf(rows), (feed) => make(feed, one, other, beginning));
        const feed = feedOf(barsOf(rows));
        ema(feed.low, other);
        atr(feed, one);
        expect(valuesOf(feed, make(feed, one, other, beginning))).toEqual(alone);
      }),
    );
  });
});

describe("the warm-up of a feed", () => {
  test("is the longest of its indicators; a feed without any has none", () => {
    const feed = feedOf(closesOf([1, 2, 3]));
    expect(feed.warmUp).toBe(0);
    ema(feed.close, 5);
    expect(feed.warmUp).toBe(5);
    atr(feed, 3);
    expect(feed.warmUp).toBe(5);
    ema(ema(feed.close, 5), 4);
    expect(feed.warmUp).toBe(8);
  });
});

test("an average stays between the lowest and the highest of its values", () => {
  fc.assert(
    fc.property(bars, length, seed, (rows, one, beginning) => {
      const closes = rows.map(({ close }) => close);
      for (const value of valuesOver(barsOf(rows), (feed) => ema(feed.close, one, { seed: beginning }))) {
        if (Number.isNaN(value)) continue;
        expect(value).toBeGreaterThanOrEqual(Math.min(...closes) * (1 - 1e-12));
        expect(value).toBeLessThanOrEqual(Math.max(...closes) * (1 + 1e-12));
      }
    }),
  );
});

test.each([ema, rma, sma, wma])(
  "an average passes over what is no number, and goes on after it",
  (average) => {
    // Without a range there is no place in it: %B is no number over the four closes of 7.
    const closes = [1, 2, 4, 5, 7, 7, 7, 7, 5, 6];
    const values = valuesOver(closesOf(closes), ({ close }) => average(bollinger(close, 2).percentB, 2));
    expect(values.slice(3).every(Number.isFinite)).toBe(true);
    expect(values.at(7)).toBe(values.at(4));
    expect(values.at(8)).not.toBe(values.at(7));
  },
);

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("a length of %d is refused", (wrong) => {
  const feed = feedOf(closesOf([1]));
  expect(() => ema(feed.close, wrong)).toThrow(InvariantBroken);
  expect(() => atr(feed, wrong)).toThrow(InvariantBroken);
});
