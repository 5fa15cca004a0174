import fc from "fast-check";
import { expect, test } from "vitest";
import { ddmin } from "./ddmin.ts";

/** Fails where all of `culprits` are there. */
const failsWith =
  (culprits: readonly number[]) =>
  (kept: readonly number[]): Promise<readonly number[] | undefined> =>
    Promise.resolve(culprits.every((one) => kept.includes(one)) ? kept : undefined);

test("what matters of many remains, in their order, and nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 80 }), fc.infiniteStream(fc.nat(79)), async (count, draws) => {
      const items = Array.from({ length: count }, (_, i) => i);
      const culprits = [...new Set([...draws.take(4)])].filter((one) => one < count).sort((a, b) => a - b);
      expect(await ddmin(items, failsWith(culprits))).toEqual(culprits);
    }),
  );
});

test("what came to nothing is not tried again", async () => {
  const tried: (readonly number[])[] = [];
  const rest = await ddmin([1, 2, 3, 4, 5, 6, 7, 8], (kept) => {
    tried.push(kept);
    return Promise.resolve(kept.includes(6) ? [6] : undefined); // With fewer, the others came to nothing.
  });
  expect(rest).toEqual([6]);
  expect(tried).toEqual([[], [1, 2, 3, 4], [5, 6, 7, 8]]);
});
