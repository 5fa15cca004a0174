import type { Buffer } from "node:buffer";
import { join } from "node:path";
import type { Disk } from "./disk.ts";
import { GROUP_HEADER, groupAt, newChain, RECORDS_KIND, SEGMENT_HEADER_KIND } from "./group.ts";
import { HEAD_FILE, type Head } from "./head.ts";
import { JournalDamaged, unreadable } from "./problems.ts";
import { parseSegmentHeader, SEGMENT_FILE, type SegmentHeader, segmentFile } from "./segment.ts";
import { isZero } from "./zeros.ts";

/** A group of records that was found whole. The bytes are reused for the next segment. */
export interface GroupView {
  readonly segment: SegmentHeader;
  readonly bytes: Buffer;
  readonly from: number;
  readonly end: number;
  readonly first: number;
  readonly count: number;
  /** Of this group: what the next one continues. */
  readonly chain: Buffer;
}

/** Behind a group of records: where whoever has come so far goes on. */
export interface Place {
  readonly header: SegmentHeader;
  readonly end: number;
  /** Sequence of the record that comes next. */
  readonly next: number;
  readonly chain: Buffer;
}

/**
 * The groups of records up to the head, each verified before it is handed out: checksum, chain, sequence, framing,
 * and nothing but zeros where a segment was left for the next.
 *
 * @param after begins there; what comes before was verified when it was passed
 * @returns header of the last segment
 * @throws JournalDamaged at the first place that is not what was written
 */
export function* walk(
  disk: Disk,
  directory: string,
  head: Head,
  after?: Place,
): Generator<GroupView, SegmentHeader> {
  let chain = after?.chain ?? newChain();
  let first = after?.next ?? 1;
  let header = after?.header;
  let buffer: Buffer | undefined;
  for (let segment = header?.segment ?? 1; segment <= head.segment; segment++) {
    const file = segmentFile(segment);
    const damage = (offset: number, what: string): JournalDamaged =>
      new JournalDamaged({ directory, file, segment, offset, sequences: [first, head.lastSequence], what });
    const isLast = segment === head.segment;
    const bytes = readSegment(disk, directory, segment, {
      most: isLast ? head.end : undefined,
      reuse: buffer,
    });
    if (bytes === undefined) throw damage(0, "the segment is missing");
    buffer = bytes;
    if (isLast && bytes.length < head.end)
      throw damage(bytes.length, `the file ends here, but the journal was durable up to byte ${head.end}`);

    let at: number;
    if (segment === after?.header.segment) {
      header = after.header;
      at = after.end;
    } else {
      const opening = groupAt(bytes, 0, bytes.length, { kind: SEGMENT_HEADER_KIND, segment, first, chain });
      if (typeof opening === "string") throw damage(0, `in the header of the segment, ${opening}`);
      header = parseSegmentHeader(bytes.subarray(GROUP_HEADER, opening.end), join(directory, file));
      if (header === undefined) throw damage(0, "the header of the segment does not say what it must");
      chain = opening.chain;
      at = opening.end;
    }
    if (!isLast && bytes.length !== header.bytes)
      throw damage(bytes.length, `the file has ${bytes.length} bytes, not the ${header.bytes} it began with`);

    while (at < bytes.length) {
      if (!isLast && isZero(bytes, at)) break; // The rest was too small for the next group.
      const group = groupAt(bytes, at, bytes.length, { kind: RECORDS_KIND, segment, first, chain });
      if (typeof group === "string") throw damage(at, group);
      const { end, count } = group;
      chain = group.chain;
      yield { segment: header, bytes, from: at + GROUP_HEADER, end, first, count, chain };
      first += count;
      at = end;
    }
  }
  if (header === undefined || first - 1 !== head.lastSequence || !chain.equals(head.chain))
    throw new JournalDamaged({
      ...{ directory, file: HEAD_FILE, segment: 0, offset: 0, sequences: undefined },
      what: `the head says that the journal ends with record ${head.lastSequence}, its segments end with record ${first - 1} or another chain`,
    });
  return header;
}

/** The numbers of the segments that are there, in order. */
export function segmentsIn(disk: Disk, directory: string): number[] {
  try {
    return disk
      .list(directory)
      .map((name) => Number(SEGMENT_FILE.exec(name)?.[1]))
      .filter((segment) => segment > 0)
      .sort((a, b) => a - b);
  } catch (error) {
    throw unreadable(directory, error);
  }
}

/**
 * A segment as it is on the disk.
 * @param part.most no more than so many bytes of it
 * @param part.reuse memory of an earlier one, taken again where it is large enough
 * @returns undefined when it is missing
 */
export function readSegment(
  disk: Disk,
  directory: string,
  segment: number,
  part?: { readonly most?: number | undefined; readonly reuse?: Buffer | undefined },
): Buffer | undefined {
  const file = join(directory, segmentFile(segment));
  try {
    return disk.read(file, part?.most, part?.reuse);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unreadable(file, error);
  }
}
