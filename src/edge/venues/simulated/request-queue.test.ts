import fc from "fast-check";
import { expect, test } from "vitest";
import { PRIORITIES, type Priority, RequestQueue } from "./request-queue.ts";

const drained = <T>(queue: RequestQueue<T>): T[] => {
  const all: T[] = [];
  for (let one = queue.shift(); one !== undefined; one = queue.shift()) all.push(one);
  return all;
};

test("what gets us out goes first; among equals who came first", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PRIORITIES), { maxLength: 40 }), (lanes) => {
      const queue = new RequestQueue<readonly [Priority, number]>(100);
      for (const [place, lane] of lanes.entries()) expect(queue.push(lane, [lane, place])).toBe("queued");
      const wanted = PRIORITIES.flatMap((lane) =>
        lanes.flatMap((one, place) => (one === lane ? [[lane, place]] : [])),
      );
      expect(drained(queue)).toEqual(wanted);
    }),
  );
});

test("it is bounded, and a flood of openings leaves room to cancel", () => {
  const queue = new RequestQueue<string>(3);
  for (const one of ["a", "b", "c"]) expect(queue.push("open", one)).toBe("queued");
  expect(queue.push("open", "d")).toBe("full");
  expect(queue.push("query", "d")).toBe("full");
  for (const one of ["x", "y", "z"]) expect(queue.push("cancel", one)).toBe("queued");
  expect(queue.push("reduce", "w")).toBe("full");
  queue.remove("b");
  expect(queue.size).toBe(5);
  expect(drained(queue)).toEqual(["x", "y", "z", "a", "c"]);
});
