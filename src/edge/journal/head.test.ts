/** How far a journal is durable, read from a file whose writes may have been torn at any place. */
import type { Buffer } from "node:buffer";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { journalPlace, quick } from "../../../tests/builders/journal-files.ts";
import { newChain } from "./group.ts";
import { createHead, type Head, HeadWriter, readHead } from "./head.ts";

const { scratch } = journalPlace("head");
const SECOND = 4_096; // Where the second slot stands.
const COPY = 256; // A slot holds its head twice.

const headOf = (generation: number): Head => ({
  ...{ generation, lastSequence: 10 * generation, segment: 3, end: 5_000 + generation },
  chain: newChain().fill(generation),
});

/** The file after the heads 0 to `generation` were written. */
function headFile(generation: number): Buffer {
  createHead(quick, scratch, headOf(0));
  const writer = new HeadWriter(quick, scratch);
  for (let next = 1; next <= generation; next++) writer.write(headOf(next));
  writer.close();
  return readFileSync(join(scratch, "head"));
}

/** What is read where the file holds this. */
function readFrom(bytes: Buffer): ReturnType<typeof readHead> {
  writeFileSync(join(scratch, "head"), bytes);
  return readHead(quick, scratch);
}

describe("the newest head", () => {
  test("is the last one written, whichever slot it stands in", () => {
    for (const generation of [1, 2, 3, 4])
      expect(readFrom(headFile(generation))).toEqual({ head: headOf(generation), isCertain: true });
  });

  test.each([
    ["first", 0],
    ["second", COPY],
  ])("counts where only the %s half of its write came onto the disk", (_, half) => {
    const older = headFile(3);
    const newer = headFile(4); // Into the first slot, over the second.
    newer.copy(older, half, half, half + COPY);
    expect(readFrom(older)).toEqual({ head: headOf(4), isCertain: true });
  });

  test("is certain as long as a copy in each slot is whole, however short the file is", () => {
    const bytes = headFile(3);
    expect(readFrom(bytes.subarray(0, SECOND + COPY))).toEqual({ head: headOf(3), isCertain: true });
    for (const length of [SECOND + COPY - 1, SECOND + 10, SECOND + 3, SECOND, 2 * COPY, COPY])
      expect(readFrom(bytes.subarray(0, length)), `${length} bytes`).toEqual({
        head: headOf(2),
        isCertain: false,
      });
    expect(() => readFrom(bytes.subarray(0, COPY - 1))).toThrow(/neither slot of the head can be read/);
  });

  test("is none where something else stands, though its checksum is right", () => {
    const bytes = headFile(3);
    for (const at of [SECOND, SECOND + COPY]) {
      bytes.write("ELSE", at, "latin1");
      bytes.writeUInt32LE(crc32(bytes.subarray(at, at + COPY - 4)), at + COPY - 4);
    }
    expect(readFrom(bytes)).toEqual({ head: headOf(2), isCertain: false });
  });
});

test("a head that the disk does not give is said to be that, and not to be missing", () => {
  const read = (): never => {
    throw Object.assign(new Error("no"), { code: "EACCES" });
  };
  expect(() => readHead({ ...quick, read }, "runs/j")).toThrow(
    "runs/j/head: the journal cannot be read; found: EACCES; fix:",
  );
});
