/** A flood of notes is counted, and so is what is told of it. */
import { expect, test } from "vitest";
import { NoteQueue, type RunNote } from "./notes.ts";

const SECOND = 1_000;

/** For so many seconds a thousand looks each, with so many signals before each of them. */
function flood(seconds: number, signals: number) {
  let now = 0;
  const sent: RunNote[] = [];
  const queue = new NoteQueue(
    () => now,
    (notes) => sent.push(...notes),
  );
  for (; now < seconds * SECOND; now++) {
    for (let i = 0; i < signals; i++)
      if (queue.hasRoom()) queue.add({ kind: "feed mended", at: now, symbol: "A" });
    queue.flush();
  }
  const counts = () => sent.flatMap((note) => (note.kind === "untold" ? [note.count] : []));
  return { queue, counts, told: () => sent.length - counts().length };
}

test("a line a second says how many were not told, and the last one what is left", () => {
  const { queue, counts, told } = flood(20, 10);
  expect(counts().length).toBeGreaterThan(10);
  expect(counts().length).toBeLessThanOrEqual(20);
  queue.end();
  expect(told() + counts().reduce((sum, count) => sum + count, 0)).toBe(20 * SECOND * 10);
  const lines = counts().length;
  queue.end();
  expect(counts()).toHaveLength(lines);
});

test("where all are told there is no such line", () => {
  const { queue, counts } = flood(5, 1);
  queue.end();
  expect(counts()).toEqual([]);
});
