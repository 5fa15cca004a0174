import { join } from "node:path";
import { type Disk, writeAll } from "./disk.ts";
import { asJournalFull, JournalFull } from "./problems.ts";
import { segmentFile } from "./segment.ts";
import { ZEROS } from "./zeros.ts";

/** How full a segment is when the next one is begun, and when it has to be there. */
const BEGIN = 0.25;
const DONE = 0.75;
/** Bytes made at once at least; of what a large group makes due, as many as the zeros that are there. */
const STEP = 65_536;

/**
 * The next segment, filled with zeros a piece at a time while this one is written: no commit waits for all of it, and
 * a disk that fills up is found out while there is still space to record what is done about it.
 */
export class AheadSegment {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #file: string;
  readonly #bytes: number;
  #fd: number | undefined;
  /** Its name is on the disk. */
  #isNamed = false;
  #done = 0;
  #shortage: JournalFull | undefined;

  constructor(
    disk: Disk,
    { directory, segment, bytes }: { directory: string; segment: number; bytes: number },
  ) {
    this.#disk = disk;
    this.#directory = directory;
    this.#file = join(directory, segmentFile(segment));
    this.#bytes = bytes;
  }

  get shortage(): JournalFull | undefined {
    return this.#shortage;
  }

  /** Called with how much of the segment before is used, 0 to 1. A disk that refuses is not an error yet. */
  prepare(used: number): void {
    const due = Math.min(1, (used - BEGIN) / (DONE - BEGIN)) * this.#bytes;
    try {
      while (this.#done < due) this.#step(due);
      if (used > BEGIN) this.#shortage = undefined;
    } catch (error) {
      const full = asJournalFull(this.#directory, error);
      if (!(full instanceof JournalFull)) throw full;
      this.#shortage = full;
    }
  }

  /** @returns the file, whole and open: from here on it is the caller's to close */
  finish(): number {
    while (this.#done < this.#bytes || this.#fd === undefined) this.#step(this.#bytes);
    const fd = this.#fd;
    this.#fd = undefined;
    return fd;
  }

  discard(): void {
    const fd = this.#fd;
    if (fd === undefined) return;
    this.#fd = undefined; // Before anything can fail: whoever tries again would close what may be somebody else's by then.
    try {
      this.#disk.close(fd);
    } finally {
      this.#disk.remove(this.#file);
    }
  }

  /** Towards `due`, or beyond it by less than a step. */
  #step(due: number): void {
    this.#fd ??= this.#disk.open(this.#file, "new");
    if (!this.#isNamed) {
      this.#disk.syncDirectory(this.#directory); // A head must never point into a file whose name a power cut takes.
      this.#isNamed = true;
    }
    const wanted = Math.ceil((due - this.#done) / STEP) * STEP;
    const length = Math.min(wanted, ZEROS.length, this.#bytes - this.#done);
    writeAll(this.#disk, this.#fd, ZEROS, length, this.#done);
    this.#done += length;
  }
}

/** Really writes zeros from a place up to another: space that was only promised can still turn out to be missing. */
export function fillWithZeros(disk: Disk, fd: number, from: number, to: number): void {
  for (let at = from; at < to; at += ZEROS.length)
    writeAll(disk, fd, ZEROS, Math.min(ZEROS.length, to - at), at);
}
