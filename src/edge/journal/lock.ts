import { hash } from "node:crypto";
import {
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { platform } from "node:process";
import { UserProblem } from "../problem/index.ts";

/** Held until it is released or the process ends, however it ends. */
export interface Lock {
  release(): void;
}

/** Somebody has it; `pid` where the system tells. */
export interface HeldBy {
  readonly heldBy: { readonly pid: number | undefined };
}

/**
 * Takes the lock that only one process of this machine can have. It is the system's: nothing of it outlives the
 * process, so nothing stale is ever broken, and a process that is merely stopped keeps it.
 *
 * On Linux it is the name of an abstract socket, on Windows of a pipe, elsewhere a locked file. Processes that see
 * each other's disk but not each other's names, as containers with a network of their own do, are not kept apart by
 * it; the epoch is what fences those.
 *
 * @param on the absolute path of a directory that exists, however it is spelled; or a name, without a separator
 * @throws RangeError when it is neither; UserProblem, exit 3, when it can be neither taken nor found taken
 */
export function takeLock(on: string): Lock | HeldBy {
  const subject = isAbsolute(on) ? realpathSync(on) : on;
  if (!isAbsolute(on) && !/^[^/\\\0]{1,200}$/.test(on))
    throw new RangeError(`a lock is on an absolute path or a plain name, not on ${JSON.stringify(on)}`);
  const name = `timonel-${hash("sha256", `${isAbsolute(on) ? "directory" : "name"}\0${subject}`).slice(0, 40)}`;
  if (platform === "linux") return listenOn(`\0${name}`, () => linuxHolder(name));
  if (platform === "win32") return listenOn(`\\\\.\\pipe\\${name}`, () => undefined);
  return lockFile(join(tmpdir(), `${name}.lock`));
}

function listenOn(path: string, holder: () => number | "nobody" | undefined): Lock | HeldBy {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const server = createServer((socket) => socket.destroy());
    server.on("error", () => undefined); // Told a turn later; that it does not listen is known now.
    server.listen({ path, exclusive: true }); // Local names are bound at once, and one of two processes gets it.
    if (server.listening) {
      server.unref();
      return { release: () => void server.close() };
    }
    const held = holder();
    if (held !== "nobody") return { heldBy: { pid: held } };
  }
  throw new UserProblem({
    exitCode: 3,
    message: "the lock that keeps a second process away cannot be taken, and nobody has it",
    fix: "allow this process to listen on local sockets",
  });
}

/** The holder may let go between the question and the look. */
const ATTEMPTS = 3;

/** Who listens on the name: the socket stands in the table of the kernel, and among the files of its process. */
function linuxHolder(name: string): number | "nobody" | undefined {
  try {
    const rows = readFileSync("/proc/net/unix", "utf8").split("\n");
    const inode = rows
      .find((row) => row.includes(`@${name}`))
      ?.trim()
      .split(/\s+/)[6];
    if (inode === undefined) return "nobody";
    return readdirSync("/proc")
      .filter((entry) => /^\d+$/.test(entry))
      .map(Number)
      .find((process) => holds(process, inode));
  } catch {
    return undefined;
  }
}

function holds(process: number, inode: string): boolean {
  try {
    const files = `/proc/${process}/fd`;
    return readdirSync(files).some((fd) => linkOf(join(files, fd)) === `socket:[${inode}]`);
  } catch {
    return false; // It is another user's, or has just ended.
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** BSD and macOS lock while they open; these two flags have no name in Node. */
const O_EXLOCK = 0x20;
const O_NONBLOCK = 0x04;

function lockFile(file: string): Lock | HeldBy {
  try {
    const fd = openSync(file, constants.O_RDWR | constants.O_CREAT | O_EXLOCK | O_NONBLOCK, 0o600);
    return { release: () => closeSync(fd) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EAGAIN" || code === "EWOULDBLOCK") return { heldBy: { pid: undefined } };
    throw error;
  }
}
