import {
  closeSync,
  constants,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { platform } from "node:process";

/** What the journal asks of a disk when it writes; a port, so that a test or a drill can let the n-th write fail. */
export interface Disk {
  /** Makes the directory and those above it. */
  mkdir(directory: string): void;
  /** @param how "new" empties a file that is there */
  open(file: string, how: "new" | "existing"): number;
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
}

/** A file opened so writes through to the disk by itself, in one call instead of two. Not every platform has it. */
const WRITES_THROUGH = constants.O_DSYNC as number | undefined;

const CANNOT_OPEN_DIRECTORIES = platform === "win32";

export const nodeDisk: Disk = {
  mkdir: (directory) => void mkdirSync(directory, { recursive: true }),
  open(file, how) {
    const fresh = how === "new" ? constants.O_CREAT | constants.O_TRUNC : 0;
    return openSync(file, constants.O_RDWR | fresh | (WRITES_THROUGH ?? 0), 0o600);
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
};

/** Writes all of it, however many calls that takes. @throws when the disk takes nothing more */
export function writeAll(disk: Disk, fd: number, bytes: Uint8Array, length: number, at: number): void {
  for (let done = 0; done < length; ) {
    const taken = disk.write(fd, bytes, done, length - done, at + done);
    if (taken <= 0) throw Object.assign(new Error("the disk took no more bytes"), { code: "EIO" });
    done += taken;
  }
}
