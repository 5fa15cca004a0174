import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import { crc32 } from "node:zlib";

/**
 * A group is what one commit wrote: a header of 64 bytes and a payload. Numbers are little-endian.
 *
 *      0  chain     32 bytes, SHA-256 of (chain of the group before, everything of this group after the chain)
 *     32  crc       u32, CRC-32 of everything that follows it
 *     36  magic     "TMNL"
 *     40  kind      u32, 1 the header of a segment, 2 records
 *     44  segment   u32, from 1
 *     48  length    u32, of the payload
 *     52  count     u32, records in the payload
 *     56  first     u64, sequence number of its first record
 *
 * The chain stands first so that the bytes it covers, with the chain before in its place, are one piece of memory.
 */
export const GROUP_HEADER = 64;
export const CHAIN = 32;
const CRC_AT = 32;
const MAGIC_AT = 36;
const MAGIC = 0x4c4e4d54; // "TMNL" as it stands in the file.
const KIND_AT = 40;
const SEGMENT_AT = 44;
const LENGTH_AT = 48;
const COUNT_AT = 52;
const FIRST_AT = 56;
const TWO_32 = 0x1_0000_0000;

export const SEGMENT_HEADER_KIND = 1;
export const RECORDS_KIND = 2;
type Kind = typeof SEGMENT_HEADER_KIND | typeof RECORDS_KIND;

/** The chain before the first group. */
export const newChain = (): Buffer => Buffer.alloc(CHAIN);

export interface GroupFacts {
  readonly kind: Kind;
  readonly segment: number;
  readonly length: number;
  readonly count: number;
  readonly first: number;
}

/** Completes the header of a group whose payload stands behind it, and moves `chain` on. */
export function sealGroup(group: Buffer, facts: GroupFacts, chain: Buffer): void {
  chain.copy(group);
  group.writeUInt32LE(MAGIC, MAGIC_AT);
  group.writeUInt32LE(facts.kind, KIND_AT);
  group.writeUInt32LE(facts.segment, SEGMENT_AT);
  group.writeUInt32LE(facts.length, LENGTH_AT);
  group.writeUInt32LE(facts.count, COUNT_AT);
  putU64(group, facts.first, FIRST_AT);
  const end = GROUP_HEADER + facts.length;
  group.writeUInt32LE(crc32(group.subarray(MAGIC_AT, end)), CRC_AT);
  hash("sha256", group.subarray(0, end), "buffer").copy(chain);
  chain.copy(group);
}

/** What the next group has to be. */
export interface Due {
  readonly kind: Kind;
  readonly segment: number;
  readonly first: number;
  readonly chain: Buffer;
}

/** A group that was found whole; its payload ends at `end`. */
export interface Whole {
  readonly end: number;
  readonly count: number;
  readonly chain: Buffer;
}

/**
 * The group at a place of a segment, below `limit`. Uses the place of its chain and puts back what stood there.
 * @returns the group, or in words why it is none
 */
export function groupAt(bytes: Buffer, at: number, limit: number, due: Due): Whole | string {
  if (at + GROUP_HEADER > limit) return `${limit - at} bytes are too few for a group`;
  if (bytes.readUInt32LE(at + MAGIC_AT) !== MAGIC) return "no group begins here";
  const length = bytes.readUInt32LE(at + LENGTH_AT);
  const end = at + GROUP_HEADER + length;
  if (end > limit) return `the group claims ${length} bytes, only ${limit - at - GROUP_HEADER} are there`;
  const crc = crc32(bytes.subarray(at + MAGIC_AT, end));
  if (crc !== bytes.readUInt32LE(at + CRC_AT)) return "the checksum of the group is wrong";
  const kind = bytes.readUInt32LE(at + KIND_AT);
  if (kind !== due.kind) return `a group of kind ${kind} stands where kind ${due.kind} is due`;
  const segment = bytes.readUInt32LE(at + SEGMENT_AT);
  if (segment !== due.segment) return `the group belongs to segment ${segment}`;
  const first = getU64(bytes, at + FIRST_AT);
  if (first !== due.first) return `the group begins with record ${first}, due is ${due.first}`;
  const chain = chainOf(bytes, at, end, due.chain);
  if (chain === undefined) return "the group does not continue the chain of the groups before it";
  const count = bytes.readUInt32LE(at + COUNT_AT);
  if (kind === RECORDS_KIND && !isFramed(bytes, at + GROUP_HEADER, end, count))
    return `the group does not hold the ${count} records it claims`;
  return { end, count, chain };
}

/** Whether something that could only have been a whole group stands at this place, whatever it follows. */
export function looksWhole(bytes: Buffer, at: number): boolean {
  if (at < 0 || at + GROUP_HEADER > bytes.length || bytes.readUInt32LE(at + MAGIC_AT) !== MAGIC) return false;
  const end = at + GROUP_HEADER + bytes.readUInt32LE(at + LENGTH_AT);
  return end <= bytes.length && crc32(bytes.subarray(at + MAGIC_AT, end)) === bytes.readUInt32LE(at + CRC_AT);
}

/** Where the next group could begin whose magic stands at or after that of a group at `from`; -1 where none does. */
export function nextCandidate(bytes: Buffer, from: number): number {
  const found = bytes.indexOf(MAGIC_BYTES, from + MAGIC_AT);
  return found < 0 ? -1 : found - MAGIC_AT;
}

const MAGIC_BYTES = Buffer.from("TMNL", "latin1");
const claimed = Buffer.alloc(CHAIN); // Reused: what a group says its chain is.

function chainOf(bytes: Buffer, at: number, end: number, before: Buffer): Buffer | undefined {
  bytes.copy(claimed, 0, at, at + CHAIN);
  before.copy(bytes, at);
  const chain = hash("sha256", bytes.subarray(at, end), "buffer");
  claimed.copy(bytes, at);
  return chain.equals(claimed) ? chain : undefined;
}

/** Whether lengths and texts fill the payload exactly. */
function isFramed(bytes: Buffer, from: number, end: number, count: number): boolean {
  let at = from;
  let left = count;
  for (; left > 0 && at + FRAME <= end; left--) at += FRAME + frameLength(bytes, at);
  return left === 0 && at === end;
}

/** Bytes in front of each record: its length, u32. */
export const FRAME = 4;

export const frameLength = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)) >>>
  0;

export function putU64(bytes: Buffer, value: number, at: number): void {
  bytes.writeUInt32LE(value % TWO_32, at);
  bytes.writeUInt32LE(Math.floor(value / TWO_32), at + 4);
}

export const getU64 = (bytes: Buffer, at: number): number =>
  bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * TWO_32;
