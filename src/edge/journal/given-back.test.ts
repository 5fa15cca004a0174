/** Files are given back, each once: a descriptor that is closed twice may be somebody else's by then. */
import { Buffer } from "node:buffer";
import { cpSync, openSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { journalPlace, refusing } from "../../../tests/builders/journal-files.ts";
import { GROUP_HEADER } from "./group.ts";
import {
  createJournal,
  type Disk,
  JournalFull,
  nextEpoch,
  nodeDisk,
  openJournal,
  openReserve,
  readJournal,
} from "./index.ts";
import { beginWriter } from "./open.ts";

const { fresh } = journalPlace("given-back");
const FACTS = { run: "run-1", build: "test" };
const LARGE = "x".repeat(12_000); // No second one fits into the segment.

/** A disk that knows which of its files are open, and refuses to close one that is not. */
function counting(changes: Partial<Disk> = {}) {
  const names = new Map<number, string>();
  const wrong: number[] = [];
  const closing = { fails: false };
  const disk: Disk = {
    ...nodeDisk,
    ...changes,
    open(file, how) {
      const fd = how === "claim" ? nodeDisk.open(file, how) : openSync(file, how === "new" ? "w+" : "r+");
      names.set(fd, basename(file));
      return fd;
    },
    close(fd) {
      if (names.delete(fd)) nodeDisk.close(fd);
      else wrong.push(fd);
      if (closing.fails) refusing("EIO")(); // The descriptor is gone all the same, as with a system that reports that.
    },
  };
  return { options: { segmentBytes: 16_384, disk }, open: () => [...names.values()].sort(), wrong, closing };
}

describe("a journal", () => {
  test("that is written over segments has two files open and one that it prepares, and none when it is closed", () => {
    const { options, open, wrong } = counting();
    const journal = createJournal(fresh(), FACTS, options);
    expect(open()).toEqual(["000001.seg", "head"]);
    for (let i = 0; i < 3; i++) journal.append(LARGE);
    journal.commit();
    expect(open()).toEqual(["000003.seg", "000004.seg", "head"]);
    journal.close();
    journal.close(); // Twice is nothing.
    expect([open(), wrong]).toEqual([[], []]);
  });

  test("that goes on behind its head, or behind what follows that, has the same files", () => {
    const directory = fresh();
    const { options } = counting();
    const journal = createJournal(directory, FACTS, options);
    const begun = fresh();
    cpSync(directory, begun, { recursive: true });
    journal.append("a");
    journal.commit();
    const unpublished = fresh();
    cpSync(directory, unpublished, { recursive: true });
    cpSync(join(begun, "head"), join(unpublished, "head"));
    journal.close();
    for (const [from, kept] of [
      [begun, 0],
      [unpublished, 1],
    ] as const) {
      const { options: again, open, wrong } = counting();
      const { journal: next, recovered } = openJournal(from, again);
      expect([recovered.kept, open()]).toEqual([kept, ["000001.seg", "head"]]);
      next.close();
      expect([open(), wrong]).toEqual([[], []]);
    }
  });

  test("whose last write fails while it closes says so, and has given its files back", () => {
    const directory = fresh();
    const { options, open } = counting({ truncate: refusing("EIO") });
    const journal = createJournal(directory, FACTS, options);
    journal.append("a");
    expect(() => journal.close()).toThrow(JournalFull);
    expect(() => journal.append("b")).toThrow("the journal is closed");
    expect(open()).toEqual([]);
    expect([...readJournal(directory)]).toEqual([{ sequence: 1, record: "a" }]); // That was durable before.
  });

  test("that cannot go on in its next segment has given each file back once, and is opened again", () => {
    const directory = fresh();
    // Its header: a group of the first kind, of segment 2, at the beginning of the file.
    const isNext = (bytes: Uint8Array, at: number): boolean => at === 0 && bytes[40] === 1 && bytes[44] === 2;
    const { options, open, wrong } = counting({
      write: (...part) => (isNext(part[1], part[4]) ? refusing("EIO")() : nodeDisk.write(...part)),
    });
    const journal = createJournal(directory, FACTS, options);
    journal.append(LARGE);
    expect(() => journal.append(LARGE)).toThrow(JournalFull);
    journal.close();
    expect([open(), wrong]).toEqual([[], []]);
    const again = openJournal(directory).journal;
    expect(again.lastSequence).toBe(1);
    again.close();
  });

  test("whose last segment cannot be closed has given back the head as well, and closes nothing twice", () => {
    const { options, open, wrong, closing } = counting();
    const writer = beginWriter(fresh(), FACTS, options);
    expect(open()).toEqual(["000001.seg", "head"]);
    closing.fails = true;
    expect(() => writer.close(true)).toThrow("EIO");
    closing.fails = false;
    writer.close(false); // As the thread of a journal does that could not be closed as it should.
    expect([open(), wrong]).toEqual([[], []]);
  });

  test("whose segment cannot be closed as it goes on in the next one closes that once", () => {
    const { options, open, wrong, closing } = counting();
    const journal = createJournal(fresh(), FACTS, options);
    journal.append(LARGE);
    closing.fails = true;
    expect(() => journal.append(LARGE)).toThrow(JournalFull);
    closing.fails = false;
    journal.close();
    expect([open(), wrong]).toEqual([[], []]);
  });

  test("whose prepared segment cannot be removed closes that once", () => {
    const { options, open, wrong } = counting({ remove: refusing("EIO") });
    const writer = beginWriter(fresh(), FACTS, options);
    const group = Buffer.alloc(GROUP_HEADER + 10_000);
    writer.write(group, 10_000, 1);
    writer.publish();
    writer.prepare();
    expect(open()).toContain("000002.seg");
    expect(() => writer.close(true)).toThrow("EIO");
    writer.close(false);
    expect([open(), wrong]).toEqual([[], []]);
  });

  test("that cannot be begun, or continued, keeps no file open", () => {
    const full = counting({ write: refusing("ENOSPC") });
    expect(() => createJournal(fresh(), FACTS, full.options)).toThrow(JournalFull);
    const directory = fresh();
    createJournal(directory, FACTS, counting().options).close();
    const broken = counting({ syncDirectory: refusing("EIO") });
    expect(() => openJournal(directory, broken.options)).toThrow(JournalFull);
    const unsynced = counting({ sync: refusing("EIO") });
    expect(() => openJournal(directory, unsynced.options)).toThrow(JournalFull);
    expect([full.open(), broken.open(), unsynced.open()]).toEqual([[], [], []]);
  });

  test("that has failed is given back without another word", () => {
    let isFull = false;
    const { options, open } = counting({
      write: (...part) => (isFull ? refusing("ENOSPC")() : nodeDisk.write(...part)),
      remove: refusing("EIO"),
    });
    const journal = createJournal(fresh(), FACTS, options);
    journal.append("a");
    journal.commit();
    journal.append("b");
    isFull = true;
    expect(() => journal.commit()).toThrow(JournalFull);
    expect(() => journal.close()).not.toThrow();
    expect(open()).toEqual([]);
  });
});

describe("what stands beside a journal", () => {
  test("keeps one file of the reserve open while it is used, also where its space cannot be had", () => {
    const directory = fresh();
    const { options, open, wrong } = counting();
    const reserve = openReserve(directory, options);
    expect(open()).toEqual(["reserve"]);
    reserve.close();
    expect([open(), wrong]).toEqual([[], []]);
    const full = counting({ write: refusing("ENOSPC") });
    expect(() => openReserve(fresh(), full.options)).toThrow(JournalFull);
    expect(full.open()).toEqual([]);
  });

  test("keeps no file of the reserve open whose notes cannot be read", () => {
    const { options, open } = counting({ read: refusing("EIO") });
    expect(() => openReserve(fresh(), options)).toThrow("cannot be read");
    expect(open()).toEqual([]);
  });

  test("keeps no file of an epoch open, taken or refused", () => {
    const directory = fresh();
    const { options, open, wrong } = counting();
    expect([nextEpoch(directory, options.disk), nextEpoch(directory, options.disk)]).toEqual([1, 2]);
    const full = counting({ sync: refusing("ENOSPC") });
    expect(() => nextEpoch(directory, full.options.disk)).toThrow(JournalFull);
    expect([open(), wrong, full.open()]).toEqual([[], [], []]);
  });

  test("keeps no file of a head open that could not be written", () => {
    const { options, open } = counting({ rename: refusing("EROFS") });
    expect(() => createJournal(fresh(), FACTS, options)).toThrow(JournalFull);
    expect(open()).not.toContain("head.new");
  });
});
