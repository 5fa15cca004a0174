import { Buffer } from "node:buffer";
import { frameSize, putFrame, putShortFrame } from "./frame.ts";
import { GROUP_HEADER } from "./group.ts";
import { asJournalFull, type JournalFull } from "./problems.ts";
import type { SegmentWriter } from "./segment-writer.ts";

/** Texts in one order, each with a number, durable when `flush` returns. */
export interface Journal {
  /** Number of the last record appended, perhaps not durable yet; 0 before the first. */
  readonly lastSequence: number;
  readonly durableSequence: number;
  /** Why no space could be had for the time to come, while there still is some for now: time to stop taking risk. */
  readonly shortage: JournalFull | undefined;
  /**
   * Takes a record into memory, and commits first when that is full.
   * @returns its sequence number
   * @throws JournalFull when nothing can be recorded any more; RangeError when the record is larger than a segment or
   * no well-formed text, and then nothing has changed
   */
  append(record: string): number;
  /**
   * Asks for everything appended to become durable; a journal without a thread of its own is so on return.
   * @throws JournalFull, and from then on `append` and `commit` throw the same; what was not durable does not count
   */
  commit(): void;
  /** Everything appended is durable on return. @throws JournalFull when it never will be */
  flush(): void;
  /** Commits, and gives the files back. A journal that has failed is only given back. */
  close(): void;
}

/** Memory for what is not committed yet: one write of this size costs hardly more than a small one. */
export const GROUP_BYTES = 65_536;

/** The journal on the thread that calls it. */
export class DirectJournal implements Journal {
  readonly #writer: SegmentWriter;
  readonly #directory: string;
  readonly #usual = Buffer.allocUnsafeSlow(GROUP_HEADER + GROUP_BYTES);
  #buffer = this.#usual;
  #filled = GROUP_HEADER;
  /** No record may end beyond it: the end of the buffer, or of the segment. */
  #limit: number;
  #last: number;
  #durable: number;
  #failure: Error | undefined;
  #isClosed = false;

  constructor(writer: SegmentWriter, directory: string) {
    const { lastSequence } = writer;
    this.#writer = writer;
    this.#directory = directory;
    this.#last = lastSequence;
    this.#durable = lastSequence;
    this.#limit = this.#limitNow();
  }

  get lastSequence(): number {
    return this.#last;
  }

  get durableSequence(): number {
    return this.#durable;
  }

  get shortage(): JournalFull | undefined {
    return this.#writer.shortage;
  }

  append(record: string): number {
    if (this.#failure !== undefined) throw this.#failure;
    const end = putShortFrame(this.#buffer, this.#filled, this.#limit, record);
    if (end < 0) return this.#appendAny(record);
    this.#filled = end;
    return ++this.#last;
  }

  commit(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#last === this.#durable) return;
    this.#attempt(() => {
      this.#writer.write(this.#buffer, this.#filled - GROUP_HEADER, this.#last - this.#durable);
      this.#writer.publish();
    });
    this.#durable = this.#last;
    this.#filled = GROUP_HEADER;
    this.#buffer = this.#usual;
    this.#limit = this.#limitNow();
    this.#attempt(() => this.#writer.prepare());
  }

  flush(): void {
    this.commit();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const hasFailed = this.#failure !== undefined;
    try {
      if (!hasFailed) this.commit();
    } finally {
      const isWhole = this.#failure === undefined;
      this.#failure ??= new Error("the journal is closed");
      this.#giveBack(isWhole);
    }
  }

  #appendAny(record: string): number {
    const size = frameSize(record);
    if (size > this.#writer.roomInNext)
      throw new RangeError(
        `a record of ${size} bytes is larger than a segment takes, which is ${this.#writer.roomInNext}: open the journal with larger segments`,
      );
    if (this.#filled + size > this.#limit) this.#makeRoom(size);
    putFrame(this.#buffer, this.#filled, size, record);
    this.#filled += size;
    return ++this.#last;
  }

  #makeRoom(size: number): void {
    this.commit();
    if (size > this.#writer.room) this.#attempt(() => this.#writer.roll());
    if (GROUP_HEADER + size > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(GROUP_HEADER + size);
    this.#limit = this.#limitNow();
  }

  #limitNow(): number {
    return Math.min(this.#buffer.length, GROUP_HEADER + this.#writer.room);
  }

  /** One failure ends it: what the disk holds after a failed write nobody can know before it is read again. */
  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#failure = asJournalFull(this.#directory, error);
      throw this.#failure;
    }
  }

  #giveBack(isWhole: boolean): void {
    try {
      this.#writer.close(isWhole);
    } catch (error) {
      if (isWhole) throw asJournalFull(this.#directory, error);
    }
  }
}
