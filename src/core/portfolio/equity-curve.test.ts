import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UnixMs } from "../base/index.ts";
import { EquityCurve } from "./index.ts";

describe("an equity curve", () => {
  test("keeps every step in order, however small it began", () => {
    const step = fc.record({ at: fc.integer(), equity: fc.double({ noNaN: true }) });
    const steps = fc.array(step, { maxLength: 300 });
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 3, 64, 1_000), steps, (capacity, added) => {
        const curve = new EquityCurve(capacity);
        for (const { at, equity } of added) curve.add(at as UnixMs, equity);
        expect([...curve.time]).toEqual(added.map(({ at }) => at));
        expect([...curve.equity]).toEqual(added.map(({ equity }) => equity));
        expect(curve.length).toBe(added.length);
      }),
    );
  });

  test("grows over thousands of steps without losing the first", () => {
    const curve = new EquityCurve(1);
    for (let i = 0; i < 5_000; i++) curve.add((i * 1_000) as UnixMs, 10_000 + i);
    expect([curve.time[0], curve.equity[0]]).toEqual([0, 10_000]);
    expect([curve.time[4_999], curve.equity[4_999]]).toEqual([4_999_000, 14_999]);
    expect([curve.time.length, curve.equity.length]).toEqual([5_000, 5_000]);
  });

  test("ends where the account does, with one point more, or another one at the moment of its last step", () => {
    const curve = new EquityCurve();
    const ends = (at: number, equity: number) => {
      const end = curve.endingWith(at as UnixMs, equity);
      return [[...end.time], [...end.equity]];
    };
    expect(ends(1, 5)).toEqual([[], []]);
    curve.add(1 as UnixMs, 10);
    curve.add(2 as UnixMs, 11);
    expect(ends(7, 11)).toEqual([
      [1, 2],
      [10, 11],
    ]);
    expect(ends(7, 9)).toEqual([
      [1, 2, 7],
      [10, 11, 9],
    ]);
    expect(ends(2, 9)).toEqual([
      [1, 2],
      [10, 9],
    ]);
    expect(ends(1, 9)).toEqual([
      [1, 2],
      [10, 9],
    ]);
    expect([...curve.equity]).toEqual([10, 11]);
  });

  test("is empty before its first step", () => {
    expect(new EquityCurve()).toMatchObject({ length: 0 });
    expect([...new EquityCurve().equity]).toEqual([]);
  });
});
