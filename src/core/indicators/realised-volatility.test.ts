/** The estimators as their papers write them, over each window anew. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BarRow, columnsOf } from "../../../tests/builders/bars.ts";
import { valuesOver } from "../../../tests/builders/feed.ts";
import { HOUR, START } from "../../../tests/builders/instrument.ts";
import { InvariantBroken } from "../base/index.ts";
import { closeVolatility, type Feed, garmanKlass, type Indicator, parkinson, yangZhang } from "./index.ts";

interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

const candle: fc.Arbitrary<Candle> = fc
  .tuple(fc.nat(400), fc.nat(400), fc.nat(60), fc.nat(60))
  .map(([open, close, up, down]) => ({
    open: 800 + open,
    close: 800 + close,
    high: 800 + Math.max(open, close) + up,
    low: 800 + Math.min(open, close) - down,
  }));
const candles = fc.array(candle, { minLength: 25, maxLength: 25 });
const length = fc.integer({ min: 2, max: 10 });

const columnsFrom = (rows: readonly Candle[]) =>
  columnsOf(
    rows.map(({ open, high, low, close }, row): BarRow => [START + row * HOUR, open, high, low, close]),
  );

const mean = (all: readonly number[]): number => all.reduce((sum, x) => sum + x, 0) / all.length;
const square = (x: number): number => x * x;
const sampleVariance = (all: readonly number[]): number =>
  (mean(all.map((x) => square(x - mean(all)))) * all.length) / (all.length - 1);
const { log } = Math;

/** Each with a close before it: `closes[i]` is that before `window[i]`. */
type Variance = (window: readonly Candle[], closes: readonly number[]) => number;

const VARIANCES: Readonly<Record<string, Variance>> = {
  closeVolatility: (window, before) =>
    sampleVariance(window.map(({ close }, i) => log(close) - log(before[i] ?? Number.NaN))),
  parkinson: (window) => mean(window.map(({ high, low }) => square(log(high) - log(low)))) / (4 * log(2)),
  garmanKlass: (window) =>
    mean(
      window.map(
        ({ open, high, low, close }) =>
          0.5 * square(log(high) - log(low)) - (2 * log(2) - 1) * square(log(close) - log(open)),
      ),
    ),
  yangZhang: (window, before) => {
    const n = window.length;
    const k = 0.34 / (1.34 + (n + 1) / (n - 1));
    const gaps = window.map(({ open }, i) => log(open) - log(before[i] ?? Number.NaN));
    const bodies = window.map(({ open, close }) => log(close) - log(open));
    const inside = window.map(({ open, high, low, close }) => {
      const [u, d, c] = [log(high) - log(open), log(low) - log(open), log(close) - log(open)];
      return u * (u - c) + d * (d - c);
    });
    return sampleVariance(gaps) + k * sampleVariance(bodies) + (1 - k) * mean(inside);
  },
};

const MAKERS = { closeVolatility, parkinson, garmanKlass, yangZhang } as const;
const NEEDS_CLOSE_BEFORE = new Set(["closeVolatility", "yangZhang"]);

describe.each(Object.entries(MAKERS))("%s", (name, make) => {
  const variance = VARIANCES[name] as Variance;
  const more = NEEDS_CLOSE_BEFORE.has(name) ? 1 : 0;

  const expectToBe = (rows: readonly Candle[], n: number, periods: number, made: (f: Feed) => Indicator) => {
    valuesOver(columnsFrom(rows), made).forEach((found, row) => {
      if (row + 1 < n + more) {
        expect([row, found]).toEqual([row, Number.NaN]);
        return;
      }
      const first = row + 1 - n;
      const closes = rows.slice(first, row + 1).map((_, i) => rows[first + i - 1]?.close ?? Number.NaN);
      const expected = Math.sqrt(periods * variance(rows.slice(first, row + 1), closes));
      expect(found, `row ${row}`).toBeCloseTo(expected, 9);
    });
  };

  test("is the formula over each window, a year of hours by default", () => {
    fc.assert(
      fc.property(candles, length, (rows, n) => expectToBe(rows, n, 365 * 24, (feed) => make(feed, n))),
    );
  });

  test("is annualised by as many bars as its author says", () => {
    fc.assert(
      fc.property(candles, length, (rows, n) =>
        expectToBe(rows, n, 252, (feed) => make(feed, n, { periodsPerYear: 252 })),
      ),
    );
  });

  test("is 0 where nothing moved, and refuses a length of 0", () => {
    const still = new Array<Candle>(12).fill({ open: 5, high: 5, low: 5, close: 5 });
    expect(valuesOver(columnsFrom(still), (feed) => make(feed, 5)).slice(5)).toEqual(
      new Array<number>(7).fill(0),
    );
    expect(() => valuesOver(columnsFrom(still), (feed) => make(feed, 0))).toThrow(InvariantBroken);
  });
});
