/** What a group is, and every way in which bytes are none. The layout is that of the file, byte by byte. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { putFrame } from "./frame.ts";
import {
  type Due,
  frameLength,
  getU64,
  groupAt,
  looksWhole,
  newChain,
  nextCandidate,
  putU64,
  sealGroup,
} from "./group.ts";

const FAR = 5 * 2 ** 32 + 3;
const DUE: Due = { kind: 2, segment: 4, first: FAR, chain: newChain().fill(9) };
const AT = 10; // Groups stand behind others.

/** Bytes with a group of the records "one" and "four" at AT, then some more. */
function sealed(): { bytes: Buffer; end: number; chain: Buffer } {
  const length = 4 + 3 + 4 + 4;
  const group = Buffer.alloc(64 + length);
  putFrame(group, 64, 7, "one");
  putFrame(group, 71, 8, "four");
  const chain = Buffer.from(DUE.chain);
  sealGroup(group, { kind: 2, segment: 4, length, count: 2, first: FAR }, chain);
  return { bytes: Buffer.concat([Buffer.alloc(AT), group, Buffer.alloc(30)]), end: AT + group.length, chain };
}

/** The same with other bytes behind the checksum, and a checksum that fits them. */
function changed(at: number, write: (bytes: Buffer, at: number) => void): Buffer {
  const { bytes, end } = sealed();
  write(bytes, AT + at);
  bytes.writeUInt32LE(crc32(bytes.subarray(AT + 36, end)), AT + 32);
  return bytes;
}
const found = (bytes: Buffer, due: Partial<Due> = {}) => groupAt(bytes, AT, bytes.length, { ...DUE, ...due });

describe("a group", () => {
  test("says in its header what it is: chain, checksum, magic, kind, segment, length, count, first", () => {
    const { bytes, end, chain } = sealed();
    const group = bytes.subarray(AT, end);
    const hashed = createHash("sha256").update(DUE.chain).update(group.subarray(32)).digest();
    expect(group.subarray(0, 32)).toEqual(hashed);
    expect(chain).toEqual(hashed);
    expect(group.readUInt32LE(32)).toBe(crc32(group.subarray(36)));
    expect(group.toString("latin1", 36, 40)).toBe("TMNL");
    expect([40, 44, 48, 52, 56, 60].map((at) => group.readUInt32LE(at))).toEqual([2, 4, 15, 2, 3, 5]);
  });

  test("is found where it stands, and leaves its bytes as they were", () => {
    const { bytes, end, chain } = sealed();
    const before = Buffer.from(bytes);
    expect(found(bytes)).toEqual({ end, count: 2, chain });
    expect(groupAt(bytes, AT, end, DUE)).toEqual({ end, count: 2, chain });
    expect(bytes).toEqual(before);
    expect(found(bytes, { chain: newChain() })).toBe(
      "the group does not continue the chain of the groups before it",
    );
    expect(bytes).toEqual(before);
  });

  test("is none where it is cut, however little of it is there", () => {
    const { bytes, end } = sealed();
    expect(groupAt(bytes, AT, end - 1, DUE)).toBe("the group claims 15 bytes, only 14 are there");
    expect(groupAt(bytes, AT, AT + 64, DUE)).toBe("the group claims 15 bytes, only 0 are there");
    expect(groupAt(bytes, AT, AT + 63, DUE)).toBe("63 bytes are too few for a group");
  });

  test("is none where another is due, and says which it is", () => {
    const { bytes } = sealed();
    expect(found(bytes, { kind: 1 })).toBe("a group of kind 2 stands where kind 1 is due");
    expect(found(bytes, { segment: 5 })).toBe("the group belongs to segment 4");
    expect(found(bytes, { first: 3 })).toBe(`the group begins with record ${FAR}, due is 3`);
    expect(found(Buffer.alloc(200))).toBe("no group begins here");
    expect(found(changed(75, (one, at) => one.writeUInt8(1, at)))).toMatch(/does not continue the chain/);
    bytes[AT + 70] = 1;
    expect(found(bytes)).toBe("the checksum of the group is wrong");
  });

  test.each([
    [1, 4, "one record less than it holds"],
    [3, 4, "one record more"],
    [2, 3, "a length that leaves a byte"],
    [2, 5, "a length that takes one too many"],
    [0, 4, "nothing"],
  ])("is none where it claims %i records, the last of %i bytes: %s", (count, last) => {
    const { bytes } = sealed();
    const group = bytes.subarray(AT);
    group.writeUInt32LE(last, 71);
    sealGroup(group, { kind: 2, segment: 4, length: 15, count, first: FAR }, Buffer.from(DUE.chain));
    expect(found(bytes)).toBe(`the group does not hold the ${count} records it claims`);
  });
});

describe("what looks like a group", () => {
  test("is looked for by its magic, from a place on", () => {
    const { bytes } = sealed();
    expect([nextCandidate(bytes, 0), nextCandidate(bytes, AT), nextCandidate(bytes, AT + 1)]).toEqual([
      AT,
      AT,
      -1,
    ]);
    const early = Buffer.from("....TMNL");
    expect([nextCandidate(early, 0), nextCandidate(early, -36)]).toEqual([-1, 4 - 36]);
  });

  test("is whole where its checksum says so, whatever it follows", () => {
    const { bytes, end } = sealed();
    expect([looksWhole(bytes, AT), looksWhole(bytes, AT + 1), looksWhole(bytes, -1)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(looksWhole(bytes.subarray(0, end), AT)).toBe(true);
    expect(looksWhole(bytes.subarray(0, end - 1), AT)).toBe(false);
    expect(looksWhole(bytes.subarray(0, AT + 63), AT)).toBe(false);
    for (const cut of [36, 40, 47, 51]) expect(looksWhole(bytes.subarray(0, AT + cut), AT)).toBe(false);
    bytes[AT] = 1; // Of the chain, which the checksum does not cover.
    expect(looksWhole(bytes, AT)).toBe(true);
    bytes[AT + 40] = 7;
    expect(looksWhole(bytes, AT)).toBe(false);
  });
});

test("lengths and numbers stand in the file with their lowest byte first, up to their largest", () => {
  expect(frameLength(Buffer.from([0, 1, 2, 3, 4]), 1)).toBe(0x04030201);
  expect(frameLength(Buffer.from([0xff, 0xff, 0xff, 0xff]), 0)).toBe(0xffffffff);
  const bytes = Buffer.alloc(9);
  putU64(bytes, Number.MAX_SAFE_INTEGER, 1);
  expect([...bytes]).toEqual([0, 255, 255, 255, 255, 255, 255, 31, 0]);
  expect(getU64(bytes, 1)).toBe(Number.MAX_SAFE_INTEGER);
});
