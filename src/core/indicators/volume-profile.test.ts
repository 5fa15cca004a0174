import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOf } from "../../../tests/builders/bars.ts";
import { closeBar, feedOf } from "../../../tests/builders/feed.ts";
import { HOUR, START } from "../../../tests/builders/instrument.ts";
import { InvariantBroken } from "../base/index.ts";
import type { BarColumns } from "../market/index.ts";
import { volumeProfile } from "./index.ts";

interface Bar {
  readonly high: number;
  readonly low: number;
  readonly volume: number;
}

const bar: fc.Arbitrary<Bar> = fc
  .tuple(fc.integer({ min: 100, max: 160 }), fc.nat(25), fc.integer({ min: 1, max: 1_000 }))
  .map(([low, range, volume]) => ({ low, high: low + range, volume }));
const bars = fc.array(bar, { minLength: 1, maxLength: 30 });

const columnsFrom = (rows: readonly Bar[]): BarColumns => ({
  ...columnsOf(rows.map(({ high, low }, row) => [START + row * HOUR, low, high, low, low])),
  volume: Float64Array.from(rows, ({ volume }) => volume),
});

/** Volume between two prices, each bar spread evenly; a bar without range is at its price (`isTop`: the upper end counts). */
const between = (rows: readonly Bar[], from: number, to: number, isTop: boolean): number =>
  rows.reduce((sum, { high, low, volume }) => {
    if (high === low) return sum + (low >= from && (low < to || isTop) ? volume : 0);
    return sum + (volume * Math.max(0, Math.min(high, to) - Math.max(low, from))) / (high - low);
  }, 0);

/** Powers of two, whose edges are exact: which side of an edge a price is on must not hang on rounding here. */
const lengths = fc.record({ n: fc.integer({ min: 1, max: 8 }), bins: fc.constantFrom(1, 2, 4, 8, 16) });

test("the point of control has most volume, and the value area just 70 % of it", () => {
  fc.assert(
    fc.property(bars, lengths, (rows, { n, bins }) => {
      const feed = feedOf(columnsFrom(rows));
      const made = volumeProfile(feed, n, bins);
      rows.forEach((_, row) => {
        closeBar(feed);
        const { valueAreaHigh, valueAreaLow } = made;
        if (row + 1 < n) {
          expect([made.now, valueAreaHigh.now, valueAreaLow.now]).toEqual([NaN, NaN, NaN]);
          return;
        }
        const window = rows.slice(row + 1 - n, row + 1);
        const bottom = Math.min(...window.map(({ low }) => low));
        const top = Math.max(...window.map(({ high }) => high));
        if (top === bottom) {
          expect([made.now, valueAreaHigh.now, valueAreaLow.now]).toEqual([top, top, top]);
          return;
        }
        const size = (top - bottom) / bins;
        const profile = Array.from({ length: bins }, (_, bin) =>
          between(window, bottom + bin * size, bottom + (bin + 1) * size, bin === bins - 1),
        );
        const of = (bin: number): number => profile[bin] ?? 0;
        const total = window.reduce((sum, { volume }) => sum + volume, 0);
        const control = Math.round((made.now - bottom) / size - 0.5);
        const first = Math.round((valueAreaLow.now - bottom) / size);
        const last = Math.round((valueAreaHigh.now - bottom) / size) - 1;
        const held = profile.slice(first, last + 1).reduce((sum, volume) => sum + volume, 0);
        const nearly = 1e-9 * total;
        expect(of(control)).toBeGreaterThanOrEqual(Math.max(...profile) - nearly);
        expect([first <= control, control <= last]).toEqual([true, true]);
        expect(held).toBeGreaterThanOrEqual(0.7 * total - nearly);
        if (first < last) {
          // The bin that was added last, without which it held too little, is one of the two ends.
          const outer = Math.max(first < control ? of(first) : 0, last > control ? of(last) : 0);
          expect(held - outer).toBeLessThanOrEqual(0.7 * total + nearly);
        }
      });
    }),
  );
});

describe("a profile made by hand", () => {
  /** 10 between 0 and 1, 40 between 1 and 2, 30 between 2 and 3, 20 between 3 and 4, above a price of 100. */
  const rows = [10, 40, 30, 20].map((volume, place) => ({ low: 100 + place, high: 101 + place, volume }));
  const over = (all: readonly Bar[], bins = 4): readonly number[] => {
    const feed = feedOf(columnsFrom(all));
    const made = volumeProfile(feed, all.length, bins);
    for (const _ of all) closeBar(feed);
    return [made.now, made.valueAreaLow.now, made.valueAreaHigh.now];
  };

  test("grows from its greatest bin to the greater neighbour", () => {
    expect(over(rows)).toEqual([101.5, 101, 103]); // 40 and 30 are 70 of 100.
  });

  test("looks at its neighbours anew after each step", () => {
    const uneven = [9, 12, 50, 14, 5, 10].map((volume, i) => ({ low: 100 + i, high: 101 + i, volume }));
    expect(over(uneven, 6)).toEqual([102.5, 101, 104]); // 50, 64, then 12 rather than 5.
  });

  test("takes the lower of equal points of control, and the upper of equal neighbours", () => {
    expect(over(rows.map((row) => ({ ...row, volume: 1 })))).toEqual([100.5, 100, 103]);
    const twins = [1, 2, 10, 2, 1].map((volume, i) => ({ low: 100 + i, high: 101 + i, volume }));
    expect(over(twins, 5)).toEqual([102.5, 102, 104]); // 10 of 16 are not enough, 12 are.
  });

  test("is no number where nothing was traded", () => {
    expect(over(rows.map((row) => ({ ...row, volume: 0 })))).toEqual([NaN, NaN, NaN]);
  });

  test("needs a bar and a bin", () => {
    const feed = feedOf(columnsFrom(rows));
    expect(() => volumeProfile(feed, 0, 4)).toThrow(InvariantBroken);
    expect(() => volumeProfile(feed, 4, 0)).toThrow(InvariantBroken);
  });
});
