import type { Buffer } from "node:buffer";
import { join } from "node:path";
import { UserProblem } from "../problem/index.ts";
import { fillWithZeros } from "./ahead.ts";
import { type Disk, nodeDisk, orGivenBack, writeAll } from "./disk.ts";
import { newChain } from "./group.ts";
import { createHead, HEAD_FILE, HeadWriter, readHead } from "./head.ts";
import { DirectJournal, type Journal } from "./journal.ts";
import { syncNames } from "./names.ts";
import { asJournalFull, JournalDamaged } from "./problems.ts";
import {
  checkSegmentBytes,
  type JournalFacts,
  SEGMENT_BYTES,
  SEGMENT_HEADER,
  type SegmentHeader,
  segmentFile,
  segmentHeader,
} from "./segment.ts";
import { SegmentWriter } from "./segment-writer.ts";
import { findTail, type Tail, wholeGroupFrom } from "./tail.ts";
import { readSegment, segmentsIn, walk } from "./walk.ts";
import { writtenFrom } from "./zeros.ts";

export interface JournalOptions {
  /** Size of the segments to come, bytes; 8 MiB unless told. */
  readonly segmentBytes?: number;
  /** For tests and drills: a disk that fails. */
  readonly disk?: Disk;
}

export interface OpenOptions extends JournalOptions {
  /** Who writes from here on; new segments carry it. The build that began the journal unless told. */
  readonly build?: string;
}

export interface OpenedJournal {
  readonly journal: Journal;
  /** Of its beginning. */
  readonly facts: JournalFacts;
  readonly recovered: {
    /** Bytes that were cut, because a crash left them unfinished. None of them was ever durable. */
    readonly torn: number;
    /** Groups that were whole behind the head, and count from now on. */
    readonly kept: number;
  };
}

/** Whether a journal was begun in the directory; it may be damaged. */
export const hasJournal = (directory: string, disk: Disk = nodeDisk): boolean =>
  disk.exists(join(directory, HEAD_FILE));

/**
 * Begins a journal. Where it fails none has begun, or one that holds nothing yet and is continued as any other.
 * @throws UserProblem, exit 3, when the directory has one; JournalDamaged when it has the rest of one; JournalFull
 */
export function createJournal(directory: string, facts: JournalFacts, options: JournalOptions = {}): Journal {
  return new DirectJournal(beginWriter(directory, facts, options), directory);
}

/** What `createJournal` does before there is anybody to append. */
export function beginWriter(directory: string, facts: JournalFacts, options: JournalOptions): SegmentWriter {
  const { disk = nodeDisk } = options;
  const segmentBytes = checkSegmentBytes(options.segmentBytes ?? SEGMENT_BYTES);
  const chain = newChain();
  const header = segmentHeader({ ...facts, segment: 1, bytes: segmentBytes, first: 1 }, chain);
  refuseExisting(disk, directory);
  return writing(directory, () => {
    disk.mkdir(directory);
    const fd = disk.open(join(directory, segmentFile(1)), "new");
    return orGivenBack(disk, fd, () => {
      fillWithZeros(disk, fd, SEGMENT_HEADER, segmentBytes);
      writeAll(disk, fd, header, SEGMENT_HEADER, 0);
      const head = { generation: 0, lastSequence: 0, segment: 1, end: SEGMENT_HEADER, chain };
      syncNames(disk, directory); // Before the head: with it the journal exists, and its segment has to.
      createHead(disk, directory, head);
      const capacity = segmentBytes;
      const started = { ...head, generation: 1 }; // The second slot has it.
      return new SegmentWriter({ disk, directory, facts, segmentBytes, fd, capacity, head: started });
    });
  });
}

/**
 * Verifies a journal from its first byte to its last, cuts what a crash left unfinished, and continues it.
 * @throws JournalDamaged when anything is wrong that was durable; JournalFull; UserProblem for a newer version
 */
export function openJournal(directory: string, options: OpenOptions = {}): OpenedJournal {
  const { writer, facts, recovered } = continueWriter(directory, options);
  return { journal: new DirectJournal(writer, directory), facts, recovered };
}

/** What `openJournal` does before there is anybody to append. */
export function continueWriter(
  directory: string,
  options: OpenOptions,
): Omit<OpenedJournal, "journal"> & { readonly writer: SegmentWriter } {
  const { disk = nodeDisk } = options;
  const segmentBytes = checkSegmentBytes(options.segmentBytes ?? SEGMENT_BYTES);
  const { head, isCertain } = readHead(disk, directory);
  let facts: SegmentHeader | undefined;
  const groups = walk(disk, directory, head);
  let turn = groups.next();
  for (; turn.done !== true; turn = groups.next()) facts ??= turn.value.segment;
  facts ??= turn.value;
  const tail = findTail(disk, directory, { head, header: turn.value, isCertain });
  const { run, build } = facts;
  return writing(directory, () => {
    const fd = mend(disk, directory, tail);
    const { lastSequence, end, chain } = tail;
    const hasMoved = tail.kept > 0 || !isCertain;
    const generation = head.generation + (hasMoved ? 1 : 0);
    const mended = { generation, lastSequence, segment: tail.header.segment, end, chain };
    const writer = orGivenBack(disk, fd, () => {
      if (hasMoved) moveHead(disk, directory, mended);
      else syncHead(disk, directory);
      return new SegmentWriter({
        ...{ disk, directory, segmentBytes, fd, head: mended },
        facts: { run, build: options.build ?? build },
        capacity: tail.header.bytes,
      });
    });
    return { writer, facts: { run, build }, recovered: { torn: tail.torn, kept: tail.kept } };
  });
}

function writing<T>(directory: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asJournalFull(directory, error);
  }
}

/** A beginning that never got its head is no journal; it may be begun anew. */
function refuseExisting(disk: Disk, directory: string): void {
  if (hasJournal(directory, disk))
    throw new UserProblem({
      exitCode: 3,
      where: directory,
      message: "there is a journal already",
      fix: "continue it, or choose another directory",
    });
  if (!disk.exists(directory)) return;
  for (const segment of segmentsIn(disk, directory)) {
    const bytes = readSegment(disk, directory, segment) as Buffer; // It was just listed.
    // What a torn write left in the place of zeros is no group, and nothing was durable before there was a head.
    if (segment === 1 && wholeGroupFrom(bytes, SEGMENT_HEADER) < 0) continue;
    throw new JournalDamaged({
      ...{ directory, file: HEAD_FILE, segment: 0, offset: 0, sequences: undefined },
      what: `the head is missing, but ${segmentFile(segment)} holds something`,
    });
  }
}

/** Leaves zeros behind the last whole group, and no files behind its segment. @returns the segment, open */
function mend(disk: Disk, directory: string, tail: Tail): number {
  const { header, end, torn, kept } = tail;
  for (const later of segmentsIn(disk, directory).filter((segment) => segment > header.segment))
    disk.remove(join(directory, segmentFile(later)));
  const fd = disk.open(join(directory, segmentFile(header.segment)), "existing");
  return orGivenBack(disk, fd, () => {
    const bytes = readSegment(disk, directory, header.segment) as Buffer; // It was just read.
    const dirty = end + writtenFrom(bytes, end);
    fillWithZeros(disk, fd, end, dirty);
    if (bytes.length < header.bytes) fillWithZeros(disk, fd, Math.max(end, bytes.length), header.bytes);
    if (bytes.length > header.bytes) disk.truncate(fd, header.bytes);
    if (kept > 0 || torn > 0) disk.sync(fd); // What a killed process wrote may not be on the disk yet.
    disk.syncDirectory(directory);
    return fd;
  });
}

/** What a killed process wrote may not be on the disk yet: a cut of the power must not take it back from under the next head. */
function syncHead(disk: Disk, directory: string): void {
  const fd = disk.open(join(directory, HEAD_FILE), "existing");
  try {
    disk.sync(fd);
  } finally {
    disk.close(fd);
  }
}

/**
 * Into the slot that is older, or cannot be read. The other one stays as it is: were this write torn, the groups behind
 * the end that it names would still tell that nothing is missing.
 */
function moveHead(disk: Disk, directory: string, head: Parameters<HeadWriter["write"]>[0]): void {
  const writer = new HeadWriter(disk, directory);
  try {
    writer.write(head);
  } finally {
    writer.close();
  }
}
