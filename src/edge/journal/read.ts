import { type Disk, nodeDisk } from "./disk.ts";
import { FRAME, frameLength } from "./group.ts";
import { JournalDamaged } from "./problems.ts";
import { durableHead } from "./tail.ts";
import { type GroupView, type Place, walk } from "./walk.ts";

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
 * @throws JournalDamaged at the place, after the records before it
 */
export function* readJournal(
  directory: string,
  { disk = nodeDisk }: { readonly disk?: Disk } = {},
): Generator<JournalRecord> {
  for (const group of walk(disk, directory, durableHead(disk, directory))) yield* recordsOf(group);
}

/** Reads a journal while it grows: what was verified once is passed over. Changes nothing. */
export class JournalFollower {
  readonly #directory: string;
  #place: Place | undefined;

  /** `after`: where it was come to before; left out: nowhere yet. */
  constructor(directory: string, after?: Place) {
    this.#directory = directory;
    this.#place = after;
  }

  /** Behind the last group all of which was handed out; undefined before the first. */
  get place(): Place | undefined {
    return this.#place;
  }

  /** The records that have become durable since it was asked last. @throws JournalDamaged as `readJournal` does */
  *news(disk: Disk = nodeDisk): Generator<JournalRecord> {
    const head = durableHead(disk, this.#directory);
    if (this.#place !== undefined && head.lastSequence < this.#place.next) return;
    for (const group of walk(disk, this.#directory, head, this.#place)) {
      yield* recordsOf(group);
      const { segment: header, end, first, count, chain } = group;
      this.#place = { header, end, next: first + count, chain };
    }
  }
}

/** Number of the last record that is durable; 0 before the first. @throws JournalDamaged when the head cannot be read */
export const lastSequenceIn = (directory: string, disk: Disk = nodeDisk): number =>
  durableHead(disk, directory).lastSequence;

/** Whether a journal goes on behind a place that was come to in it before: it may be another one, or an older copy. */
export function goesOnBehind(directory: string, place: Place, disk: Disk = nodeDisk): boolean {
  try {
    const groups = walk(disk, directory, durableHead(disk, directory), place);
    while (groups.next().done !== true);
    return true;
  } catch (error) {
    if (error instanceof JournalDamaged) return false;
    throw error;
  }
}

function* recordsOf({ bytes, from, first, count }: GroupView): Generator<JournalRecord> {
  let at = from;
  for (let i = 0; i < count; i++) {
    const text = at + FRAME;
    at = text + frameLength(bytes, at);
    yield { sequence: first + i, record: bytes.toString("utf8", text, at) };
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
