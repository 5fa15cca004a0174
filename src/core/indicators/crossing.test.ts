import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crossedAbove, crossedBelow } from "./index.ts";

const line = (prev: number, now: number): { readonly prev: number; readonly now: number } => ({ prev, now });
const FLAT = line(10, 10);

describe("a line crosses another", () => {
  test.each([
    ["from below to above", line(9, 11), true, false],
    ["from above to below", line(11, 9), false, true],
    ["from touching to above", line(10, 11), true, false],
    ["from touching to below", line(10, 9), false, true],
    ["from below to touching", line(9, 10), false, false],
    ["from above to touching", line(11, 10), false, false],
    ["staying above", line(11, 12), false, false],
    ["staying below", line(9, 8), false, false],
    ["lying on it", FLAT, false, false],
  ])("%s", (_way, a, above, below) => {
    expect([crossedAbove(a, FLAT), crossedBelow(a, FLAT)]).toEqual([above, below]);
  });

  test("never while any of the four values is missing", () => {
    const { NaN: none } = Number;
    for (const [a, b] of [
      [line(none, 11), FLAT],
      [line(9, none), FLAT],
      [line(9, 11), line(none, 10)],
      [line(9, 11), line(10, none)],
    ] as const) {
      expect([crossedAbove(a, b), crossedBelow(a, b), crossedAbove(b, a), crossedBelow(b, a)]).toEqual(
        Array.from({ length: 4 }, () => false),
      );
    }
  });

  test("above exactly when the other crosses below, and never both ways at once", () => {
    const value = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(value, value, value, value, (p, n, q, m) => {
        const [a, b] = [line(p, n), line(q, m)];
        expect(crossedAbove(a, b)).toBe(crossedBelow(b, a));
        expect(crossedAbove(a, b) && crossedBelow(a, b)).toBe(false);
      }),
    );
  });

  test("once for each time the order of the two turns", () => {
    const away = fc.constantFrom(-2, -1, 1, 2); // Never touching.
    fc.assert(
      fc.property(fc.array(away, { minLength: 1, maxLength: 60 }), (values) => {
        const steps = values.slice(1).map((now, i) => line(values[i] ?? now, now));
        const ups = steps.filter((step) => crossedAbove(step, line(0, 0))).length;
        const downs = steps.filter((step) => crossedBelow(step, line(0, 0))).length;
        // What went up and came down again is where it began.
        expect(ups - downs).toBe((Math.sign(values.at(-1) ?? 0) - Math.sign(values[0] ?? 0)) / 2);
        expect(ups + downs).toBe(steps.filter(({ prev, now }) => prev * now < 0).length);
      }),
    );
  });
});
