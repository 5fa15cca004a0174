import fc from "fast-check";
import { expect, test } from "vitest";
import { packed, unpacked } from "./packing.ts";

const decimal = (decimals: number): fc.Arbitrary<number> =>
  fc.integer({ min: -1e9, max: 1e9 }).map((whole) => whole / 10 ** decimals);

test("numbers come back as they were, to the last decimal", () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 0, max: 8 })
        .chain((decimals) =>
          fc.tuple(fc.constant(decimals), fc.array(fc.oneof(decimal(decimals), fc.constant(Number.NaN)))),
        ),
      ([decimals, values]) => {
        expect([...unpacked(packed(values, decimals), decimals)]).toEqual(values);
      },
    ),
  );
});

test("what lies beyond whole numbers is no value, not a wrong one", () => {
  const wild = [1, Number.POSITIVE_INFINITY, 1e300, -1e17, 2];
  expect([...unpacked(packed(wild, 0), 0)]).toEqual([1, Number.NaN, Number.NaN, Number.NaN, 2]);
});

test("times in milliseconds are exact, and prices that barely move take a byte or two each", () => {
  const times = Array.from({ length: 1_000 }, (_, i) => 1_700_000_000_000 + i * 60_000);
  expect([...unpacked(packed(times, 0), 0)]).toEqual(times);
  const prices = Array.from({ length: 1_000 }, (_, i) => 65_000 + Math.round(3_000 * Math.sin(i)) / 100);
  expect(packed(prices, 2).length).toBeLessThan(3_000);
});

test("damaged text ends", () => {
  expect(unpacked(btoa("\u00ff\u00ff\u00ff"), 0).length).toBeLessThanOrEqual(1);
  expect(unpacked("", 0)).toHaveLength(0);
});
