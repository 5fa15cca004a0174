/** What is verified of a journal from its first segment to its head, and the words for what is not as it was written. */
import { Buffer } from "node:buffer";
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { damageOf, journalPlace, quick, refusing } from "../../../tests/builders/journal-files.ts";
import { newChain, sealGroup } from "./group.ts";
import { createHead, type Head, readHead } from "./head.ts";
import { createJournal, type Disk, openJournal, readJournal, verifyJournal } from "./index.ts";
import { segmentsIn } from "./walk.ts";

const { fresh } = journalPlace("walk");

/** A closed journal of these records, a commit each. */
function written(...records: readonly string[]): string {
  const directory = fresh();
  const journal = createJournal(
    directory,
    { run: "run-1", build: "test" },
    { segmentBytes: 16_384, disk: quick },
  );
  for (const record of records) {
    journal.append(record);
    journal.commit();
  }
  journal.close();
  return directory;
}

describe("a head", () => {
  const heading = (change: Partial<Head>): { directory: string; damage: ReturnType<typeof damageOf> } => {
    const directory = written("a", "b", "c");
    createHead(quick, directory, { ...readHead(quick, directory).head, ...change });
    const damage = damageOf(() => verifyJournal(directory));
    expect(damageOf(() => openJournal(directory, { disk: quick }))).toEqual(damage);
    return { directory, damage };
  };

  test("that tells another number of records than the segments have is damage, and both numbers are said", () => {
    const { directory, damage } = heading({ lastSequence: 4 });
    expect(damage).toEqual({
      ...{ directory, file: "head", segment: 0, offset: 0, sequences: undefined },
      what: "the head says that the journal ends with record 4, its segments end with record 3 or another chain",
      message: expect.stringContaining("; no record can be vouched for; fix:"),
    });
  });

  test("that tells another chain is damage: it belongs to other records", () => {
    const { damage } = heading({ chain: newChain().fill(9) });
    expect(damage).toMatchObject({ file: "head", what: expect.stringContaining("or another chain") });
  });

  test("that points into no segment is damage, also where it tells of no records", () => {
    const { damage } = heading({ segment: 0, lastSequence: 0, end: 0, chain: newChain() });
    expect(damage).toMatchObject({ file: "head", what: expect.stringContaining("ends with record 0") });
  });
});

describe("a segment", () => {
  const LARGE = "x".repeat(12_000); // No second one fits into the segment.

  test.each([
    ["shorter", (file: string) => truncateSync(file, 16_374), 16_374],
    ["longer", (file: string) => appendFileSync(file, Buffer.alloc(10)), 16_394],
  ])("that is %s than it was begun is damage, though only zeros are missing or added", (_, change, bytes) => {
    const directory = written(LARGE, LARGE);
    change(join(directory, "000001.seg"));
    expect(damageOf(() => verifyJournal(directory))).toEqual({
      ...{ directory, file: "000001.seg", segment: 1, offset: bytes, sequences: [1, 2] },
      what: `the file has ${bytes} bytes, not the 16384 it began with`,
      message: expect.stringContaining("; records 1 to 2 cannot be vouched for; fix:"),
    });
  });

  test("whose header is whole but says nothing is damage of that segment", () => {
    const directory = written("a");
    const file = join(directory, "000001.seg");
    const bytes = readFileSync(file);
    const header = Buffer.alloc(4_096, " ");
    sealGroup(header, { kind: 1, segment: 1, length: 4_096 - 64, count: 0, first: 1 }, newChain());
    header.copy(bytes);
    writeFileSync(file, bytes);
    expect(damageOf(() => verifyJournal(directory))).toEqual({
      ...{ directory, file: "000001.seg", segment: 1, offset: 0, sequences: [1, 1] },
      what: "the header of the segment does not say what it must",
      message: expect.stringContaining("; records 1 to 1 cannot be vouched for; fix:"),
    });
  });

  test("that the disk does not give is said to be that, and not to be missing", () => {
    const directory = written("a");
    const read: Disk["read"] = (file, ...part) =>
      file.endsWith(".seg") ? refusing("EIO")() : quick.read(file, ...part);
    expect(() => verifyJournal(directory, { ...quick, read })).toThrow(
      `${directory}/000001.seg: the journal cannot be read; found: EIO; fix:`,
    );
    expect([...readJournal(directory)]).toHaveLength(1); // With a disk that gives it, nothing is wrong.
  });
});

describe("the segments of a directory", () => {
  test("are told in the order of their numbers, and nothing else is taken for one", () => {
    const names = [
      "000010.seg",
      "head",
      "1000000.seg",
      "000002.seg",
      "000000.seg",
      "3.seg",
      "000004.seg.old",
    ];
    expect(segmentsIn({ ...quick, list: () => names }, "runs/j")).toEqual([2, 10, 1_000_000]);
    expect(segmentsIn({ ...quick, list: () => names.toReversed() }, "runs/j")).toEqual([2, 10, 1_000_000]);
  });

  test("that may not be listed are said to be unreadable", () => {
    expect(() => segmentsIn({ ...quick, list: refusing("EACCES") }, "runs/j")).toThrow(
      "runs/j: the journal cannot be read; found: EACCES; fix:",
    );
  });
});
