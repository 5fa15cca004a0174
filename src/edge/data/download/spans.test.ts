import fc from "fast-check";
import { expect, test } from "vitest";
import { lengthOf, without } from "./spans.ts";

const span = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }))
  .map(([from, to]) => ({ from, to }));
const isIn = (moment: number, spans: readonly { from: number; to: number }[]): boolean =>
  spans.some(({ from, to }) => moment >= from && moment < to);

test("what is left is exactly what is in the whole and in no part", () => {
  fc.assert(
    fc.property(span, fc.array(span, { maxLength: 6 }), (whole, parts) => {
      const left = without(whole, parts);
      for (let moment = 0; moment <= 60; moment++)
        expect(isIn(moment, left)).toBe(isIn(moment, [whole]) && !isIn(moment, parts));
      for (const [i, { from, to }] of left.entries()) {
        expect(from).toBeLessThan(to);
        expect(from).toBeGreaterThanOrEqual(left[i - 1]?.to ?? from);
      }
    }),
  );
});

test("lengths add up", () => {
  expect(lengthOf(without({ from: 0, to: 10 }, [{ from: 2, to: 4 }]))).toBe(8);
});
