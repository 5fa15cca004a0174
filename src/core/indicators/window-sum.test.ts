import fc from "fast-check";
import { expect, test } from "vitest";
import { WindowSum } from "./window-sum.ts";

const length = fc.integer({ min: 1, max: 9 });
const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { maxLength: 60 });

test("is the sum of the newest numbers, few or many", () => {
  fc.assert(
    fc.property(length, values, (n, all) => {
      const window = new WindowSum(n);
      all.forEach((value, place) => {
        window.push(value);
        const newest = all.slice(Math.max(0, place + 1 - n), place + 1);
        expect(window.sum).toBe(newest.reduce((sum, one) => sum + one, 0));
        expect(window.isFull).toBe(place + 1 >= n);
      });
    }),
  );
});

test("goes on from what was saved, in another that has seen other numbers", () => {
  const fractions = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { maxLength: 40 });
  fc.assert(
    fc.property(length, fractions, fractions, fractions, (n, past, other, future) => {
      const one = new WindowSum(n);
      const two = new WindowSum(n);
      for (const value of past) one.push(value);
      for (const value of other) two.push(value);
      two.load(one.save());
      for (const value of future) {
        expect(two.sum).toBe(one.sum);
        one.push(value);
        two.push(value);
      }
      expect(two.sum).toBe(one.sum);
    }),
  );
});

test("is exactly 0 after a window of zeros, whatever was before", () => {
  fc.assert(
    fc.property(length, fc.array(fc.double({ min: 0, max: 1e9, noNaN: true })), (n, past) => {
      const window = new WindowSum(n);
      for (const value of past) window.push(value);
      for (let i = 0; i < n; i++) window.push(0);
      expect(window.sum).toBe(0);
    }),
  );
});
