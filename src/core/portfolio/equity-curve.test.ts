import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UnixMs } from "../base/index.ts";
import { EquityCurve } from "./index.ts";

describe("an equity curve", () => {
  test("keeps every step in order, however small it began", () => {
    const step = fc.record({ at: fc.integer(), equity: fc.double({ noNaN: true }), isExposed: fc.boolean() });
    const steps = fc.array(step, { maxLength: 300 });
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 3, 64, 1_000), steps, (capacity, added) => {
        const curve = new EquityCurve(capacity);
        for (const { at, equity, isExposed } of added) curve.add(at as UnixMs, equity, isExposed);
        expect([...curve.time]).toEqual(added.map(({ at }) => at));
        expect([...curve.equity]).toEqual(added.map(({ equity }) => equity));
        expect(curve.length).toBe(added.length);
        expect(curve.exposedSteps).toBe(added.filter(({ isExposed }) => isExposed).length);
      }),
    );
  });

  test("grows over thousands of steps without losing the first", () => {
    const curve = new EquityCurve(1);
    for (let i = 0; i < 5_000; i++) curve.add((i * 1_000) as UnixMs, 10_000 + i, i % 2 === 0);
    expect([curve.time[0], curve.equity[0]]).toEqual([0, 10_000]);
    expect([curve.time[4_999], curve.equity[4_999]]).toEqual([4_999_000, 14_999]);
    expect([curve.time.length, curve.equity.length, curve.exposedSteps]).toEqual([5_000, 5_000, 2_500]);
  });

  test("is empty before its first step", () => {
    expect(new EquityCurve()).toMatchObject({ length: 0, exposedSteps: 0 });
    expect([...new EquityCurve().equity]).toEqual([]);
  });
});
