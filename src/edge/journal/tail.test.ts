/** What stands behind the head: what of it counts, what is only torn, and what shows that something durable was lost. */
import { Buffer } from "node:buffer";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { damageOf, journalPlace, killedJournal, quick } from "../../../tests/builders/journal-files.ts";
import { newChain, sealGroup } from "./group.ts";
import { readHead } from "./head.ts";
import { type Disk, openJournal, readJournal, verifyJournal } from "./index.ts";

const { fresh } = journalPlace("tail");
const OPTIONS = { segmentBytes: 16_384, disk: quick };
const LARGE = "x".repeat(12_000); // No second one fits into the segment.

/** As a process leaves it that is killed; the head may be as it was after the first few records. */
const killed = (records: readonly string[], headAfter = records.length, run = "run-1"): string =>
  killedJournal(fresh, records, { ...OPTIONS, facts: { run, build: "test" }, headAfter });

/** Changes the bytes of one of its files. */
function change(directory: string, name: string, how: (bytes: Buffer) => void): void {
  const bytes = readFileSync(join(directory, name));
  how(bytes);
  writeFileSync(join(directory, name), bytes);
}

/** As if a write of the head had been torn: after two commits the newest one stands in the second slot. */
const loseNewestSlot = (directory: string): void =>
  change(directory, "head", (bytes) => void bytes.fill(0, 4_096));

function opened(directory: string): { list: string[]; recovered: { torn: number; kept: number } } {
  const { journal, recovered } = openJournal(directory, OPTIONS);
  journal.close();
  return { list: [...readJournal(directory)].map(({ record }) => record), recovered };
}

const damageAtOpening = (directory: string): unknown => damageOf(() => openJournal(directory, OPTIONS));

describe("behind the head", () => {
  test("whole groups count, also those of the segment after, and its header is one of them", () => {
    const directory = killed([LARGE, "b", LARGE, "d"], 1);
    expect(opened(directory)).toEqual({ list: [LARGE, "b", LARGE, "d"], recovered: { torn: 0, kept: 4 } });
  });

  test("a group that lost some of its first bytes is torn: it was never durable", () => {
    const directory = killed(["a", "bcd"], 1);
    const { end } = readHead(quick, directory).head;
    change(directory, "000001.seg", (bytes) => void bytes.fill(0, end, end + 8));
    expect(opened(directory)).toEqual({ list: ["a"], recovered: { torn: 64 + 4 + 3, kept: 0 } });
  });

  test("such a group is damage where the head may not be the newest: it may have been durable", () => {
    const directory = killed(["a", "b"]);
    loseNewestSlot(directory);
    const { end } = readHead(quick, directory).head;
    change(directory, "000001.seg", (bytes) => void bytes.fill(0, end, end + 8));
    expect(damageAtOpening(directory)).toMatchObject({
      ...{ directory, file: "000001.seg", segment: 1, offset: end, sequences: [2, 1] },
      what: `what stands here is broken, but a whole group follows at byte ${end}`,
    });
  });

  test("something broken may not stand where the segment after goes on", () => {
    const directory = killed([LARGE, LARGE], 1);
    const { end } = readHead(quick, directory).head;
    change(directory, "000001.seg", (bytes) => void bytes.fill("torn", end, end + 50));
    expect(damageAtOpening(directory)).toMatchObject({
      ...{ directory, file: "000002.seg", segment: 2, offset: 0, sequences: [2, 1] },
      what: "it holds a whole group, but does not continue segment 1",
      message: expect.stringContaining("; records 1 to 1 are whole; fix:"),
    });
  });

  test("the segment of another journal is refused, though nothing follows its header", () => {
    const directory = killed(["a"]);
    const other = killed([LARGE, LARGE], 2, "run-2");
    const header = readFileSync(join(other, "000002.seg")).subarray(0, 4_096);
    writeFileSync(join(directory, "000002.seg"), header);
    expect(damageAtOpening(directory)).toMatchObject({
      file: "000002.seg",
      what: "it holds a whole group, but does not continue segment 1",
    });
  });

  test("a segment whose header continues the journal, but says nothing, is refused", () => {
    const directory = killed(["a"]);
    const header = Buffer.alloc(4_096, " ");
    const chain = Buffer.from(readHead(quick, directory).head.chain);
    sealGroup(header, { kind: 1, segment: 2, length: 4_096 - 64, count: 0, first: 2 }, chain);
    change(directory, "000002.seg", (bytes) => void header.copy(bytes));
    expect(damageAtOpening(directory)).toMatchObject({ file: "000002.seg", segment: 2, offset: 0 });
  });

  test("a segment that is given back while it is looked for is no damage", () => {
    const directory = killed(["a"]);
    rmSync(join(directory, "000002.seg"));
    const list: Disk["list"] = (name) => [...quick.list(name), "000002.seg"];
    const { journal, recovered } = openJournal(directory, { ...OPTIONS, disk: { ...quick, list } });
    expect(recovered).toEqual({ torn: 0, kept: 0 });
    journal.close();
  });
});

describe("a head of which one slot is lost", () => {
  test("with nothing behind the other says how many records are whole, and that there may have been more", () => {
    const directory = killed(["a", "b"]);
    loseNewestSlot(directory);
    const { end } = readHead(quick, directory).head;
    change(directory, "000001.seg", (bytes) => void bytes.fill(0, end));
    expect(damageAtOpening(directory)).toMatchObject({
      ...{ directory, file: "head", segment: 0, offset: 0, sequences: [2, 1] },
      what: expect.stringContaining("more than 1 records may have been durable"),
      message: expect.stringContaining("; records 1 to 1 are whole; fix:"),
    });
    expect(damageOf(() => verifyJournal(directory))).toEqual(damageAtOpening(directory));
  });

  test("over a segment whose header says nothing is told to a reader as damage of that segment", () => {
    const directory = killed(["a", "b"]);
    loseNewestSlot(directory);
    const header = Buffer.alloc(4_096, " ");
    sealGroup(header, { kind: 1, segment: 1, length: 4_096 - 64, count: 0, first: 1 }, newChain());
    change(directory, "000001.seg", (bytes) => void header.copy(bytes));
    expect(damageOf(() => verifyJournal(directory))).toMatchObject({
      file: "000001.seg",
      what: "the header of the segment does not say what it must",
    });
  });
});
