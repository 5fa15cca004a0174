import type { Buffer } from "node:buffer";
import { join } from "node:path";
import type { Disk } from "./disk.ts";
import {
  GROUP_HEADER,
  groupAt,
  looksWhole,
  nextCandidate,
  RECORDS_KIND,
  SEGMENT_HEADER_KIND,
} from "./group.ts";
import { type Head, readHead } from "./head.ts";
import { JournalDamaged } from "./problems.ts";
import { parseSegmentHeader, SEGMENT_HEADER, type SegmentHeader, segmentFile } from "./segment.ts";
import { readSegment, segmentsIn } from "./walk.ts";
import { writtenFrom } from "./zeros.ts";

/** Where a journal really ends: after the whole groups behind the head. */
export interface Tail {
  readonly header: SegmentHeader;
  readonly end: number;
  readonly lastSequence: number;
  readonly chain: Buffer;
  /** Whole groups behind the head, segment headers included. */
  readonly kept: number;
  /** Bytes behind them that were written, but form no whole group. */
  readonly torn: number;
}

/** Where to look from. */
interface Start {
  readonly head: Head;
  /** Of the segment the head points into. */
  readonly header: SegmentHeader;
  readonly isCertain: boolean;
}

/**
 * Looks behind the head. A group is on the disk before its head is, and before the next group is begun. So after a
 * crash whole groups may stand there, then at most one that is torn, then nothing. Anything else is no torn tail, but
 * damage: a whole group behind a broken one shows that the head is older than what was durable.
 *
 * @throws JournalDamaged
 */
export function findTail(disk: Disk, directory: string, from: Start): Tail {
  const { head, header, isCertain } = from;
  const { lastSequence, end, chain } = head;
  const tail = { header, end, lastSequence, chain, kept: 0, torn: 0 };
  let bytes = readSegment(disk, directory, head.segment) as Buffer; // Just verified up to the head.
  for (;;) {
    followGroups(bytes, tail);
    tail.torn = writtenFrom(bytes, tail.end);
    if (tail.torn > 0) break;
    const next = nextSegment(disk, directory, tail);
    if (next === undefined) break;
    bytes = next;
  }
  refuseWhatFollows(disk, directory, bytes, { tail, isCertain });
  if (isCertain || tail.kept > 0) return tail;
  throw new JournalDamaged({
    ...{ directory, file: "head", segment: 0, offset: 0, sequences: [lastSequence + 1, lastSequence] },
    what: `one slot of the head cannot be read, and no group follows the one the other slot names: more than ${lastSequence} records may have been durable`,
  });
}

/**
 * The head that a reader stops at. Where the newest slot was lost it is found behind the older one, as `findTail` does.
 * @throws JournalDamaged when the head, or what must follow it, cannot be read
 */
export function durableHead(disk: Disk, directory: string): Head {
  const { head, isCertain } = readHead(disk, directory);
  const opening = isCertain
    ? undefined
    : readSegment(disk, directory, head.segment, { most: SEGMENT_HEADER });
  if (opening?.length !== SEGMENT_HEADER) return head; // What is missing there, whoever walks to the head will say.
  const where = join(directory, segmentFile(head.segment));
  const header = parseSegmentHeader(opening.subarray(GROUP_HEADER), where);
  if (header === undefined) return head;
  const { lastSequence, end, chain, ...tail } = findTail(disk, directory, { head, header, isCertain });
  return { generation: head.generation, lastSequence, segment: tail.header.segment, end, chain };
}

type Growing = { -readonly [Key in keyof Tail]: Tail[Key] };

function followGroups(bytes: Buffer, tail: Growing): void {
  for (;;) {
    const { segment } = tail.header;
    const due = { kind: RECORDS_KIND, segment, first: tail.lastSequence + 1, chain: tail.chain } as const;
    const group = groupAt(bytes, tail.end, bytes.length, due);
    if (typeof group === "string") return;
    tail.end = group.end;
    tail.chain = group.chain;
    tail.lastSequence += group.count;
    tail.kept++;
  }
}

/** The next segment, when its header was written whole. */
function nextSegment(disk: Disk, directory: string, tail: Growing): Buffer | undefined {
  const segment = tail.header.segment + 1;
  const bytes = readSegment(disk, directory, segment);
  if (bytes === undefined) return undefined;
  const due = {
    kind: SEGMENT_HEADER_KIND,
    segment,
    first: tail.lastSequence + 1,
    chain: tail.chain,
  } as const;
  const opening = groupAt(bytes, 0, bytes.length, due);
  if (typeof opening === "string") return undefined;
  const payload = bytes.subarray(GROUP_HEADER, opening.end);
  const header = parseSegmentHeader(payload, join(directory, segmentFile(segment)));
  if (header === undefined) return undefined;
  tail.header = header;
  tail.end = opening.end;
  tail.chain = opening.chain;
  tail.kept++;
  return bytes;
}

/**
 * The group that stands where the tail ends may itself look whole: its checksum says nothing of its first bytes, which are
 * the chain, and a write that was torn within them leaves the rest. With a head that is certainly the newest it was never
 * durable, and counts as torn.
 */
function refuseWhatFollows(
  disk: Disk,
  directory: string,
  bytes: Buffer,
  { tail, isCertain }: { readonly tail: Growing; readonly isCertain: boolean },
): void {
  const { segment } = tail.header;
  const refuse = (at: number, inSegment: number, what: string): never => {
    const file = segmentFile(inSegment);
    const from = tail.lastSequence + 1;
    throw new JournalDamaged({
      ...{ directory, file, segment: inSegment, offset: at, sequences: [from, tail.lastSequence], what },
    });
  };
  const whole = wholeGroupFrom(bytes, isCertain ? tail.end + 1 : tail.end);
  if (whole >= 0)
    refuse(tail.end, segment, `what stands here is broken, but a whole group follows at byte ${whole}`);
  for (const later of segmentsIn(disk, directory).filter((one) => one > segment)) {
    if (later > segment + 1)
      refuse(0, later, `the journal ends in segment ${segment}, this file is beyond it`);
    const ahead = readSegment(disk, directory, later);
    if (ahead === undefined) continue;
    if (wholeGroupFrom(ahead, 0) >= 0)
      refuse(0, later, `it holds a whole group, but does not continue segment ${segment}`);
    tail.torn += writtenFrom(ahead, 0);
  }
}

/** Where something stands that can only have been a whole group, at `from` or behind it; -1 where nothing does. */
export function wholeGroupFrom(bytes: Buffer, from: number): number {
  for (let at = nextCandidate(bytes, from); at >= 0; at = nextCandidate(bytes, at + 1))
    if (looksWhole(bytes, at)) return at;
  return -1;
}
