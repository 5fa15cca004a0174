/** The side of the ring that writes: whatever pieces the bytes come in, whole records become durable, and no others. */
import { Buffer } from "node:buffer";
import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { journalPlace, quick } from "../../../tests/builders/journal-files.ts";
import { Drain } from "./drain.ts";
import { frameSize, putFrame } from "./frame.ts";
import { readJournal, verifyJournal } from "./index.ts";
import { beginWriter } from "./open.ts";
import { CLOSED, CLOSING, CONSUMED, DURABLE, newRing, PUBLISHED, ringOn, SHORTAGE, STATE } from "./ring.ts";

const { fresh } = journalPlace("drain");
const RING = 1_024;

function draining({ segmentBytes = 16_384 } = {}) {
  const directory = fresh();
  const writer = beginWriter(directory, { run: "run-1", build: "test" }, { segmentBytes, disk: quick });
  const { cells, bytes } = ringOn(newRing(RING));
  const drain = new Drain({ cells, bytes, failure: Buffer.alloc(0) }, writer);
  const close = writer.close.bind(writer);
  /** Lets the drain take what is there; its journal is not ended by that. */
  const run = (): void => {
    writer.close = () => undefined;
    Atomics.store(cells, CLOSING, 1); // Or it would wait for more.
    drain.run();
    Atomics.store(cells, CLOSING, 0);
    Atomics.store(cells, STATE, 0);
  };
  /** Puts bytes into the ring, no more than fit, and lets the drain take them. */
  const feed = (part: Buffer): void => {
    const from = Atomics.load(cells, PUBLISHED);
    for (const [i, byte] of part.entries()) bytes[(from + i) % RING] = byte;
    Atomics.store(cells, PUBLISHED, from + part.length);
    run();
  };
  const end = (): void => {
    writer.close = close;
    Atomics.store(cells, CLOSING, 1);
    drain.run();
  };
  const list = (): string[] => [...readJournal(directory)].map(({ record }) => record);
  const durable = (): number => Atomics.load(cells, DURABLE);
  return { directory, cells, feed, end, list, durable };
}

function framed(...records: readonly string[]): Buffer {
  return Buffer.concat(
    records.map((record) => {
      const frame = Buffer.alloc(frameSize(record));
      putFrame(frame, 0, frame.length, record);
      return frame;
    }),
  );
}

describe("a record", () => {
  test("is durable when its last byte has come, whatever part of it came alone", () => {
    const whole = framed("whole");
    for (let cut = 1; cut < whole.length; cut++) {
      const { directory, feed, end, list, durable } = draining();
      feed(whole.subarray(0, cut));
      expect([durable(), list()], `${cut} bytes`).toEqual([0, []]);
      feed(whole.subarray(cut));
      expect([durable(), list()], `${cut} bytes`).toEqual([1, ["whole"]]);
      end();
      expect(verifyJournal(directory)).toMatchObject({ groups: 1, records: 1 });
    }
  });

  test("is written with those before it, and what is there of the next one is kept for later", () => {
    const { directory, feed, end, list, durable } = draining();
    const bytes = framed("one", "two", "three");
    feed(bytes.subarray(0, 16));
    expect([durable(), list()]).toEqual([2, ["one", "two"]]);
    feed(bytes.subarray(16));
    end();
    expect([durable(), list()]).toEqual([3, ["one", "two", "three"]]);
    expect(verifyJournal(directory)).toMatchObject({ groups: 2, records: 3 });
  });

  test("is written also where it is empty and the last", () => {
    const { feed, end, list, durable } = draining();
    feed(framed("a", ""));
    expect(durable()).toBe(2);
    feed(framed(""));
    end();
    expect([durable(), list()]).toEqual([3, ["a", "", ""]]);
  });

  test("may be larger than the ring, and comes in parts then", () => {
    const { directory, feed, end, list, durable } = draining();
    const records = ["before", `${"é🙂x".repeat(900)}.`, "after"];
    const bytes = framed(...records);
    for (let at = 0; at < bytes.length; at += RING) feed(bytes.subarray(at, at + RING));
    expect(durable()).toBe(3);
    end();
    expect(list()).toEqual(records);
    expect(verifyJournal(directory)).toMatchObject({ groups: 2, records: 3 });
  });

  test("that takes exactly what is left of a segment goes into it", () => {
    const { directory, feed, end, list } = draining({ segmentBytes: 8_192 });
    const most = "x".repeat(8_192 - 4_096 - 64 - 4);
    const bytes = framed(most);
    for (let at = 0; at < bytes.length; at += RING) feed(bytes.subarray(at, at + RING));
    expect(verifyJournal(directory)).toMatchObject({ groups: 1, segments: 1 });
    feed(framed("next"));
    end();
    expect(list()).toEqual([most, "next"]);
    expect(verifyJournal(directory)).toMatchObject({ groups: 2, segments: 2 });
  });
});

test("all that was published has been taken at the end, the space that was not used is given back, and no shortage is told", () => {
  const { directory, cells, feed, end } = draining({ segmentBytes: 65_536 });
  feed(framed("a", "b"));
  end();
  expect([CONSUMED, SHORTAGE, STATE].map((cell) => Atomics.load(cells, cell))).toEqual([10, 0, CLOSED]);
  expect(statSync(join(directory, "000001.seg")).size).toBe(4_096 + 64 + 10);
});
