/**
 * What was durable and is not what was written any more is refused; never is a shorter or another list given out.
 *
 * To try 100,000 corruptions instead: `CORRUPTIONS=100000 npx vitest run src/edge/journal/damage.test.ts`; another SEED makes other ones. A failure names the seed
 * and the number of the corruption, and what was done to which byte.
 */
import {
  closeSync,
  cpSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { journalPlace, quick } from "../../../tests/builders/journal-files.ts";
import { Chance } from "../../core/base/index.ts";
import { createJournal, JournalDamaged, openJournal, readJournal, verifyJournal } from "./index.ts";

const CORRUPTIONS = Number(process.env["CORRUPTIONS"] ?? 5_000);
const SEED = "1";
const LAST_BYTES = Number(process.env["LAST_BYTES"] ?? 4_096);

const { scratch } = journalPlace("damage");
const OPTIONS = { segmentBytes: 12_288, disk: quick };
const FACTS = { run: "run-1", build: "0.1.0 test" };
const HEAD_AT = 28; // Where a slot of the head says where the last group ends.
const GENERATION_AT = 8;

/** A journal that a process writes: what it would leave if it were killed now. */
const directory = join(scratch, "journal");
const journal = createJournal(directory, FACTS, OPTIONS);
const expected: string[] = [];
/** The files after each of the last commits, oldest first. */
const before: Map<string, Buffer>[] = [];
beforeAll(() => {
  const chance = new Chance(SEED).fork("records");
  for (let commit = 0; commit < 60; commit++) {
    for (let i = chance.int(4); i >= 0; i--) {
      const record = `${expected.length + 1} ${"é{}0123456789".repeat(chance.int(16))}`;
      expected.push(record);
      journal.append(record);
    }
    before.push(filesOf(directory));
    journal.commit();
  }
});

const filesOf = (from: string): Map<string, Buffer> =>
  new Map(readdirSync(from).map((name) => [name, readFileSync(join(from, name))]));

/** Files laid out in a directory of their own, to be damaged there. */
function laidOut(files: ReadonlyMap<string, Buffer> = filesOf(directory)): string {
  const copy = mkdtempSync(join(scratch, "copy-"));
  for (const [name, bytes] of files) writeFileSync(join(copy, name), bytes);
  return copy;
}

/** Puts bytes in place of others. In the same blocks: emptying a file first is what takes the time. */
function put(file: string, bytes: Buffer): void {
  const fd = openSync(file, "r+");
  writeSync(fd, bytes, 0, bytes.length, 0);
  ftruncateSync(fd, bytes.length);
  closeSync(fd);
}

const listOf = (from: string): string[] => [...readJournal(from)].map(({ record }) => record);

/** What became of it: the damage in words, or the records. */
function outcome(of: string): JournalDamaged | readonly string[] {
  try {
    verifyJournal(of);
  } catch (error) {
    if (error instanceof JournalDamaged) return error;
    throw error;
  }
  return listOf(of);
}

const isExpected = (found: JournalDamaged | readonly string[]): boolean =>
  !(found instanceof JournalDamaged) && found.join("\n") === expected.join("\n");

const slotsOf = (head: Buffer): number[] =>
  [0, 4_096].sort((a, b) => head.readUInt32LE(b + GENERATION_AT) - head.readUInt32LE(a + GENERATION_AT));
const newestSlot = (head: Buffer): number => slotsOf(head)[0] as number;
const endIn = (head: Buffer): number => head.readUInt32LE(newestSlot(head) + HEAD_AT);
const lastSegment = (files: ReadonlyMap<string, Buffer>): string => {
  const head = files.get("head") as Buffer;
  return `${String(head.readUInt32LE(newestSlot(head) + 24)).padStart(6, "0")}.seg`;
};

test("the journal that is damaged here is larger than what is damaged of it", () => {
  expect(outcome(directory)).toEqual(expected);
  expect(verifyJournal(directory)).toMatchObject({ segments: 3 });
});

describe(`each of the last ${LAST_BYTES} bytes of records`, () => {
  /** Every one of these places that holds something, newest first: segment and byte. */
  const places = (): [string, number][] => {
    const found: [string, number][] = [];
    const files = filesOf(directory);
    const last = lastSegment(files);
    let end = endIn(files.get("head") as Buffer);
    for (let segment = Number(last.slice(0, 6)); found.length < LAST_BYTES; segment--) {
      const name = `${String(segment).padStart(6, "0")}.seg`;
      const bytes = files.get(name) as Buffer;
      if (name !== last) end = 1 + bytes.findLastIndex((byte) => byte !== 0);
      for (let at = end - 1; at >= 0 && found.length < LAST_BYTES; at--) found.push([name, at]);
    }
    return found;
  };

  const isNamed = (found: JournalDamaged | readonly string[], name: string, at: number): boolean =>
    found instanceof JournalDamaged &&
    found.damage.file === name &&
    found.damage.offset <= at &&
    found.damage.sequences?.[1] === expected.length;

  test("flipped, is found, and named", () => {
    const copy = laidOut();
    const files = filesOf(copy);
    const complaints: string[] = [];
    for (const [name, at] of places()) {
      const bytes = Buffer.from(files.get(name) as Buffer);
      bytes[at] = (bytes[at] as number) ^ (1 << (at % 8));
      put(join(copy, name), bytes);
      const found = outcome(copy);
      if (!isNamed(found, name, at)) complaints.push(`${name} byte ${at}: ${found}`);
      put(join(copy, name), files.get(name) as Buffer);
    }
    expect(complaints).toEqual([]);
  });

  test("cut, is found: the journal ends before its head", () => {
    const copy = laidOut();
    const files = filesOf(copy);
    const complaints: string[] = [];
    for (const [name, at] of places()) {
      truncateSync(join(copy, name), at);
      const found = outcome(copy);
      if (!isNamed(found, name, at)) complaints.push(`${name} cut at ${at}: ${found}`);
      put(join(copy, name), files.get(name) as Buffer);
    }
    expect(complaints).toEqual([]);
  });

  test("torn off behind the head, is cut, and everything before it is there", () => {
    const files = filesOf(directory);
    const old = before.at(-1) as Map<string, Buffer>; // As it was before the last group was written.
    const name = lastSegment(files);
    expect(lastSegment(old)).toBe(name);
    const whole = files.get(name) as Buffer;
    const from = endIn(old.get("head") as Buffer);
    const to = endIn(files.get("head") as Buffer);
    const copy = laidOut(old);
    const kept = listOf(copy);
    expect(kept.length).toBeLessThan(expected.length);
    for (let end = from; end <= to; end++) {
      const torn = Buffer.from(whole).fill(0, end);
      put(join(copy, name), torn);
      const { journal: next, recovered } = openJournal(copy, OPTIONS);
      // What was torn off right behind its last zeros cannot be told from what was not.
      const written = 1 + torn.findLastIndex((byte) => byte !== 0) - from;
      if (end === to) expect(recovered).toEqual({ torn: 0, kept: 1 });
      else expect(recovered).toEqual({ torn: Math.max(0, written), kept: 0 });
      next.append("next");
      next.close();
      expect(listOf(copy)).toEqual([...(end === to ? expected : kept), "next"]);
      put(join(copy, "head"), old.get("head") as Buffer);
    }
  });
});

/** Does something to a file; it may happen to change nothing. */
function corrupt(bytes: Buffer, chance: Chance): [words: string, damaged: Buffer] {
  const at = chance.int(bytes.length);
  const length = Math.min(1 + chance.int(600), bytes.length - at);
  const damaged = Buffer.from(bytes);
  const kind = chance.int(7);
  if (kind === 0) return [`cut at ${at}`, damaged.subarray(0, at)];
  if (kind === 1) return [`${length} zeros at ${at}`, damaged.fill(0, at, at + length)];
  if (kind === 2) {
    const from = chance.int(bytes.length - length + 1);
    bytes.copy(damaged, at, from, from + length);
    return [`${length} bytes of ${from} at ${at}`, damaged];
  }
  if (kind === 3) {
    for (let i = at; i < at + length; i++) damaged[i] = chance.int(256);
    return [`${length} bytes of chance at ${at}`, damaged];
  }
  damaged[at] = (damaged[at] as number) ^ (1 << chance.int(8));
  return [`one bit at ${at}`, damaged];
}

test(`of ${CORRUPTIONS} corruptions anywhere none gives another list`, () => {
  const chance = new Chance(SEED).fork("corruptions");
  const copy = laidOut();
  const files = filesOf(copy);
  const names = [...files.keys()];
  const last = lastSegment(files);
  const end = endIn(files.get("head") as Buffer);
  let refused = 0;
  const complaints: string[] = [];
  for (let number = 1; number <= CORRUPTIONS; number++) {
    const name = names[chance.int(names.length)] as string;
    const bytes = files.get(name) as Buffer;
    const [words, damaged] = corrupt(bytes, chance);
    put(join(copy, name), damaged);
    const found = outcome(copy);
    const durable = name === last ? end : name > last ? 0 : bytes.length; // Bytes of the file that count.
    const isHurt = name !== "head" && !damaged.subarray(0, durable).equals(bytes.subarray(0, durable));
    if (found instanceof JournalDamaged) refused++;
    const isRight = isHurt ? found instanceof JournalDamaged : name === "head" || isExpected(found);
    if (!isRight || !(found instanceof JournalDamaged || isExpected(found)))
      complaints.push(`seed ${SEED}, number ${number}: ${name}, ${words}`);
    put(join(copy, name), bytes);
  }
  expect(complaints).toEqual([]);
  expect(refused).toBeGreaterThan(CORRUPTIONS / 3);
}, 600_000); // Enough for 100,000 on a busy machine.

describe("the head", () => {
  const withHead = (change: (head: Buffer) => void, files = filesOf(directory)): string => {
    const head = Buffer.from(files.get("head") as Buffer);
    change(head);
    return laidOut(new Map([...files, ["head", head]]));
  };
  const opened = (copy: string): { list: string[]; kept: number } => {
    const { journal: next, recovered } = openJournal(copy, OPTIONS);
    next.close();
    return { list: listOf(copy), kept: recovered.kept };
  };

  test("with one byte wrong anywhere says the same, since each slot holds it twice", () => {
    const files = filesOf(directory);
    const copy = laidOut(files);
    for (let at = 0; at < 8_192; at += 5) {
      const head = Buffer.from(files.get("head") as Buffer);
      head[at] = (head[at] as number) ^ 0x10;
      put(join(copy, "head"), head);
      if (!isExpected(outcome(copy))) throw new Error(`byte ${at}`);
    }
  });

  test("whose newest slot is lost is found again behind the older one, and readers see no less", () => {
    const copy = withHead((head) => void head.fill(0, newestSlot(head), newestSlot(head) + 512));
    expect(outcome(copy)).toEqual(expected);
    expect(opened(copy)).toEqual({ list: expected, kept: 1 });
    expect(opened(copy)).toEqual({ list: expected, kept: 0 });
  });

  test("whose newest slot is lost halts, when what it named is broken too", () => {
    const files = filesOf(directory);
    const end = endIn(files.get("head") as Buffer);
    const segment = Buffer.from(files.get(lastSegment(files)) as Buffer);
    segment[end - 1] = (segment[end - 1] as number) ^ 1;
    const copy = withHead(
      (head) => void head.fill(0, newestSlot(head), newestSlot(head) + 512),
      new Map([...files, [lastSegment(files), segment]]),
    );
    expect(outcome(copy)).toBeInstanceOf(JournalDamaged);
    expect(() => openJournal(copy, OPTIONS)).toThrow(
      /one slot of the head cannot be read, and no group follows/,
    );
  });

  test("whose slots are both lost, or that is missing, halts", () => {
    const copy = withHead((head) => void head.fill(0));
    expect(() => openJournal(copy, OPTIONS)).toThrow(/neither slot of the head can be read/);
    rmSync(join(copy, "head"));
    expect(() => openJournal(copy, OPTIONS)).toThrow(/the head is missing/);
    expect(() => verifyJournal(copy)).toThrow(JournalDamaged);
  });

  test("of an older time is moved to where the whole groups end, over segments", () => {
    const files = filesOf(directory);
    const old = before[10]?.get("head") as Buffer;
    const copy = laidOut(new Map([...files, ["head", old]]));
    const { list, kept } = opened(copy);
    expect(list).toEqual(expected);
    expect(kept).toBeGreaterThan(45);
  });

  test("of an older time does not let a broken group pass for a torn one", () => {
    const files = filesOf(directory);
    const old = before[30]?.get("head") as Buffer;
    const name = lastSegment(new Map([["head", old]]));
    const at = endIn(old) + 70;
    const segment = Buffer.from(files.get(name) as Buffer);
    segment[at] = (segment[at] as number) ^ 1;
    const copy = laidOut(new Map([...files, ["head", old], [name, segment]]));
    expect(() => openJournal(copy, OPTIONS)).toThrow(
      /what stands here is broken, but a whole group follows at byte/,
    );
  });
});

describe("segments", () => {
  test("that are missing, exchanged or of another journal are named", () => {
    const missing = laidOut();
    rmSync(join(missing, "000002.seg"));
    expect(() => openJournal(missing, OPTIONS)).toThrow(
      /000002\.seg: the journal is damaged at byte 0: the segment is missing/,
    );

    const exchanged = laidOut();
    renameSync(join(exchanged, "000002.seg"), join(exchanged, "x"));
    renameSync(join(exchanged, "000003.seg"), join(exchanged, "000002.seg"));
    renameSync(join(exchanged, "x"), join(exchanged, "000003.seg"));
    expect(() => verifyJournal(exchanged)).toThrow(/000002\.seg.*the group belongs to segment 3/);

    const other = join(scratch, "other");
    const stranger = createJournal(other, { ...FACTS, run: "run-2" }, OPTIONS);
    for (const record of expected) stranger.append(record);
    stranger.close();
    const mixed = laidOut();
    cpSync(join(other, "000001.seg"), join(mixed, "000001.seg"));
    expect(outcome(mixed)).toBeInstanceOf(JournalDamaged);
  });

  test("beyond the end are refused, not removed", () => {
    const copy = laidOut();
    cpSync(join(copy, "000002.seg"), join(copy, "000009.seg"));
    expect(() => openJournal(copy, OPTIONS)).toThrow(
      /000009\.seg.*the journal ends in segment 3, this file is beyond it/,
    );
  });
});

test("a report says where, which records, why, and what to do", () => {
  const copy = laidOut();
  const bytes = readFileSync(join(copy, "000003.seg"));
  bytes[5_000] = (bytes[5_000] as number) ^ 1;
  writeFileSync(join(copy, "000003.seg"), bytes);
  const { damage, message, exitCode } = outcome(copy) as JournalDamaged;
  expect(exitCode).toBe(5);
  expect(damage).toMatchObject({
    file: "000003.seg",
    segment: 3,
    what: "the checksum of the group is wrong",
  });
  const [from, to] = damage.sequences ?? [0, 0];
  expect(to).toBe(expected.length);
  expect(message).toBe(
    `${copy}/000003.seg: the journal is damaged at byte ${damage.offset}: the checksum of the group is wrong; ` +
      `records 1 to ${from - 1} are whole; records ${from} to ${to} cannot be vouched for; fix: restore the journal from a copy; ` +
      "whoever goes on without it must first compare every order and position with the venue",
  );
  expect(() => {
    for (const { sequence } of readJournal(copy)) expect(sequence).toBeLessThan(from);
  }).toThrow(JournalDamaged);
});
