/** Against a plain Map, through whatever is done to it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ByNumber } from "./by-number.ts";

interface Item {
  readonly name: number;
}

/** Numbers of several pages, and now and then one far beyond them. */
const number = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constantFrom(63, 64, 127, 128, 100_000));
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("set" as const), number }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("delete" as const), number }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear" as const), number }) },
);

const inOrder = (model: ReadonlyMap<number, Item>): readonly Item[] =>
  [...model].sort(([a], [b]) => a - b).map(([, item]) => item);

test("it holds what a map holds, lowest number first", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const model = new Map<number, Item>();
      const found = new ByNumber<number, Item>();
      steps.forEach(({ kind, number }, name) => {
        if (kind === "set") {
          model.set(number, { name });
          found.set(number, { name });
        } else if (kind === "delete") {
          model.delete(number);
          found.delete(number);
        } else {
          model.clear();
          found.clear();
        }
        expect(found.size).toBe(model.size);
        expect(found.get(number)).toEqual(model.get(number));
        expect(found.has(number)).toBe(model.has(number));
      });
      expect(found.values()).toEqual(inOrder(model));
      for (const [key, item] of model) expect(found.get(key)).toEqual(item);
      for (let key = 0; key < 256; key++) expect(found.has(key)).toBe(model.has(key));
    }),
    { numRuns: 300 },
  );
});

test("a page that became empty is used again, and holds nothing of what was there", () => {
  const found = new ByNumber<number, Item>();
  found.set(5, { name: 5 });
  found.delete(5);
  found.set(70, { name: 70 });
  expect(found.has(5)).toBe(false);
  expect(found.has(69)).toBe(false);
  expect(found.values()).toEqual([{ name: 70 }]);
});
