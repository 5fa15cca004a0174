/**
 * ATR against libraries of other people. Tulip counts the first bar's high - low as its true range, and so do we: its
 * vectors have three and four decimals, and agree to one unit of the last. Stock.Indicators has no true range before
 * the second bar: followed from there on we give the very same doubles on all 501 days (1e-12 is allowed); followed
 * from the first bar on, our values differ by what is left of the first difference, (n - 1) / n of it a bar.
 */
import { describe, expect, test } from "vitest";
import { barsOf, valuesOver } from "../../../tests/builders/feed.ts";
import {
  stockIndicators,
  stockIndicatorsExcerpt,
  tulip,
  type Vectors,
} from "../../../tests/oracles/indicator-vectors.ts";
import { describeWithShared } from "../../../tests/shared-data.ts";
import { atr } from "./index.ts";

function agreesFromTheSecondBar({ bars, atr14 }: Vectors): void {
  const found = valuesOver(barsOf(bars), (feed) => atr(feed, 14), 1); // The first bar has closed: only its close is known.
  expect(found).toHaveLength(atr14.length - 1);
  found.forEach((value, place) => {
    const expected = atr14[place + 1] ?? 0;
    if (Number.isNaN(expected)) expect([place, value]).toEqual([place, Number.NaN]);
    else expect([place, Math.abs(value / expected - 1) < 1e-12]).toEqual([place, true]);
  });
}

describe("ATR that knows only the close of the bar before its first", () => {
  test("is Stock.Indicators' ATR(14) over the first 120 days", () =>
    agreesFromTheSecondBar(stockIndicatorsExcerpt()));
});

test("ATR from the first bar on differs by what is left of that bar's range", () => {
  const { bars, atr14 } = stockIndicatorsExcerpt();
  const found = valuesOver(barsOf(bars), (feed) => atr(feed, 14));
  expect(found[13]).toBeGreaterThan(0); // One bar earlier than theirs.
  expect(atr14[13]).toBeNaN();
  const differenceAt = (bar: number): number => (found[bar] ?? 0) - (atr14[bar] ?? 0);
  expect(Math.abs(differenceAt(14))).toBeGreaterThan(0.001);
  for (let bar = 15; bar < bars.length; bar++)
    expect(differenceAt(bar)).toBeCloseTo((differenceAt(bar - 1) * 13) / 14, 12);
});

describeWithShared("ATR over longer vectors", () => {
  test("is Stock.Indicators' ATR(14) over all 502 days", () => agreesFromTheSecondBar(stockIndicators()));

  test.each([
    ["atoz.txt", 4, 0.000_1],
    ["untest.txt", 5, 0.001],
  ] as const)("is Tulip's ATR in %s, first bar included", (file, length, unit) => {
    const [highs = [], lows = [], closes = [], expected = []] = tulip(file, `atr ${length}`);
    const bars = highs.map((high, bar) => ({ high, low: lows[bar] ?? 0, close: closes[bar] ?? 0 }));
    const found = valuesOver(barsOf(bars), (feed) => atr(feed, length));
    expect(expected).toHaveLength(bars.length - length + 1);
    expected.forEach((value, place) => {
      expect(Math.abs((found[length - 1 + place] ?? 0) - value)).toBeLessThanOrEqual(unit);
    });
  });
});

describe("the true range", () => {
  const ranges = (...bars: readonly (readonly [number, number, number])[]): readonly number[] =>
    valuesOver(barsOf(bars.map(([high, low, close]) => ({ high, low, close }))), (feed) => atr(feed, 1));

  test("is high - low where the bar before closed inside, and on the first bar", () => {
    expect(ranges([12, 10, 11], [13, 10, 12])).toEqual([2, 3]);
  });

  test("reaches back to the close before over a gap, up or down", () => {
    expect(ranges([12, 10, 11], [20, 18, 19])[1]).toBe(9);
    expect(ranges([12, 10, 11], [5, 4, 4.5])[1]).toBe(7);
  });

  test("begins with a mean or with the first range", () => {
    const bars = barsOf(
      [2, 4, 12].map((range) => ({ high: 100 + range / 2, low: 100 - range / 2, close: 100 })),
    );
    expect(valuesOver(bars, (feed) => atr(feed, 3))[2]).toBe(6);
    expect(valuesOver(bars, (feed) => atr(feed, 3, { seed: "first" }))[2]).toBeCloseTo(
      (((2 * 2 + 4) / 3) * 2 + 12) / 3,
      12,
    );
  });
});
