import fc from "fast-check";
import { expect, test } from "vitest";
import { firstWhere } from "./index.ts";

test("is what a walk over the whole list finds, and asks for few places", () => {
  const lists = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 });
  fc.assert(
    fc.property(lists, fc.integer({ min: -1, max: 21 }), (values, wanted) => {
      const sorted = values.sort((a, b) => a - b);
      let asked = 0;
      const found = firstWhere(sorted.length, (place) => {
        asked++;
        return (sorted[place] ?? Number.NaN) >= wanted;
      });
      const walked = sorted.findIndex((one) => one >= wanted);
      expect(found).toBe(walked === -1 ? sorted.length : walked);
      expect(asked).toBeLessThanOrEqual(Math.ceil(Math.log2(sorted.length + 1)));
    }),
  );
});
