import { constants, fstatSync, openSync, write, writeSync } from "node:fs";
import { TextQueue, type WriteSome } from "./text-queue.ts";

/** Where text leaves the process. */
export interface Output {
  readonly out: Outlet;
  readonly err: Outlet;
  /**
   * Writes what still waits, as long as it is taken. @returns whether the process can end by itself: a write that waits
   * would keep it
   */
  close(): Promise<boolean>;
}

export interface Outlet {
  /** `isRedraw`: a line that the next one is drawn over. */
  write(text: string, isRedraw?: boolean): void;
}

/** For a command that does its work and ends: whoever reads slowly is waited for. */
export const DIRECT: Output = {
  out: { write: (text) => void process.stdout.write(text) },
  err: { write: (text) => void process.stderr.write(text) },
  close: async () => true,
};

/** At the end a reader that takes nothing for so long is not waited for. */
const STILL_MS_MAX = 1_000;

/**
 * For a command that trades: no thread of it waits for a reader. Where standard output belongs to a document
 * (`isDocument`) its end is waited for, since half of one is none; everything else is done by then.
 */
export function openQueued(isDocument: boolean, onLost: (error: NodeJS.ErrnoException) => void): Output {
  const held = new Set<number>();
  // What a stream refuses is an error of the system: nothing else is thrown where it is written.
  const out = queueOf(process.stdout, held, (error) => onLost(error as NodeJS.ErrnoException));
  // Both of one terminal stay in their order, and no line of one is cut by the other.
  const isOne = !isDocument && isSame(process.stdout.fd, process.stderr.fd);
  const err = isOne ? out : queueOf(process.stderr, held, () => undefined); // Nobody is left to be told.
  // A thread that writes cannot be ended, and the process would wait for it.
  process.once("exit", () => {
    if (held.size > 0) process.kill(process.pid, "SIGKILL");
  });
  return {
    out,
    err,
    close: async () => {
      await Promise.all([
        out.close(isDocument ? Number.POSITIVE_INFINITY : STILL_MS_MAX),
        err.close(STILL_MS_MAX),
      ]);
      return held.size === 0;
    },
  };
}

function isSame(one: number, other: number): boolean {
  const [a, b] = [fstatSync(one), fstatSync(other)];
  return a.dev === b.dev && a.ino === b.ino;
}

/** Node makes pipes and sockets such that a write to them never waits as soon as it knows the stream; not so terminals. */
function queueOf(
  { fd, isTTY }: { readonly fd: number; readonly isTTY: boolean },
  held: Set<number>,
  onError: (error: unknown) => void,
): TextQueue {
  const own = isTTY ? openAgain(fd) : fd;
  return new TextQueue(own === undefined ? throughPool(fd, held) : atOnce(own), onError);
}

/**
 * The same terminal, in a way that never waits: to change the way that is there would change it for every program that
 * writes to it. Undefined: not here, or a terminal of another user.
 */
function openAgain(fd: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

const atOnce =
  (fd: number): WriteSome =>
  (bytes) => {
    try {
      return writeSync(fd, bytes);
    } catch (error) {
      if (isFull(error)) return 0;
      throw error;
    }
  };

/** A thread of Node's pool waits instead of this one. It has four; standard output and error take two at most. */
const throughPool =
  (fd: number, held: Set<number>): WriteSome =>
  (bytes) =>
    new Promise((resolve, reject) => {
      held.add(fd);
      write(fd, bytes, (error, count) => {
        held.delete(fd);
        if (error === null) resolve(count);
        else if (isFull(error)) resolve(0);
        else reject(error);
      });
    });

const isFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "EAGAIN";
