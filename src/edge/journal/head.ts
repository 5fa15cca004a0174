import { Buffer } from "node:buffer";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type Disk, writeAll } from "./disk.ts";
import { CHAIN, getU64, putU64 } from "./group.ts";
import { JournalDamaged, newer, unreadable } from "./problems.ts";

/** How far the journal is durable. */
export interface Head {
  /** Rises by one with every head written; an even one stands in the first slot, an odd one in the second. */
  readonly generation: number;
  readonly lastSequence: number;
  readonly segment: number;
  /** Byte of the segment where its last durable group ends. */
  readonly end: number;
  /** Of that group. */
  readonly chain: Buffer;
}

export const HEAD_FILE = "head";
/** Slots stand in sectors of their own, also on disks with large ones, so that one torn write cannot reach both. */
const SLOT_EVERY = 4_096;
const SLOTS = 2;
/** A slot holds the head twice: a byte that rots takes neither slot away. */
const COPY = 256;
const COPIES = 2;
const SLOT = COPY * COPIES;
const MAGIC = 0x44484d54; // "TMHD" as it stands in the file.
const VERSION = 1;
const CRC_AT = COPY - 4;

/** Writes heads; keeps its file open. */
export class HeadWriter {
  readonly #disk: Disk;
  readonly #fd: number;
  readonly #slot = Buffer.alloc(SLOT);

  constructor(disk: Disk, directory: string) {
    this.#disk = disk;
    this.#fd = disk.open(join(directory, HEAD_FILE), "existing");
  }

  /** Durable on return. */
  write(head: Head): void {
    fillSlot(this.#slot, head);
    writeAll(this.#disk, this.#fd, this.#slot, SLOT, (head.generation % SLOTS) * SLOT_EVERY);
  }

  close(): void {
    this.#disk.close(this.#fd);
  }
}

/** The file of a new journal, both slots filled. It appears whole or not at all, and with it the journal exists. */
export function createHead(disk: Disk, directory: string, head: Head): void {
  const file = join(directory, HEAD_FILE);
  const bytes = Buffer.alloc(SLOT_EVERY * SLOTS);
  fillSlot(bytes.subarray(0, SLOT), head);
  fillSlot(bytes.subarray(SLOT_EVERY, SLOT_EVERY + SLOT), { ...head, generation: head.generation + 1 });
  const fd = disk.open(`${file}.new`, "new");
  try {
    writeAll(disk, fd, bytes, bytes.length, 0);
    disk.sync(fd);
  } finally {
    disk.close(fd);
  }
  disk.rename(`${file}.new`, file);
  disk.syncDirectory(directory);
}

/**
 * The newest head that can be read. `isCertain` is false when the other slot cannot be read at all: it may have been
 * the newer one. That happens when its write was torn, and then the group it was written for stands whole on the disk.
 * @throws JournalDamaged when no slot can be read; UserProblem when it is of a newer version
 */
export function readHead(
  disk: Disk,
  directory: string,
): { readonly head: Head; readonly isCertain: boolean } {
  const file = join(directory, HEAD_FILE);
  let bytes: Buffer;
  try {
    bytes = disk.read(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw unreadable(file, error);
    throw headless(directory, "the head is missing, which says how far the journal goes");
  }
  const newest = [0, 1].map((slot) => newestCopy(bytes, slot * SLOT_EVERY, file));
  const readable = newest.filter((head) => head !== undefined);
  const head = readable.reduce<Head | undefined>(
    (best, one) => (best === undefined || one.generation > best.generation ? one : best),
    undefined,
  );
  if (head === undefined)
    throw headless(directory, "neither slot of the head can be read, which says how far the journal goes");
  return { head, isCertain: readable.length === SLOTS };
}

const headless = (directory: string, what: string): JournalDamaged =>
  new JournalDamaged({ directory, file: HEAD_FILE, segment: 0, offset: 0, sequences: undefined, what });

function fillSlot(slot: Buffer, head: Head): void {
  slot.fill(0);
  slot.writeUInt32LE(MAGIC, 0);
  slot.writeUInt32LE(VERSION, 4);
  putU64(slot, head.generation, 8);
  putU64(slot, head.lastSequence, 16);
  slot.writeUInt32LE(head.segment, 24);
  slot.writeUInt32LE(head.end, 28);
  head.chain.copy(slot, 32);
  slot.writeUInt32LE(crc32(slot.subarray(0, CRC_AT)), CRC_AT);
  slot.copy(slot, COPY, 0, COPY);
}

function newestCopy(bytes: Buffer, slotAt: number, file: string): Head | undefined {
  let newest: Head | undefined;
  for (let copy = 0; copy < COPIES; copy++) {
    const head = copyAt(bytes, slotAt + copy * COPY, file);
    if (head !== undefined && (newest === undefined || head.generation > newest.generation)) newest = head;
  }
  return newest;
}

function copyAt(bytes: Buffer, at: number, file: string): Head | undefined {
  if (at + COPY > bytes.length || bytes.readUInt32LE(at) !== MAGIC) return undefined;
  if (crc32(bytes.subarray(at, at + CRC_AT)) !== bytes.readUInt32LE(at + CRC_AT)) return undefined;
  const version = bytes.readUInt32LE(at + 4);
  if (version > VERSION) throw newer(file, `timonel.journal/${version}`);
  return {
    generation: getU64(bytes, at + 8),
    lastSequence: getU64(bytes, at + 16),
    segment: bytes.readUInt32LE(at + 24),
    end: bytes.readUInt32LE(at + 28),
    chain: Buffer.from(bytes.subarray(at + 32, at + 32 + CHAIN)),
  };
}
