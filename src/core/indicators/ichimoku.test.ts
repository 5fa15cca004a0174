/** What no other library shows as it can be known at the newest bar, and other lengths than the usual ones. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { barsOf, closeBar, feedOf } from "../../../tests/builders/feed.ts";
import { InvariantBroken } from "../base/index.ts";
import { ichimoku } from "./index.ts";

const bar = fc
  .tuple(fc.integer({ min: 100, max: 200 }), fc.nat(20), fc.nat(20))
  .map(([close, up, down]) => ({ high: close + up, low: close - down, close }));
const length = fc.integer({ min: 1, max: 9 });

test("is the middles of its windows, the cloud being that of bars ago", () => {
  fc.assert(
    fc.property(
      fc.array(bar, { minLength: 40, maxLength: 40 }),
      fc.record({ tenkan: length, kijun: length, senkouB: length, displacement: length }),
      (rows, lengths) => {
        const middle = (row: number, bars: number): number => {
          const window = rows.slice(Math.max(0, row + 1 - bars), row + 1);
          if (row + 1 < bars) return Number.NaN;
          return (
            (Math.max(...window.map(({ high }) => high)) + Math.min(...window.map(({ low }) => low))) / 2
          );
        };
        const { tenkan, kijun, senkouB, displacement } = lengths;
        const feed = feedOf(barsOf(rows));
        const made = ichimoku(feed, lengths);
        rows.forEach(({ close }, row) => {
          closeBar(feed);
          const before = row - displacement;
          const found = [made, made.kijun, made.senkouA, made.senkouB, made.chikouNow];
          const expected = [
            middle(row, tenkan),
            middle(row, kijun),
            (middle(before, tenkan) + middle(before, kijun)) / 2,
            middle(before, senkouB),
            close - (rows[before]?.close ?? Number.NaN),
          ];
          expect(found.map(({ now }) => now)).toEqual(expected);
          for (const [place, line] of found.entries())
            expect(Number.isNaN(expected[place])).toBe(row + 1 < line.warmUp);
        });
      },
    ),
  );
});

test("a length of 0 is refused", () => {
  const feed = feedOf(barsOf([]));
  for (const name of ["tenkan", "kijun", "senkouB", "displacement"])
    expect(() => ichimoku(feed, { [name]: 0 })).toThrow(InvariantBroken);
});
