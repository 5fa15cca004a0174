import fc from "fast-check";
import { expect, test } from "vitest";
import { drawdownOf } from "./drawdown.ts";
import { deepestDrawdowns } from "./index.ts";

const HOUR = 3_600_000;
const curveOf = (equity: readonly number[]) => ({
  initialEquity: 100,
  equityTime: Float64Array.from(equity, (_, i) => (i + 1) * HOUR),
  equity: Float64Array.from(equity),
});

test("each time under water has its peak, its trough and its end, deepest first", () => {
  // Rows 1 to 9: a high at row 2, back there at row 5, a new high at row 7, and never back.
  expect(deepestDrawdowns(curveOf([100, 120, 108, 114, 120, 120, 150, 75, 90]))).toEqual([
    { peakAt: 7 * HOUR, troughAt: 8 * HOUR, recoveredAt: null, depth: 0.5 },
    { peakAt: 2 * HOUR, troughAt: 3 * HOUR, recoveredAt: 5 * HOUR, depth: 0.1 },
  ]);
});

test("the initial equity is the first high, reached at the first step", () => {
  expect(deepestDrawdowns(curveOf([90, 80, 100]))).toEqual([
    { peakAt: HOUR, troughAt: 2 * HOUR, recoveredAt: 3 * HOUR, depth: 0.2 },
  ]);
});

test("a curve that never falls has no drawdown, and neither has none at all", () => {
  expect(deepestDrawdowns(curveOf([100, 100, 101]))).toEqual([]);
  expect(deepestDrawdowns(curveOf([]))).toEqual([]);
});

test("of equally deep falls the older comes first, and the eleventh is left out", () => {
  const falls = Array.from({ length: 12 }, (_, i) => [100, i === 3 ? 40 : 50]).flat();
  const periods = deepestDrawdowns(curveOf([...falls, 100]));
  expect(periods.map(({ depth }) => depth)).toEqual([0.6, ...Array(9).fill(0.5)]);
  expect(periods.slice(1).map(({ troughAt }) => troughAt / HOUR)).toEqual([2, 4, 6, 10, 12, 14, 16, 18, 20]);
});

test("the periods agree with the deepest fall and the longest time under water", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 60 }), (equity) => {
      const curve = curveOf(equity);
      const end = equity.length * HOUR;
      const all = deepestDrawdowns(curve, 1_000);
      const { depth, longestMs } = drawdownOf(curve);
      expect(all[0]?.depth ?? 0).toBe(depth);
      expect(Math.max(0, ...all.map((each) => (each.recoveredAt ?? end) - each.peakAt))).toBe(longestMs);
      expect(deepestDrawdowns(curve)).toEqual(all.slice(0, 10));

      // In order of time they do not overlap, and only the last may be open.
      const byTime = [...all].sort((a, b) => a.troughAt - b.troughAt);
      byTime.forEach(({ peakAt, troughAt, recoveredAt }, i) => {
        expect(peakAt).toBeLessThanOrEqual(troughAt);
        if (recoveredAt === null) expect(i).toBe(byTime.length - 1);
        else expect(recoveredAt).toBeLessThanOrEqual(byTime[i + 1]?.peakAt ?? end);
      });
      // Every step below the high of before lies in one of them.
      let high = 100;
      equity.forEach((value, i) => {
        const time = (i + 1) * HOUR;
        const isCovered = byTime.some(
          ({ peakAt, recoveredAt }) => peakAt <= time && time < (recoveredAt ?? Number.POSITIVE_INFINITY),
        );
        if (value < high) expect(isCovered).toBe(true);
        high = Math.max(high, value);
      });
    }),
  );
});
