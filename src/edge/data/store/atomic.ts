import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { UserProblem } from "../../problem/index.ts";
import { damaged } from "../data-problem.ts";

/** Bytes that survive a power cut before anything relies on them. */
function writeDurably(file: string, bytes: string | Uint8Array): void {
  try {
    writeFileSync(file, bytes);
    syncFile(file);
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** Puts what was written to a file on the disk. */
export function syncFile(file: string): void {
  const descriptor = openSync(file, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a file whole or not at all: an older one stays until the new one is complete. */
export function replaceFile(file: string, bytes: string | Uint8Array): void {
  const unfinished = `${file}.${process.pid}.part`;
  try {
    writeDurably(unfinished, bytes);
    renameSync(unfinished, file);
  } catch (error) {
    discard(unfinished);
    throw unwritable(file, error);
  }
}

/** Removes what is half-written, where there is anything: why it could not be written is what to tell. */
export function discard(unfinished: string): void {
  try {
    rmSync(unfinished, { force: true });
  } catch {
    // A name that is too long, or a disk that is gone: nothing of ours is there.
  }
}

/** What the operating system said about writing, in words; a problem that has words already stays as it is. */
export function unwritable(file: string, error: unknown): unknown {
  if (error instanceof UserProblem) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code === undefined) return error;
  return damaged({
    where: file,
    message: "the file cannot be written",
    found: code,
    fix:
      code === "ENOSPC"
        ? "free some space on the disk; nothing was changed"
        : "check that the directory exists and that you may write there; nothing was changed",
  });
}

/**
 * Runs `work` while no other process writes the same dataset. The lock of a process that died is taken over.
 * @throws UserProblem, exit 3, while another process holds it
 */
export async function withLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  take(lock);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): void {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const descriptor = openSync(lock, "wx");
      writeSync(descriptor, String(process.pid));
      closeSync(descriptor);
      return;
    } catch (error) {
      if (!existsSync(lock)) throw unwritable(lock, error);
      const owner = readFileSync(lock, "utf8");
      if (owner === "" ? isYoung(lock) : isAlive(Number(owner)))
        throw new UserProblem({
          exitCode: 3,
          where: lock,
          message: "another import is writing this dataset",
          found: owner === "" ? "a process that has only begun" : `process ${owner}`,
          fix: "wait until it has ended, then run this again",
        });
      rmSync(lock, { force: true });
    }
  }
}

/** Whoever has made the file and not yet said who it is does so within moments, or has died. */
const NAMELESS_MS = 10_000;
const isYoung = (lock: string): boolean =>
  Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) < NAMELESS_MS;

function isAlive(process_: number): boolean {
  if (!Number.isSafeInteger(process_) || process_ <= 0) return false;
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    // It is there, but belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
