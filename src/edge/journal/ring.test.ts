import { describe, expect, test } from "vitest";
import { journalPlace, quick } from "../../../tests/builders/journal-files.ts";
import type { Disk } from "./disk.ts";
import { Drain } from "./drain.ts";
import { JournalFull, readJournal, verifyJournal } from "./index.ts";
import { beginWriter } from "./open.ts";
import { CLOSED, CLOSING, DURABLE, FAILED, failureOf, newRing, ringOn, STATE, tellFailure } from "./ring.ts";
import { RingJournal } from "./ring-journal.ts";

const { fresh } = journalPlace("ring");

/** Both ends of one journal. `drain` writes all that was published, and ends it. */
function both({ ringBytes = 4_096, segmentBytes = 16_384, disk = quick } = {}) {
  const directory = fresh();
  const writer = beginWriter(directory, { run: "run-1", build: "test" }, { segmentBytes, disk });
  const ring = ringOn(newRing(ringBytes));
  const owner = new RingJournal(directory, ring, writer.lastSequence, writer.roomInNext);
  const drain = (): void => {
    Atomics.store(ring.cells, CLOSING, 1); // Or it would wait for more.
    new Drain(ring, writer).run();
  };
  const list = (): string[] => [...readJournal(directory)].map(({ record }) => record);
  return { directory, ring, owner, drain, list };
}

describe("what the owner puts into the ring", () => {
  test("is written in its order, and then called durable", () => {
    const { ring, owner, drain, list } = both();
    const records = ["plain", "", "é ü", "日本語 🙂", "x".repeat(64), "x".repeat(65), "y".repeat(900)];
    expect(records.map((record) => owner.append(record))).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect([owner.lastSequence, owner.durableSequence]).toEqual([7, 0]);
    owner.commit();
    drain();
    expect([owner.lastSequence, owner.durableSequence]).toEqual([7, 7]);
    expect(Atomics.load(ring.cells, STATE)).toBe(CLOSED);
    expect(list()).toEqual(records);
  });

  test("is not the other side's before it is committed", () => {
    const { owner, drain, list } = both();
    owner.append("committed");
    owner.commit();
    owner.append("not yet");
    drain();
    expect([list(), owner.durableSequence, owner.lastSequence]).toEqual([["committed"], 1, 2]);
  });

  test("goes around the end of the ring, long and short", () => {
    const directory = fresh();
    const options = { segmentBytes: 65_536, disk: quick };
    const ring = ringOn(newRing(1_024));
    const writer = beginWriter(directory, { run: "run-1", build: "test" }, options);
    const expected: string[] = [];
    const owner = new RingJournal(directory, ring, 0, writer.roomInNext);
    const drain = new Drain(ring, writer);
    // Closing is taken back each time: this ends a run of the drain without ending its journal.
    writer.close = () => undefined;
    for (let i = 0; i < 100; i++) {
      const record = `${i} ${["a", "é", "🙂"][i % 3]?.repeat(i % 7 === 0 ? 150 : 20)}`;
      expected.push(record);
      owner.append(record);
      owner.commit();
      Atomics.store(ring.cells, CLOSING, 1);
      drain.run();
      Atomics.store(ring.cells, STATE, 0);
    }
    expect(owner.durableSequence).toBe(100);
    expect([...readJournal(directory)].map(({ record }) => record)).toEqual(expected);
  });

  test("fills segment after segment, each with whole records", () => {
    const { directory, owner, drain, list } = both({ ringBytes: 65_536 });
    const records = Array.from({ length: 60 }, (_, i) => `${i}:`.padEnd(700, "x"));
    for (const record of records) owner.append(record);
    owner.commit();
    drain();
    expect(list()).toEqual(records);
    // 12,224 bytes of a segment are for one group of 17 records of 704 bytes.
    expect(verifyJournal(directory)).toMatchObject({ segments: 4, groups: 4, records: 60 });
  });

  test("is published by itself once it is a group", () => {
    const { owner, drain, list } = both({ ringBytes: 131_072, segmentBytes: 262_144 });
    const record = "x".repeat(1_020); // 1,024 bytes with its length: 64 of them are a group.
    for (let i = 0; i < 65; i++) owner.append(record);
    drain();
    expect(list()).toHaveLength(64);
  });

  test("is refused where it has no form or no segment would take it, and nothing has changed then", () => {
    const { owner, drain, list } = both({ ringBytes: 65_536 });
    expect(() => owner.append("half \ud83d")).toThrow(/half a surrogate pair/);
    expect(() => owner.append("x".repeat(12_221))).toThrow(/a record of 12225 bytes .* which is 12224/);
    expect(owner.append("x".repeat(12_220))).toBe(1);
    owner.commit();
    drain();
    expect(list()).toEqual(["x".repeat(12_220)]);
  });
});

describe("whoever waits for a record", () => {
  test("has nothing to wait for once it is durable, and may not ask for what was not appended", () => {
    const { owner, drain } = both();
    for (const record of ["a", "b", "c"]) owner.append(record);
    owner.commit();
    drain();
    owner.waitDurable(1);
    owner.waitDurable(3);
    expect(() => owner.waitDurable(4)).toThrow("record 4 was not appended yet");
  });

  test("is told when it never will be: the journal was closed before", () => {
    const { owner, drain } = both();
    owner.append("a");
    owner.commit();
    owner.append("b");
    drain();
    owner.close();
    for (const use of [
      () => owner.waitDurable(2),
      () => owner.append("c"),
      () => owner.commit(),
      () => owner.flush(),
    ])
      expect(use).toThrow("the journal is closed");
    owner.close(); // Twice is nothing.
  });

  test("is told why the other side failed, and so is everybody after it", () => {
    const { directory, ring, owner } = both();
    owner.append("a");
    tellFailure(ring, { kind: "full", directory, code: "ENOSPC" });
    expect(Atomics.load(ring.cells, STATE)).toBe(FAILED);
    expect(() => owner.append("b")).toThrow(JournalFull);
    expect(() => owner.commit()).toThrow(expect.objectContaining({ code: "ENOSPC", directory }));
    expect(() => owner.waitDurable(1)).toThrow(JournalFull);
    expect([owner.lastSequence, owner.durableSequence]).toEqual([1, 0]);
    owner.close(); // There is nobody to wait for.
  });
});

test("what is published is durable before the space of a later segment is made", () => {
  const durable: number[] = [];
  const ring = ringOn(newRing(65_536));
  const open: Disk["open"] = (file, how) => {
    if (file.endsWith("000002.seg")) durable.push(Atomics.load(ring.cells, DURABLE));
    return quick.open(file, how);
  };
  const directory = fresh();
  const options = { segmentBytes: 16_384, disk: { ...quick, open } };
  const writer = beginWriter(directory, { run: "run-1", build: "test" }, options);
  const owner = new RingJournal(directory, ring, writer.lastSequence, writer.roomInNext);
  owner.append("x".repeat(9_000)); // More than the quarter at which the next one is begun.
  owner.commit();
  Atomics.store(ring.cells, CLOSING, 1);
  new Drain(ring, writer).run();
  expect(durable).toEqual([1]);
});

test("a failure too long for the ring is told as that, and a shorter one as it is", () => {
  const ring = ringOn(newRing(1_024));
  tellFailure(ring, { kind: "bug", message: "é".repeat(3_000) });
  expect(failureOf(ring)).toEqual({ kind: "bug", message: "the failure was too long to be told" });
  const just = { kind: "bug", message: "x".repeat(4_096 - '{"kind":"bug","message":""}'.length) } as const;
  tellFailure(ring, just);
  expect(failureOf(ring)).toEqual(just);
});

test("a shortage of space is told while there is still some", () => {
  const open: Disk["open"] = (file, how) => {
    if (file.endsWith("000002.seg")) throw Object.assign(new Error("full"), { code: "ENOSPC" });
    return quick.open(file, how);
  };
  const { owner, drain } = both({ ringBytes: 65_536, disk: { ...quick, open } });
  expect(owner.shortage).toBeUndefined();
  owner.append("x".repeat(9_000));
  owner.commit();
  drain();
  expect(owner.shortage).toMatchObject({ code: "ENOSPC" });
  expect(owner.durableSequence).toBe(1);
});

test("sequence numbers go on beyond what a cell of the ring can count", () => {
  const ring = ringOn(newRing(1_024));
  const far = 2 ** 32 + 5;
  const owner = new RingJournal("nowhere", ring, far, 1_000);
  expect([owner.lastSequence, owner.durableSequence]).toEqual([far, far]);
  expect(owner.append("a")).toBe(far + 1);
  expect(owner.durableSequence).toBe(far);
  Atomics.store(ring.cells, DURABLE, (far + 1) | 0);
  expect(owner.durableSequence).toBe(far + 1);
});
