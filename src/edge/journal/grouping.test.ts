/** Which records share a group and a segment: memory is used to its last byte, and nothing becomes durable unasked. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { journalPlace, quick } from "../../../tests/builders/journal-files.ts";
import { createJournal, readJournal, verifyJournal } from "./index.ts";

const { fresh } = journalPlace("grouping");
const FRAME = 4; // Its length, in front of each record.
const HEADERS = 4_096 + 64; // Of a segment, and of the group in it.

function begun(segmentBytes: number) {
  const directory = fresh();
  const journal = createJournal(directory, { run: "run-1", build: "test" }, { segmentBytes, disk: quick });
  const list = (): string[] => [...readJournal(directory)].map(({ record }) => record);
  return { directory, journal, list };
}

describe("records that are appended", () => {
  test("are durable once they are flushed, and not before", () => {
    const { journal, list } = begun(16_384);
    journal.append("a");
    journal.append("é");
    expect([journal.durableSequence, list()]).toEqual([0, []]);
    journal.flush();
    expect([journal.durableSequence, list()]).toEqual([2, ["a", "é"]]);
    journal.flush(); // Nothing is left to do.
    journal.close();
  });

  test("share one group as long as they fit into the segment, to its last byte", () => {
    const { directory, journal, list } = begun(16_384);
    const half = "x".repeat((16_384 - HEADERS) / 2 - FRAME);
    journal.append(half);
    journal.append(half);
    expect(journal.durableSequence).toBe(0); // Both are still only in memory.
    journal.close();
    expect(list()).toEqual([half, half]);
    expect(verifyJournal(directory)).toMatchObject({ groups: 1, segments: 1 });
    expect(statSync(join(directory, "000001.seg")).size).toBe(16_384);
  });

  test("share one group again in each segment that they fill", () => {
    const { directory, journal, list } = begun(16_384);
    const all = Array.from({ length: 300 }, (_, i) => `${i} ${"x".repeat(100)}`);
    for (const record of all) journal.append(record);
    journal.close();
    expect(list()).toEqual(all);
    expect(verifyJournal(directory)).toMatchObject({ groups: 3, segments: 3 });
  });

  test("go on in the same segment where a large one takes exactly what is left of it", () => {
    const { directory, journal, list } = begun(200_000);
    const first = "x".repeat(100);
    const rest = "y".repeat(200_000 - HEADERS - FRAME - first.length - 64 - FRAME);
    journal.append(first);
    journal.append(rest); // Larger than the memory for a group, so the first is written before it.
    expect(journal.durableSequence).toBe(1);
    journal.close();
    expect(list()).toEqual([first, rest]);
    expect(verifyJournal(directory)).toMatchObject({ groups: 2, segments: 1 });
    expect(statSync(join(directory, "000001.seg")).size).toBe(200_000);
  });

  test("come back with the first sign that is no plain ASCII", () => {
    const { journal, list } = begun(16_384);
    for (const record of ["\u007f", "\u0080", "a\u0080"]) journal.append(record);
    journal.close();
    expect(list()).toEqual(["\u007f", "\u0080", "a\u0080"]);
  });
});

test("the segment after is not begun before a quarter of this one is used", () => {
  const { directory, journal } = begun(65_536);
  const next = join(directory, "000002.seg");
  journal.append("x".repeat(12_000)); // With the headers 16,164 bytes.
  journal.commit();
  expect(existsSync(next)).toBe(false);
  journal.append("x".repeat(1_000));
  journal.commit();
  expect(existsSync(next)).toBe(true);
  journal.close();
  expect(existsSync(next)).toBe(false);
});
