import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { journalPlace, quick } from "../../../tests/builders/journal-files.ts";
import {
  createJournal,
  type Disk,
  hasJournal,
  JournalDamaged,
  JournalFollower,
  JournalFull,
  openJournal,
  readJournal,
  verifyJournal,
} from "./index.ts";

const RUNS = Number(process.env["RUNS"] ?? 200);
/** A disk fails after every so many bytes. */
const BYTES_APART = Number(process.env["BYTES_APART"] ?? 61);

const { fresh } = journalPlace("journal");
const FACTS = { run: "run-1", build: "0.1.0 test" };
const SMALL = { segmentBytes: 16_384 };
const recordsOf = (directory: string): string[] => [...readJournal(directory)].map(({ record }) => record);

/** A journal of these records, a commit after every `every`, closed. */
function written(records: readonly string[], every: number, options = SMALL): string {
  const directory = fresh();
  const journal = createJournal(directory, FACTS, options);
  for (const [index, record] of records.entries()) {
    journal.append(record);
    if ((index + 1) % every === 0) journal.commit();
  }
  journal.close();
  return directory;
}

const numbered = (count: number, length = 40): string[] =>
  Array.from({ length: count }, (_, i) => `${i + 1}:`.padEnd(length, "x"));

describe("what is appended", () => {
  const STRANGE = [
    "",
    "a",
    "é",
    "日本語",
    "🙂".repeat(40),
    "\u0000\n\r",
    "x".repeat(64),
    "y".repeat(65),
    "é".repeat(33),
  ];

  test("comes back as it was, empty, short, long and in every script, under rising numbers", () => {
    const directory = fresh();
    const journal = createJournal(directory, FACTS, SMALL);
    expect(STRANGE.map((record) => journal.append(record))).toEqual(STRANGE.map((_, i) => i + 1));
    expect([journal.lastSequence, journal.durableSequence]).toEqual([STRANGE.length, 0]);
    expect(recordsOf(directory)).toEqual([]);
    journal.commit();
    expect(journal.durableSequence).toBe(STRANGE.length);
    expect(recordsOf(directory)).toEqual(STRANGE); // Read beside a writer that goes on.
    journal.append("later");
    expect(recordsOf(directory)).toEqual(STRANGE);
    journal.close();
    expect([...readJournal(directory)].at(-1)).toEqual({ sequence: STRANGE.length + 1, record: "later" });
  });

  test("can be followed while it grows, over segments that are not looked at again", () => {
    const all = numbered(3_000);
    const directory = fresh();
    const journal = createJournal(directory, FACTS, SMALL);
    const follower = new JournalFollower(directory);
    const news = (): string[] => [...follower.news()].map(({ record }) => record);
    for (const [from, to] of [
      [0, 0],
      [0, 1],
      [1, 700],
      [700, 1_400],
      [1_400, 1_400],
      [1_400, 3_000],
    ] as const) {
      for (let at = from; at < to; at++) {
        journal.append(all[at] as string);
        if (at % 50 === 49) journal.commit();
      }
      journal.commit();
      expect(news(), `${from} to ${to}`).toEqual(all.slice(from, to));
      if (to === 1_400) rmSync(join(directory, "000001.seg"), { force: true });
    }
    journal.append("later");
    expect(news()).toEqual([]); // It is not durable yet.
    journal.commit();
    const files = readdirSync(directory).map((name) => join(directory, name));
    const last = files.find((file) => readFileSync(file).includes("later")) ?? "";
    const bytes = readFileSync(last);
    const at = bytes.indexOf("later");
    bytes[at] = 0x4c;
    writeFileSync(last, bytes);
    expect(news).toThrow(JournalDamaged);
    bytes[at] = "l".charCodeAt(0);
    writeFileSync(last, bytes);
    expect(news()).toEqual(["later"]);
    journal.close();
  });

  test("may be larger than the memory, and than what is left of a segment", () => {
    const options = { segmentBytes: 400_000 };
    const large = [
      "a".repeat(65_536),
      "b".repeat(150_000),
      "c".repeat(200_000),
      "d".repeat(200_000),
      "short",
    ];
    const directory = written(large, 10, options);
    expect(recordsOf(directory)).toEqual(large);
    expect(verifyJournal(directory)).toMatchObject({ records: 5, segments: 3 });
  });

  test("is refused when it is larger than a segment, or no text, and nothing has changed then", () => {
    const directory = fresh();
    const journal = createJournal(directory, FACTS, SMALL);
    journal.append("before");
    expect(() => journal.append("x".repeat(16_384))).toThrow(
      /a record of 16388 bytes is larger than a segment/,
    );
    expect(() => journal.append("half \ud83d")).toThrow(/half a surrogate pair/);
    expect(journal.append("after")).toBe(2);
    journal.close();
    expect(recordsOf(directory)).toEqual(["before", "after"]);
    expect(() => journal.append("closed")).toThrow("the journal is closed");
  });

  test("exactly fills a segment where it can", () => {
    const most = 16_384 - 4_096 - 64 - 4;
    const exact = ["x".repeat(most), "y".repeat(most), ""];
    expect(recordsOf(written(exact, 1))).toEqual(exact);
  });
});

test("what it comes to is counted, and equal journals have equal chains", () => {
  const summary = verifyJournal(written(numbered(100), 10));
  expect(summary).toMatchObject({ records: 100, groups: 10, segments: 1, bytes: 4_400, lastSequence: 100 });
  expect(verifyJournal(written(numbered(100), 10))).toEqual(summary);
  expect(verifyJournal(written(numbered(100, 41), 10)).chain).not.toBe(summary.chain);
});

test("a journal is begun once, and a beginning that got no head may be begun anew", () => {
  const directory = written(["one"], 1);
  expect(() => createJournal(directory, FACTS)).toThrow(/there is a journal already/);
  const other = fresh();
  createJournal(other, FACTS, SMALL).close();
  rmSync(join(other, "head"));
  expect(hasJournal(other)).toBe(false);
  expect(() => openJournal(other)).toThrow(JournalDamaged);
  createJournal(other, FACTS, SMALL).close();
  expect(verifyJournal(other).records).toBe(0);
  rmSync(join(directory, "head"));
  expect(() => createJournal(directory, FACTS)).toThrow(
    /the head is missing, but 000001.seg holds something/,
  );
});

test("a closed journal takes no more space than it needs, and gets it back when it goes on", () => {
  const directory = written(["one"], 1);
  const segment = join(directory, "000001.seg");
  expect(statSync(segment).size).toBe(4_096 + 64 + 4 + 3);
  const { journal, facts, recovered } = openJournal(directory, SMALL);
  expect({ facts, recovered }).toEqual({ facts: FACTS, recovered: { torn: 0, kept: 0 } });
  expect(statSync(segment).size).toBe(16_384);
  expect(journal.append("two")).toBe(2);
  journal.close();
  expect(recordsOf(directory)).toEqual(["one", "two"]);
  expect(readdirSync(directory).sort()).toEqual(["000001.seg", "head"]);
});

/** What a killed process leaves: the files as they are at this instant. */
function killed(directory: string): string {
  const copy = fresh();
  cpSync(directory, copy, { recursive: true });
  return copy;
}

test("any order of appends, commits, clean ends and kills gives the same records; what was committed is there", () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(fc.constant("append" as const), fc.string({ unit: "grapheme", maxLength: 300 })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constant("append" as const),
        fc.integer({ min: 0, max: 12_000 }).map((n) => "L".repeat(n)),
      ),
    },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        ["commit"] as const,
        ["follow"] as const,
        ["close"] as const,
        ["kill"] as const,
      ),
    },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let directory = fresh();
      let journal = createJournal(directory, FACTS, { ...SMALL, disk: quick });
      let expected: string[] = [];
      let follower = new JournalFollower(directory);
      let followed: string[] = [];
      const follow = (): void => {
        for (const { sequence, record } of follower.news()) {
          followed.push(record);
          expect(sequence).toBe(followed.length);
        }
        expect(followed).toEqual(expected.slice(0, journal.durableSequence));
      };
      for (const [what, record] of steps) {
        if (what === "append") {
          expected.push(record);
          expect(journal.append(record)).toBe(expected.length);
        } else if (what === "commit") journal.commit();
        else if (what === "follow") follow();
        else {
          if (what === "close") journal.close();
          else {
            expected = expected.slice(0, journal.durableSequence);
            const copy = killed(directory);
            journal.close();
            directory = copy;
            follower = new JournalFollower(directory);
            followed = [];
          }
          const opened = openJournal(directory, { ...SMALL, disk: quick });
          expect(opened.recovered.torn).toBe(0);
          journal = opened.journal;
          expect(journal.durableSequence).toBe(expected.length);
        }
      }
      journal.close();
      follow();
      expect(recordsOf(directory)).toEqual(expected);
      expect(verifyJournal(directory).records).toBe(expected.length);
      rmSync(directory, { recursive: true });
    }),
    { numRuns: RUNS },
  );
});

/** A disk that takes so many more bytes, and then fails. */
function failing(code: string, budget: { left: number }): Disk {
  return {
    ...quick,
    write(fd, bytes, from, length, at) {
      const taken = Math.min(length, budget.left);
      budget.left -= taken;
      if (taken > 0) return quick.write(fd, bytes, from, taken, at); // A short write first, as a full disk does.
      throw Object.assign(new Error(code), { code });
    },
  };
}

describe("a disk that fails", () => {
  test.each(["ENOSPC", "EIO", "EROFS"])(
    "with %s ends the journal for good, and nothing half-written counts",
    (code) => {
      const directory = fresh();
      const budget = { left: Number.POSITIVE_INFINITY };
      const journal = createJournal(directory, FACTS, { ...SMALL, disk: failing(code, budget) });
      journal.append("safe");
      journal.commit();
      budget.left = 40;
      journal.append("lost");
      const caught = [() => journal.commit(), () => journal.append("more"), () => journal.commit()].map(
        (call) => {
          try {
            return call();
          } catch (error) {
            return error;
          }
        },
      );
      expect(caught[0]).toBeInstanceOf(JournalFull);
      expect(caught[0]).toMatchObject({ code, exitCode: 5 });
      expect(new Set(caught).size).toBe(1);
      expect(journal.durableSequence).toBe(1);
      journal.close();
      expect(recordsOf(directory)).toEqual(["safe"]);
      const { journal: next, recovered } = openJournal(directory, SMALL);
      expect(recovered).toEqual({ torn: 40, kept: 0 });
      expect(next.append("again")).toBe(2);
      next.close();
      expect(recordsOf(directory)).toEqual(["safe", "again"]);
    },
  );

  test("after any number of bytes leaves every committed record, whole", () => {
    const all = numbered(400);
    for (let bytes = 25_000; bytes < 60_000; bytes += BYTES_APART) {
      const directory = fresh();
      let durable = 0;
      try {
        const journal = createJournal(directory, FACTS, {
          ...SMALL,
          disk: failing("ENOSPC", { left: bytes }),
        });
        for (const [index, record] of all.entries()) {
          journal.append(record);
          if (index % 7 === 6) journal.commit();
          durable = journal.durableSequence;
        }
      } catch (error) {
        expect(error).toBeInstanceOf(JournalFull);
      }
      if (!hasJournal(directory)) {
        expect(durable).toBe(0);
        continue;
      }
      const { journal } = openJournal(directory, { ...SMALL, disk: quick });
      expect(journal.durableSequence, `${bytes} bytes`).toBeGreaterThanOrEqual(durable);
      journal.close();
      expect(recordsOf(directory)).toEqual(all.slice(0, journal.durableSequence));
      rmSync(directory, { recursive: true });
    }
  });

  test("that fills up is known before the last segment is full, and the rest of it still serves", () => {
    const directory = fresh();
    const budget = { left: Number.POSITIVE_INFINITY };
    let refuses = false;
    const disk = failing("ENOSPC", budget);
    const open: Disk["open"] = (file, how) => {
      if (refuses && how === "new") throw Object.assign(new Error("full"), { code: "ENOSPC" });
      return quick.open(file, how);
    };
    const journal = createJournal(directory, FACTS, { ...SMALL, disk: { ...disk, open } });
    refuses = true;
    let short = 0;
    let count = 0;
    expect(() => {
      for (;;) {
        journal.append("x".repeat(60));
        journal.commit();
        count++;
        if (journal.shortage !== undefined && short === 0) short = count;
      }
    }).toThrow(JournalFull);
    expect(journal.shortage?.code).toBe("ENOSPC");
    expect(short).toBeGreaterThan(0);
    expect(count - short).toBeGreaterThan(80);
    journal.close();
    expect(recordsOf(directory)).toHaveLength(count);
  });

  test("that is read-only is said in words", (context) => {
    if (process.getuid?.() === 0) return context.skip("whoever is root may write everywhere");
    const directory = fresh();
    mkdirSync(directory, { mode: 0o500 });
    expect(() => createJournal(directory, FACTS)).toThrow(/writing there is not allowed \(EACCES\)/);
  });
});

test("what a newer version wrote is refused with words, head or segment", () => {
  const directory = written(["one"], 1);
  const caught = (): unknown => {
    try {
      return openJournal(directory);
    } catch (error) {
      return error;
    }
  };
  const head = readFileSync(join(directory, "head"));
  writeFileSync(join(directory, "head"), withVersion(head, 2));
  expect(caught()).toMatchObject({ name: "UserProblem", exitCode: 5 });
  expect(String(caught())).toContain(
    "written by a newer version; found: timonel.journal/2; allowed: timonel.journal/1",
  );
});

/** The head of a version to come, with the right checksums. */
function withVersion(head: Buffer, version: number): Buffer {
  const next = Buffer.from(head);
  for (const at of [0, 256, 4_096, 4_352]) {
    next.writeUInt32LE(version, at + 4);
    next.writeUInt32LE(crc32(next.subarray(at, at + 252)), at + 252);
  }
  return next;
}
