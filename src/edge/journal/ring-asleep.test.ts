/** Each side of the ring while it sleeps until the other has done something; the other is on a thread of its own. */
import { Buffer } from "node:buffer";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { quick } from "../../../tests/builders/journal-files.ts";
import { Drain } from "./drain.ts";
import { frameSize, putFrame } from "./frame.ts";
import { JournalFull, readJournal, verifyJournal } from "./index.ts";
import { beginWriter } from "./open.ts";
import * as cell from "./ring.ts";
import { RingJournal } from "./ring-journal.ts";

const scratch = mkdtempSync(join(tmpdir(), "timonel-asleep-"));
const workers: Worker[] = [];
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.terminate()));
  rmSync(scratch, { recursive: true, force: true });
});
const SIDE = resolve(import.meta.dirname, "..", "..", "..", "tests", "fixtures", "journal", "ring-side.mjs");
const RING = 1_024;

function framed(records: readonly string[]): Buffer[] {
  return records.map((record) => {
    const frame = Buffer.alloc(frameSize(record));
    putFrame(frame, 0, frame.length, record);
    return frame;
  });
}

/** A ring with one side of it on another thread. */
function ringWith(role: "take" | "fail" | "give", records: readonly string[] = []) {
  const shared = cell.newRing(RING);
  const ring = cell.ringOn(shared);
  const pieces = framed(records);
  const taken = new SharedArrayBuffer(100_000);
  const start = (): void => {
    const numbers = Object.fromEntries(Object.entries(cell).filter(([, value]) => typeof value === "number"));
    const bytesAt = ring.bytes.byteOffset;
    workers.push(new Worker(SIDE, { workerData: { role, shared, bytesAt, cell: numbers, taken, pieces } }));
  };
  return { ring, start, taken: (length: number): Buffer => Buffer.from(taken, 0, length) };
}

describe("the owner", () => {
  test("that flushes sleeps until all of it is durable", () => {
    const { ring, start } = ringWith("take");
    const owner = new RingJournal("runs/j", ring, 0, 10_000);
    owner.append("a");
    owner.append("b");
    start();
    owner.flush();
    expect(owner.durableSequence).toBe(2);
    owner.flush(); // Nothing is left to wait for.
    owner.close();
  });

  test("that closes hands over what was not committed, and sleeps until it is durable", () => {
    const { ring, start, taken } = ringWith("take");
    const owner = new RingJournal("runs/j", ring, 0, 10_000);
    owner.append("committed");
    owner.commit();
    owner.append("not yet");
    start();
    owner.close();
    expect(owner.durableSequence).toBe(2);
    const bytes = Buffer.concat(framed(["committed", "not yet"]));
    expect(taken(bytes.length)).toEqual(bytes);
  });

  test("that appends more than the ring takes sleeps until there is room, and no byte is lost", () => {
    const { ring, start, taken } = ringWith("take");
    const owner = new RingJournal("runs/j", ring, 0, 10_000);
    const records = Array.from({ length: 60 }, (_, i) => `${i} ${["x", "é", "🙂"][i % 3]?.repeat(i * 10)}`);
    start();
    for (const record of records) owner.append(record);
    owner.close();
    expect(owner.durableSequence).toBe(60);
    const bytes = Buffer.concat(framed(records));
    expect(bytes.length).toBeGreaterThan(30 * RING);
    expect(taken(bytes.length).equals(bytes)).toBe(true);
  });

  test.each([
    ["flushes", (owner: RingJournal) => owner.flush()],
    ["appends more than the ring takes", (owner: RingJournal) => owner.append("x".repeat(5_000))],
    ["closes", (owner: RingJournal) => owner.close()],
  ])("that %s is woken when the other side fails, and told why", (_, work) => {
    const { ring, start } = ringWith("fail");
    cell.tellFailure(ring, { kind: "full", directory: "runs/j", code: "ENOSPC" });
    for (const one of [cell.STATE, cell.CALL]) Atomics.store(ring.cells, one, 0); // It is said when it happens.
    const owner = new RingJournal("runs/j", ring, 0, 10_000);
    owner.append("lost");
    start();
    expect(() => work(owner)).toThrow(JournalFull);
    expect(owner.durableSequence).toBe(0);
  });

  test("has nothing to wait for where a record is durable, even in a journal that is closed", () => {
    const { ring, start } = ringWith("take");
    const owner = new RingJournal("runs/j", ring, 0, 10_000);
    owner.append("a");
    start();
    owner.close();
    owner.waitDurable(1);
    expect(() => owner.append("b")).toThrow("the journal is closed");
  });

  test("hands nothing over before it commits, and wakes nobody where there is nothing new", () => {
    const ring = cell.ringOn(cell.newRing(RING));
    const owner = new RingJournal("runs/j", ring, 0, 10_000);
    const seen = (): number[] => [cell.PUBLISHED, cell.CALL].map((one) => Atomics.load(ring.cells, one));
    owner.append("x".repeat(596));
    owner.append("y".repeat(196)); // It fits, though it would not if each sign took three bytes.
    expect(seen()).toEqual([0, 0]);
    owner.commit();
    expect(seen()).toEqual([800, 1]);
    owner.commit();
    expect(seen()).toEqual([800, 1]);
  });

  test("hands nothing more over once the other side has closed", () => {
    const ring = cell.ringOn(cell.newRing(RING));
    const owner = new RingJournal("runs/j", ring, 0, 10_000);
    Atomics.store(ring.cells, cell.STATE, cell.CLOSED);
    owner.append("late");
    owner.close();
    expect([cell.PUBLISHED, cell.CLOSING].map((one) => Atomics.load(ring.cells, one))).toEqual([0, 0]);
  });
});

test("the side that writes sleeps until there is more, and ends only when it is told to", () => {
  const records = Array.from({ length: 40 }, (_, i) => `${i} ${"x".repeat(i * 10)}`);
  const { ring, start } = ringWith("give", records);
  const directory = join(scratch, "given");
  const options = { segmentBytes: 65_536, disk: quick };
  const writer = beginWriter(directory, { run: "run-1", build: "test" }, options);
  start();
  new Drain(ring, writer).run();
  expect([...readJournal(directory)].map(({ record }) => record)).toEqual(records);
  expect(verifyJournal(directory)).toMatchObject({ groups: 40, records: 40 });
});
