/** What opening does to the files that a process left: what it keeps, cuts, removes and makes durable, and what it says. */
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { journalPlace, killedJournal, quick } from "../../../tests/builders/journal-files.ts";
import { readHead } from "./head.ts";
import {
  createJournal,
  type Disk,
  hasJournal,
  JournalDamaged,
  JournalFull,
  openJournal,
  readJournal,
  verifyJournal,
} from "./index.ts";

const { fresh } = journalPlace("open");
const FACTS = { run: "run-1", build: "the first build" };
/** The segment after the first is not begun before a quarter of it is used. */
const LARGE = { segmentBytes: 65_536, disk: quick };
/** The segment after the first is there from the first record on. */
const SMALL = { segmentBytes: 16_384, disk: quick };
const listOf = (directory: string): string[] => [...readJournal(directory)].map(({ record }) => record);
const endOf = (directory: string): number => readHead(quick, directory).head.end;

const killed = (records: readonly string[], options = LARGE, headAfter?: number): string =>
  killedJournal(fresh, records, { ...options, facts: FACTS, ...(headAfter !== undefined && { headAfter }) });

/** A disk that notes what is written and what is brought onto it, by the names of the files. */
function telling(): { disk: Disk; calls: string[] } {
  const calls: string[] = [];
  const names = new Map<number, string>();
  const disk: Disk = {
    ...quick,
    open(file, how) {
      const fd = quick.open(file, how);
      names.set(fd, basename(file));
      return fd;
    },
    write(fd, bytes, from, length, at) {
      calls.push(`write ${names.get(fd)}`);
      return quick.write(fd, bytes, from, length, at);
    },
    sync: (fd) => void calls.push(`sync ${names.get(fd)}`),
    syncDirectory: () => void calls.push("sync names"),
  };
  return { disk, calls };
}

/** Opens it, and what that did to the disk. */
function opening(directory: string): { calls: string[]; recovered: { torn: number; kept: number } } {
  const { disk, calls } = telling();
  const { journal, recovered } = openJournal(directory, { ...LARGE, disk });
  const done = [...calls];
  journal.close();
  return { calls: done, recovered };
}

describe("opening, before anything may follow,", () => {
  test("writes nothing where nothing is torn, but brings the head onto the disk", () => {
    const directory = killed(["a", "b"]);
    expect(opening(directory)).toEqual({
      calls: ["sync names", "sync head"],
      recovered: { torn: 0, kept: 0 },
    });
    expect(listOf(directory)).toEqual(["a", "b"]);
  });

  test("brings the group behind the head onto the disk before the head is moved behind it", () => {
    const directory = killed(["a", "b"], LARGE, 1);
    expect(opening(directory)).toEqual({
      calls: ["sync 000001.seg", "sync names", "write head"],
      recovered: { torn: 0, kept: 1 },
    });
    expect(listOf(directory)).toEqual(["a", "b"]);
    expect(opening(directory).recovered).toEqual({ torn: 0, kept: 0 });
  });

  test("brings the zeros in place of what was torn onto the disk", () => {
    const directory = killed(["a"]);
    const file = join(directory, "000001.seg");
    const segment = readFileSync(file);
    const end = endOf(directory);
    writeFileSync(file, segment.fill("torn", end, end + 500));
    expect(opening(directory)).toEqual({
      calls: ["write 000001.seg", "sync 000001.seg", "sync names", "sync head"],
      recovered: { torn: 500, kept: 0 },
    });
  });
});

describe("what was torn", () => {
  test("leaves nothing behind: every byte after the last whole group is zero again", () => {
    const directory = killed(["a"]);
    const file = join(directory, "000001.seg");
    const whole = readFileSync(file);
    const torn = Buffer.from(whole).fill("torn", endOf(directory) + 10, endOf(directory) + 300);
    writeFileSync(file, torn);
    const { journal, recovered } = openJournal(directory, LARGE);
    expect(recovered).toEqual({ torn: 300, kept: 0 });
    expect(readFileSync(file)).toEqual(whole);
    journal.close();
  });

  test("reaches to the end of a segment that was cut short, and it has its space again", () => {
    const directory = killed(["a"]);
    const file = join(directory, "000001.seg");
    const whole = readFileSync(file);
    const end = endOf(directory);
    writeFileSync(file, Buffer.from(whole.subarray(0, end + 80)).fill("torn", end));
    const { journal, recovered } = openJournal(directory, LARGE);
    expect(recovered).toEqual({ torn: 80, kept: 0 });
    expect(readFileSync(file)).toEqual(whole);
    journal.close();
  });

  test("goes with the segment that was begun, and is counted with it", () => {
    const directory = killed(["a"], SMALL);
    const next = join(directory, "000002.seg");
    expect(statSync(next).size).toBe(16_384);
    writeFileSync(next, readFileSync(next).fill("torn", 0, 100));
    const { journal, recovered } = openJournal(directory, SMALL);
    expect(recovered).toEqual({ torn: 100, kept: 0 });
    expect(readdirSync(directory).sort()).toEqual(["000001.seg", "head"]);
    journal.append("b");
    journal.close();
    expect(listOf(directory)).toEqual(["a", "b"]);
  });

  test.each([
    ["zeros", Buffer.alloc(64)],
    ["bytes of a torn write", Buffer.alloc(64, "torn")],
  ])("is cut where it lies beyond the size of its segment: %s", (_, more) => {
    const directory = killed(["a"]);
    const file = join(directory, "000001.seg");
    appendFileSync(file, more);
    const { journal } = openJournal(directory, LARGE);
    expect(statSync(file).size).toBe(65_536);
    journal.append("next");
    journal.close();
    expect(listOf(directory)).toEqual(["a", "next"]);
  });
});

describe("who writes", () => {
  const HALF = "x".repeat(12_000); // No second one fits into a small segment.
  const headerOf = (directory: string, segment: number): unknown =>
    JSON.parse(readFileSync(join(directory, `00000${segment}.seg`)).toString("utf8", 64, 4_096));

  test("stands in each new segment, and the journal stays that of its beginning", () => {
    const directory = fresh();
    const begun = createJournal(directory, FACTS, SMALL);
    begun.append(HALF);
    begun.close();
    const second = openJournal(directory, { ...SMALL, build: "the second build" });
    second.journal.append(HALF);
    second.journal.close();
    expect(headerOf(directory, 2)).toMatchObject({ run: "run-1", build: "the second build" });
    const third = openJournal(directory, SMALL);
    expect([second.facts, third.facts]).toEqual([FACTS, FACTS]);
    third.journal.append(HALF);
    third.journal.close();
    expect(headerOf(directory, 3)).toMatchObject({ run: "run-1", build: "the first build" });
    expect(verifyJournal(directory)).toMatchObject({ records: 3, segments: 3 });
  });
});

describe("a beginning", () => {
  const damageOf = (directory: string): unknown => {
    try {
      return createJournal(directory, FACTS, LARGE);
    } catch (error) {
      return error instanceof JournalDamaged ? error.damage : error;
    }
  };

  test("on a full disk says so, is no journal, and may be made again where there is space", () => {
    const directory = fresh();
    const full: Disk = {
      ...quick,
      write: () => {
        throw Object.assign(new Error("full"), { code: "ENOSPC" });
      },
    };
    const begin = (): unknown => createJournal(directory, FACTS, { ...LARGE, disk: full });
    expect(begin).toThrow(JournalFull);
    expect(begin).toThrow(`${directory}: the journal cannot be written: no space is left on the disk`);
    expect(hasJournal(directory)).toBe(false);
    createJournal(directory, FACTS, LARGE).close();
    expect(verifyJournal(directory).records).toBe(0);
  });

  test("is refused over what is left of a journal, and says where and what it found", () => {
    const directory = killed(["a"]);
    rmSync(join(directory, "head"));
    expect(damageOf(directory)).toEqual({
      ...{ directory, file: "head", segment: 0, offset: 0, sequences: undefined },
      what: "the head is missing, but 000001.seg holds something",
    });
  });

  test("is refused over a second segment, also an empty one: there was a head before it", () => {
    const directory = fresh();
    mkdirSync(directory);
    writeFileSync(join(directory, "000002.seg"), Buffer.alloc(16_384));
    expect(damageOf(directory)).toMatchObject({
      what: "the head is missing, but 000002.seg holds something",
    });
  });
});
