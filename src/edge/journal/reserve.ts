import { Buffer } from "node:buffer";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { fillWithZeros } from "./ahead.ts";
import { type Disk, nodeDisk, orGivenBack, writeAll } from "./disk.ts";
import { frameSize, putFrame } from "./frame.ts";
import { FRAME, frameLength } from "./group.ts";
import { asJournalFull, unreadable } from "./problems.ts";

/**
 * Space that was taken while there was some. When nothing can be recorded in the journal any more, nothing may be sent
 * but cancels and closes that only reduce; they are noted here first, over bytes that are already on the disk.
 */
export interface Reserve {
  /** @returns whether the note is on the disk; false when the space is used up or the disk takes nothing at all */
  note(record: string): boolean;
  /** What was noted since it was last cleared, in order. */
  read(): string[];
  /** Forgets the notes, once the journal has them. @throws JournalFull */
  clear(): void;
  close(): void;
}

const RESERVE_FILE = "reserve";
const RESERVE_BYTES = 65_536;
/** Each note: length u32, text, CRC-32 of both, continued from the note before, so that no stale one can follow. */
const CRC = 4;

/** Opens the reserve of a directory, and takes its space when it has none yet. @throws JournalFull when there is no space */
export function openReserve(directory: string, options: { readonly disk?: Disk } = {}): Reserve {
  const { disk = nodeDisk } = options;
  const file = join(directory, RESERVE_FILE);
  try {
    disk.mkdir(directory);
    if (!disk.exists(file)) create(disk, directory, file);
    const fd = disk.open(file, "existing");
    return orGivenBack(disk, fd, () => new FileReserve(disk, { directory, file, fd }));
  } catch (error) {
    throw asJournalFull(directory, error);
  }
}

function create(disk: Disk, directory: string, file: string): void {
  const fd = disk.open(`${file}.new`, "new");
  try {
    fillWithZeros(disk, fd, 0, RESERVE_BYTES);
    disk.sync(fd);
  } finally {
    disk.close(fd);
  }
  disk.rename(`${file}.new`, file);
  disk.syncDirectory(directory);
}

interface Place {
  readonly directory: string;
  readonly file: string;
  readonly fd: number;
}

class FileReserve implements Reserve {
  readonly #disk: Disk;
  readonly #place: Place;
  /** Where the next note goes, and the checksum it continues. */
  #end: number;
  #crc: number;

  constructor(disk: Disk, place: Place) {
    this.#disk = disk;
    this.#place = place;
    const { end, crc } = notesIn(bytesOf(disk, place.file));
    this.#end = end;
    this.#crc = crc;
  }

  note(record: string): boolean {
    try {
      const size = frameSize(record);
      if (this.#end + size + CRC > RESERVE_BYTES) return false;
      const note = Buffer.alloc(size + CRC);
      putFrame(note, 0, size, record);
      const crc = crc32(note.subarray(0, size), this.#crc);
      note.writeUInt32LE(crc, size);
      writeAll(this.#disk, this.#place.fd, note, note.length, this.#end);
      this.#end += note.length;
      this.#crc = crc;
      return true;
    } catch {
      return false; // The one who asks has nowhere else to turn but the terminal.
    }
  }

  read(): string[] {
    return notesIn(bytesOf(this.#disk, this.#place.file)).notes;
  }

  clear(): void {
    try {
      fillWithZeros(this.#disk, this.#place.fd, 0, RESERVE_BYTES);
    } catch (error) {
      throw asJournalFull(this.#place.directory, error);
    }
    this.#end = 0;
    this.#crc = 0;
  }

  close(): void {
    this.#disk.close(this.#place.fd);
  }
}

function bytesOf(disk: Disk, file: string): Buffer {
  try {
    return disk.read(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** A note that was torn ends them; it was never said to be on the disk. */
function notesIn(bytes: Buffer): { readonly notes: string[]; readonly end: number; readonly crc: number } {
  const notes: string[] = [];
  let end = 0;
  let crc = 0;
  for (;;) {
    if (end + FRAME + CRC > bytes.length) break;
    const size = FRAME + frameLength(bytes, end);
    if (end + size + CRC > bytes.length) break;
    const sum = crc32(bytes.subarray(end, end + size), crc);
    if (sum !== bytes.readUInt32LE(end + size)) break;
    notes.push(bytes.toString("utf8", end + FRAME, end + size));
    crc = sum;
    end += size + CRC;
  }
  return { notes, end, crc };
}
