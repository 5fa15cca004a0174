/**
 * EMA against libraries of other people. Seed "sma" is Stock.Indicators': the very same doubles on all 502 days (a
 * rounding of another order would still pass: 1e-12 is allowed). Seed "first" is Tulip's, which begins with its first
 * input; its vectors have three decimals, so half of the third is the precision reached.
 */
import { describe, expect, test } from "vitest";
import { barsOf, closesOf, valuesOver } from "../../../tests/builders/feed.ts";
import {
  stockIndicators,
  stockIndicatorsExcerpt,
  tulip,
  type Vectors,
} from "../../../tests/oracles/indicator-vectors.ts";
import { describeWithShared } from "../../../tests/shared-data.ts";
import { ema, type Seed } from "./index.ts";

const emaOf = (closes: readonly number[], length: number, seed?: Seed): readonly number[] =>
  valuesOver(closesOf(closes), ({ close }) => ema(close, length, seed === undefined ? {} : { seed }));

function agreesWith({ bars, ema20 }: Vectors): void {
  const found = valuesOver(barsOf(bars), ({ close }) => ema(close, 20));
  expect(found).toHaveLength(ema20.length);
  found.forEach((value, day) => {
    const expected = ema20[day] ?? 0;
    if (Number.isNaN(expected)) expect([day, value]).toEqual([day, Number.NaN]);
    else expect([day, Math.abs(value / expected - 1) < 1e-12]).toEqual([day, true]);
  });
}

describe("EMA that begins with a mean", () => {
  test("is Stock.Indicators' EMA(20) over the first 120 days", () => agreesWith(stockIndicatorsExcerpt()));
});

describeWithShared("EMA over longer vectors", () => {
  test("is Stock.Indicators' EMA(20) over all 502 days", () => agreesWith(stockIndicators()));

  test.each(["atoz.txt", "untest.txt"] as const)(
    "is Tulip's EMA(5) in %s where it begins with the first value",
    (file) => {
      const [closes = [], expected = []] = tulip(file, "ema 5");
      expect(closes.length).toBeGreaterThanOrEqual(8);
      const found = emaOf(closes, 5, "first");
      // Tulip shows values from the first bar on; here none is shown before the length is reached.
      expect(found.slice(0, 4)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
      for (let bar = 4; bar < closes.length; bar++)
        expect(Math.abs((found[bar] ?? 0) - (expected[bar] ?? 0))).toBeLessThanOrEqual(0.000_5);
    },
  );
});

test("the two beginnings differ by what is left of their first difference: (n - 1) / (n + 1) of it a bar", () => {
  const { bars } = stockIndicatorsExcerpt();
  const closes = bars.map(({ close }) => close);
  const [mean, first] = [emaOf(closes, 10, "sma"), emaOf(closes, 10, "first")];
  const differenceAt = (bar: number): number => (mean[bar] ?? 0) - (first[bar] ?? 0);
  expect(Math.abs(differenceAt(9))).toBeGreaterThan(0.01);
  for (let bar = 10; bar < closes.length; bar++)
    expect(differenceAt(bar)).toBeCloseTo((differenceAt(bar - 1) * 9) / 11, 10);
});

test("EMA without a word about its beginning begins with a mean", () => {
  const closes = [3, 5, 4, 8, 6];
  expect(emaOf(closes, 3)).toEqual(emaOf(closes, 3, "sma"));
  expect(emaOf(closes, 3)[2]).toBe(4);
});
