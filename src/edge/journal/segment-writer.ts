import type { Buffer } from "node:buffer";
import { AheadSegment } from "./ahead.ts";
import { type Disk, writeAll } from "./disk.ts";
import { GROUP_HEADER, RECORDS_KIND, sealGroup } from "./group.ts";
import { type Head, HeadWriter } from "./head.ts";
import type { JournalFull } from "./problems.ts";
import { type JournalFacts, SEGMENT_HEADER, segmentHeader } from "./segment.ts";

/** Where a writer goes on. */
export interface WriterStart {
  readonly disk: Disk;
  readonly directory: string;
  readonly facts: JournalFacts;
  /** Size of the segments to come. */
  readonly segmentBytes: number;
  /** The segment that is written now: its file, open, and its size. */
  readonly fd: number;
  readonly capacity: number;
  readonly head: Head;
}

/** Writes groups into segments and the head after them. Knows bytes and counts, not what a record is. */
export class SegmentWriter {
  readonly #start: WriterStart;
  readonly #head: HeadWriter;
  readonly #chain: Buffer;
  #ahead: AheadSegment;
  #fd: number;
  #segment: number;
  #capacity: number;
  #at: number;
  #next: number;
  #generation: number;
  #isClosed = false;

  constructor(start: WriterStart) {
    const { disk, directory, head } = start;
    this.#start = start;
    this.#head = new HeadWriter(disk, directory);
    this.#chain = head.chain;
    this.#fd = start.fd;
    this.#segment = head.segment;
    this.#capacity = start.capacity;
    this.#at = head.end;
    this.#next = head.lastSequence + 1;
    this.#generation = head.generation;
    this.#ahead = this.#beginAhead();
  }

  /** Number of the last record written; 0 before the first. */
  get lastSequence(): number {
    return this.#next - 1;
  }

  /** Bytes of payload that a group in this segment can still have. */
  get room(): number {
    return this.#capacity - this.#at - GROUP_HEADER;
  }

  /** Bytes of payload that a group can have in the next segment. */
  get roomInNext(): number {
    return this.#start.segmentBytes - SEGMENT_HEADER - GROUP_HEADER;
  }

  /** Why no space could be had for the next segment, while this one still has some; undefined when all is well. */
  get shortage(): JournalFull | undefined {
    return this.#ahead.shortage;
  }

  /**
   * One group of `count` records, on the disk on return. It does not count until `publish`.
   * @param group room for the header, then `length` bytes of payload, at most `room`
   */
  write(group: Buffer, length: number, count: number): void {
    sealGroup(
      group,
      { kind: RECORDS_KIND, segment: this.#segment, length, count, first: this.#next },
      this.#chain,
    );
    writeAll(this.#start.disk, this.#fd, group, GROUP_HEADER + length, this.#at);
    this.#at += GROUP_HEADER + length;
    this.#next += count;
  }

  /** Goes on in the next segment. */
  roll(): void {
    const { disk, facts, segmentBytes } = this.#start;
    const before = this.#fd;
    const fd = this.#ahead.finish();
    this.#fd = fd; // Before the other is closed: where that fails, it is gone all the same, and this one is still open.
    disk.close(before);
    this.#segment++;
    this.#capacity = segmentBytes;
    const facing = { ...facts, segment: this.#segment, bytes: segmentBytes, first: this.#next };
    writeAll(disk, fd, segmentHeader(facing, this.#chain), SEGMENT_HEADER, 0);
    this.#at = SEGMENT_HEADER;
    this.#ahead = this.#beginAhead();
  }

  /** Everything written counts from here on, whatever happens. */
  publish(): void {
    this.#head.write({
      generation: ++this.#generation,
      lastSequence: this.#next - 1,
      segment: this.#segment,
      end: this.#at,
      chain: this.#chain,
    });
  }

  /** Makes as much of the next segment as is due by now: behind what was published. Sets `shortage`. */
  prepare(): void {
    this.#ahead.prepare(this.#at / this.#capacity);
  }

  /** Gives back the files, each once, and with `trim` the space that was not used. Closed again is nothing. */
  close(trim: boolean): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { disk } = this.#start;
    try {
      this.#ahead.discard();
      if (trim && this.#at < this.#capacity) disk.truncate(this.#fd, this.#at);
    } finally {
      try {
        disk.close(this.#fd);
      } finally {
        this.#head.close();
      }
    }
  }

  #beginAhead(): AheadSegment {
    const { disk, directory, segmentBytes } = this.#start;
    return new AheadSegment(disk, { directory, segment: this.#segment + 1, bytes: segmentBytes });
  }
}
