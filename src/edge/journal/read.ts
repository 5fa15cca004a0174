import { type Disk, nodeDisk } from "./disk.ts";
import { FRAME, frameLength } from "./group.ts";
import { durableHead } from "./tail.ts";
import { walk } from "./walk.ts";

/** A record and its place in the order. */
export interface JournalRecord {
  readonly sequence: number;
  readonly record: string;
}

/** What a journal comes to. */
export interface JournalSummary {
  readonly records: number;
  /** Commits that it was written in. */
  readonly groups: number;
  readonly segments: number;
  /** Of text and lengths, without the headers. */
  readonly bytes: number;
  readonly lastSequence: number;
  /** Of the last group, hex: two journals with the same chain are the same, byte for byte. */
  readonly chain: string;
}

/**
 * The durable records in their order, verified while they are read; a process may go on writing them. Changes nothing.
 * @param options.from the first record wanted; earlier segments are not read, the rest is held to the head
 * @throws JournalDamaged at the place, after the records before it
 */
export function* readJournal(
  directory: string,
  options: { readonly from?: number; readonly disk?: Disk } = {},
): Generator<JournalRecord> {
  const { from = 1, disk = nodeDisk } = options;
  for (const group of walk(disk, directory, durableHead(disk, directory), from)) {
    const { bytes, from: start, first, count } = group;
    let at = start;
    for (let i = 0; i < count; i++) {
      const text = at + FRAME;
      at = text + frameLength(bytes, at);
      const sequence = first + i;
      if (sequence >= from) yield { sequence, record: bytes.toString("utf8", text, at) };
    }
  }
}

/** Verifies all of it without making a text of any record. @throws JournalDamaged at the first place that is wrong */
export function verifyJournal(directory: string, disk: Disk = nodeDisk): JournalSummary {
  const head = durableHead(disk, directory);
  let bytes = 0;
  let groups = 0;
  for (const { from, end } of walk(disk, directory, head)) {
    groups++;
    bytes += end - from;
  }
  const { lastSequence, segment } = head;
  return {
    records: lastSequence,
    groups,
    segments: segment,
    bytes,
    lastSequence,
    chain: head.chain.toString("hex"),
  };
}
