import { array, assert as check, double, integer, property, tuple } from "fast-check";
import { expect, test } from "vitest";
import { InvariantBroken } from "../base/index.ts";
import { drawdownOf } from "./drawdown.ts";
import { type EquityPoint, thinEquity } from "./thin-equity.ts";

/** Curves with equal times, plateaus and jumps, as columns. */
const curves = array(tuple(integer({ min: 0, max: 2 }), double({ min: 1, max: 1e6, noNaN: true })), {
  maxLength: 400,
}).map((steps) => {
  let now = 1_700_000_000_000;
  const time = Float64Array.from(steps, ([gap]) => (now += gap * 60_000));
  return { time, equity: Float64Array.from(steps, ([, value]) => value) };
});

/** The rows that count: of several with one time, the last. */
function rowsOf(time: Float64Array, equity: Float64Array): EquityPoint[] {
  return [...new Map(Array.from(time, (at, i) => [at, equity[i] ?? Number.NaN] as const))];
}

const deepestFall = (points: readonly EquityPoint[]): number =>
  drawdownOf({
    initialEquity: points[0]?.[1] ?? 1,
    equityTime: Float64Array.from(points, ([at]) => at),
    equity: Float64Array.from(points, ([, value]) => value),
  }).depth;

test("a thinned curve is a part of the whole, with strictly increasing times, and never too long", () => {
  check(
    property(curves, integer({ min: 8, max: 120 }), ({ time, equity }, maxPoints) => {
      const all = new Map(rowsOf(time, equity));
      const points = thinEquity(time, equity, maxPoints);
      expect(points.length).toBeLessThanOrEqual(maxPoints);
      let before = Number.NEGATIVE_INFINITY;
      for (const [at, value] of points) {
        expect(at).toBeGreaterThan(before);
        expect(all.get(at)).toBe(value);
        before = at;
      }
    }),
  );
});

test("first, last, highest, lowest and the deepest fall survive", () => {
  check(
    property(curves, integer({ min: 8, max: 120 }), ({ time, equity }, maxPoints) => {
      const all = rowsOf(time, equity);
      const points = thinEquity(time, equity, maxPoints);
      expect(points[0]).toEqual(all[0]);
      expect(points.at(-1)).toEqual(all.at(-1));
      const values = all.map(([, value]) => value);
      const kept = points.map(([, value]) => value);
      expect(Math.max(...kept)).toBe(Math.max(...values));
      expect(Math.min(...kept)).toBe(Math.min(...values));
      expect(deepestFall(points)).toBe(deepestFall(all));
    }),
  );
});

test("a curve that is short enough is given whole", () => {
  const time = Float64Array.from({ length: 5_000 }, (_, i) => i);
  const equity = Float64Array.from({ length: 5_000 }, (_, i) => Math.sin(i));
  expect(thinEquity(time, equity)).toHaveLength(5_000);
});

test("each bucket of a long curve gives its lowest and its highest point", () => {
  const rows = 100_000;
  const time = Float64Array.from({ length: rows }, (_, i) => i);
  const equity = Float64Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 1_000 + i : 500 - i / 1_000));
  const points = thinEquity(time, equity);
  expect(points.length).toBeGreaterThan(4_900);
  expect(points.length).toBeLessThanOrEqual(5_000);
  // No stretch of the curve is left out.
  for (let i = 1; i < points.length; i++)
    expect((points[i]?.[0] ?? 0) - (points[i - 1]?.[0] ?? 0)).toBeLessThan(100);
});

test("an empty curve stays empty", () => {
  expect(thinEquity(new Float64Array(0), new Float64Array(0))).toEqual([]);
});

test("fewer than eight points cannot hold what is promised", () => {
  expect(() => thinEquity(new Float64Array(1), new Float64Array(1), 7)).toThrow(InvariantBroken);
});
