import fc from "fast-check";
import { expect, test } from "vitest";
import { type Due, DueHeap } from "./due-heap.ts";

test("what is due first comes first, and equal times come in the order of making, however pushes and shifts mix", () => {
  const moves = fc.array(fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }), { maxLength: 200 });
  fc.assert(
    fc.property(moves, (list) => {
      const heap = new DueHeap<Due>();
      const model: Due[] = [];
      list.forEach((at, sequence) => {
        if (at === undefined) {
          model.sort((a, b) => a.at - b.at || a.sequence - b.sequence);
          expect(heap.shift()).toEqual(model.shift());
        } else {
          heap.push({ at, sequence });
          model.push({ at, sequence });
        }
        expect([...heap]).toHaveLength(model.length);
      });
      model.sort((a, b) => a.at - b.at || a.sequence - b.sequence);
      expect(heap.first).toEqual(model[0]);
      expect(model.map(() => heap.shift())).toEqual(model);
      expect(heap.shift()).toBeUndefined();
    }),
  );
});
