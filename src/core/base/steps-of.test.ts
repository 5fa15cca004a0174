import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quantityFromNumber, type Rounding, stepsOf } from "./index.ts";

const ROUNDINGS: readonly Rounding[] = ["down", "up", "nearest"];

/** Decimal text of `count` steps of 10^-decimals: the way a price stands in a file. */
function textOf(count: number, decimals: number): string {
  const text = String(count).padStart(decimals + 1, "0");
  return `${text.slice(0, text.length - decimals)}.${text.slice(text.length - decimals)}`;
}

describe.each([
  // Steps up to the dearest thing that is quoted with this tick.
  { tick: 0.01, decimals: 2, most: 20_000_000 },
  { tick: 0.1, decimals: 1, most: 5_000_000 },
  { tick: 0.0001, decimals: 4, most: 1_000_000_000 },
  { tick: 1e-8, decimals: 8, most: 1_000_000_000 },
])("a price on the grid of $tick", ({ tick, decimals, most }) => {
  const steps = fc.integer({ min: 1, max: most });

  test("is that many ticks whichever way it is rounded, for the noise of a double costs no tick", () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...ROUNDINGS), (count, rounding) => {
        expect(stepsOf(Number(textOf(count, decimals)), tick, rounding)).toBe(count);
      }),
    );
  });

  test("is still that many ticks when it was computed: by a product, a sum, a difference", () => {
    fc.assert(
      fc.property(steps, steps, fc.constantFrom(...ROUNDINGS), (one, other, rounding) => {
        const [a, b] = [Number(textOf(one, decimals)), Number(textOf(other, decimals))];
        expect(stepsOf(one * tick, tick, rounding)).toBe(one);
        expect(stepsOf(a + b, tick, rounding)).toBe(one + other);
        // A difference inherits the noise of the numbers it came from, so it is looked at where it is not tiny.
        if (Math.abs(one - other) * 1_000 > one) expect(stepsOf(a - b, tick, rounding)).toBe(one - other);
      }),
    );
  });

  test("goes down, up or to the nearest from between two ticks", () => {
    const between = fc.integer({ min: 1, max: 999 }).filter((part) => part !== 500);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), between, (count, part) => {
        const value = (count + part / 1_000) * tick;
        expect(stepsOf(value, tick, "down")).toBe(count);
        expect(stepsOf(value, tick, "up")).toBe(count + 1);
        expect(stepsOf(value, tick, "nearest")).toBe(part < 500 ? count : count + 1);
      }),
    );
  });
});

test("nothing is moved the wrong way by more than a billionth of itself", () => {
  const value = fc.double({ min: 1e-8, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(value, fc.constantFrom(0.01, 0.1, 0.0001, 1e-8), (amount, tick) => {
      const allowance = Math.max(amount, tick) * 1.000_001e-9;
      expect(stepsOf(amount, tick, "down") * tick).toBeLessThanOrEqual(amount + allowance);
      expect(stepsOf(amount, tick, "up") * tick).toBeGreaterThanOrEqual(amount - allowance);
    }),
  );
});

describe("prices that were really traded", () => {
  test.each([
    [16541.77, 0.01, 1_654_177],
    [61685.99, 0.01, 6_168_599],
    [1196.31, 0.01, 119_631],
    [0.07, 0.01, 7],
    [323.7, 0.1, 3_237],
    [84123.3, 0.1, 841_233],
    [0.6143, 0.0001, 6_143],
    [1.1, 0.0001, 11_000],
    [0.00001234, 1e-8, 1_234],
    [0.00000003, 1e-8, 3],
    [0.03456789, 1e-8, 3_456_789],
  ])("%d at a tick of %d is %d ticks", (value, tick, steps) => {
    for (const rounding of ROUNDINGS) expect(stepsOf(value, tick, rounding)).toBe(steps);
  });

  test("a division alone would lose a tick in some of them", () => {
    expect(Math.floor(0.29 / 0.01)).toBe(28);
    expect(stepsOf(0.29, 0.01, "down")).toBe(29);
  });
});

describe("a quantity from a number", () => {
  test("keeps what eight decimals can say", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (count) => {
        expect(quantityFromNumber(Number(textOf(count, 8)), "down")).toBe(BigInt(count));
      }),
    );
  });

  test("rounds the rest the way that was asked", () => {
    expect(quantityFromNumber(0.000000019, "down")).toBe(1n);
    expect(quantityFromNumber(0.000000011, "up")).toBe(2n);
    expect(quantityFromNumber(0.000000016, "nearest")).toBe(2n);
  });

  test("is refused where there is no number", () => {
    expect(() => quantityFromNumber(Number.NaN, "down")).toThrow(RangeError);
    expect(() => quantityFromNumber(Number.POSITIVE_INFINITY, "down")).toThrow(RangeError);
  });
});
