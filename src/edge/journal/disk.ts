import { Buffer } from "node:buffer";
import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { platform } from "node:process";
import { makeDirectory } from "../files/index.ts";

/** All that the journal asks of a disk; a port, so that a test lets the n-th write fail and a drill has a disk in memory. */
export interface Disk {
  /** Makes the directory and those above it. */
  mkdir(directory: string): void;
  /** @param how "new" empties a file that is there; "claim" begins one, and fails with EEXIST where there is one */
  open(file: string, how: "new" | "existing" | "claim"): number;
  /** Writes a part of `bytes` at a place of the file. @returns how many bytes were taken, perhaps fewer than asked */
  write(fd: number, bytes: Uint8Array, from: number, length: number, at: number): number;
  /** Returns when what was written to the file is on the disk. */
  sync(fd: number): void;
  /** Cuts the file, or lets it grow. */
  truncate(fd: number, length: number): void;
  close(fd: number): void;
  rename(from: string, to: string): void;
  remove(file: string): void;
  /** Makes what was created or renamed in it outlive a power cut. */
  syncDirectory(directory: string): void;
  /**
   * A file from its beginning.
   * @param most no more than so many bytes of it
   * @param reuse memory of an earlier answer, taken again where it is large enough
   * @throws with the code ENOENT when it is missing
   */
  read(file: string, most?: number, reuse?: Buffer): Buffer;
  /** All of a small file, as UTF-8. @throws as `read` */
  text(file: string): string;
  /** The names in a directory, in no order. */
  list(directory: string): readonly string[];
  /** Whether a file or directory of this name is there. */
  exists(file: string): boolean;
}

/** A file opened so writes through to the disk by itself, in one call instead of two. Not every platform has it. */
const WRITES_THROUGH = constants.O_DSYNC as number | undefined;

const CANNOT_OPEN_DIRECTORIES = platform === "win32";

const BEGINS: Readonly<Record<Parameters<Disk["open"]>[1], number>> = {
  new: constants.O_CREAT | constants.O_TRUNC,
  existing: 0,
  claim: constants.O_CREAT | constants.O_EXCL,
};

export const nodeDisk: Disk = {
  mkdir: makeDirectory,
  open(file, how) {
    return openSync(file, constants.O_RDWR | BEGINS[how] | (WRITES_THROUGH ?? 0), 0o600);
  },
  write(fd, bytes, from, length, at) {
    const written = writeSync(fd, bytes, from, length, at);
    if (WRITES_THROUGH === undefined) fdatasyncSync(fd);
    return written;
  },
  sync: fdatasyncSync,
  truncate: (fd, length) => ftruncateSync(fd, length),
  close: closeSync,
  rename: renameSync,
  remove: (file) => rmSync(file, { force: true }),
  syncDirectory(directory) {
    if (CANNOT_OPEN_DIRECTORIES) return; // The file systems of Windows keep names in a log of their own.
    const fd = openSync(directory, constants.O_RDONLY);
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
  read(file, most = Number.POSITIVE_INFINITY, reuse) {
    const fd = openSync(file, "r");
    try {
      const size = Math.min(fstatSync(fd).size, most);
      const fits = reuse !== undefined && reuse.buffer.byteLength >= size;
      const bytes = fits ? Buffer.from(reuse.buffer, 0, size) : Buffer.allocUnsafeSlow(size);
      let done = 0;
      for (let read = -1; read !== 0 && done < size; done += read)
        read = readSync(fd, bytes, done, size - done, done);
      return bytes.subarray(0, done);
    } finally {
      closeSync(fd);
    }
  },
  text: (file) => readFileSync(file, "utf8"), // The one encoding that Node reads in a single call.
  list: (directory) => readdirSync(directory),
  exists: existsSync,
};

/** Does something with an open file: where that fails, it is given back. */
export function orGivenBack<T>(disk: Disk, fd: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    disk.close(fd);
    throw error;
  }
}

/** Writes all of it, however many calls that takes. @throws when the disk takes nothing more */
export function writeAll(disk: Disk, fd: number, bytes: Uint8Array, length: number, at: number): void {
  for (let done = 0; done < length; ) {
    const taken = disk.write(fd, bytes, done, length - done, at + done);
    if (taken <= 0) throw Object.assign(new Error("the disk took no more bytes"), { code: "EIO" });
    done += taken;
  }
}
