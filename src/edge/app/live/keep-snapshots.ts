import { type ChildProcess, spawn } from "node:child_process";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { lastSequenceIn } from "../../journal/index.ts";
import { journalOf } from "../../runner/index.ts";
import type { SnapshotDone, SnapshotWork } from "./snapshot-work.ts";

/** So often it looks whether enough was written. */
const LOOK_MS = 1_000;
/** Whoever trades comes first. */
const NICE = 10;

interface KeeperParts extends SnapshotWork {
  /** Records from one snapshot to the next; 0: none is ever made. */
  readonly every: number;
  kept(records: number): void;
  failed(why: string): void;
}

/**
 * Has what a run comes to written down from time to time, so that whoever takes it up need not walk all of its journal. A
 * process of its own does that, from what is on the disk: the one that trades is not asked for anything.
 */
export class SnapshotKeeper {
  readonly #of: KeeperParts;
  readonly #timer: NodeJS.Timeout | undefined;
  #child: ChildProcess | undefined;
  /** Records that the last one stands for, or that none could be made of. */
  #done = 0;

  constructor(parts: KeeperParts) {
    this.#of = parts;
    if (parts.every === 0) return;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  /** The run was taken up from one that stands for so many records. */
  resumed(records: number): void {
    this.#done = Math.max(this.#done, records);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#child?.kill();
  }

  #look(): void {
    if (this.#child !== undefined) return;
    const written = this.#written();
    if (written >= this.#done + this.#of.every) this.#make(written);
  }

  #written(): number {
    try {
      return lastSequenceIn(journalOf(this.#of.directory));
    } catch {
      return 0; // It is being begun, or it is damaged: whoever takes it up says so.
    }
  }

  #make(written: number): void {
    const { directory, wants, settings, version, kept, failed } = this.#of;
    const work: SnapshotWork = { directory, wants, settings, version };
    const child = spawn(process.execPath, [CHILD], { stdio: ["pipe", "pipe", "ignore"] });
    this.#child = child;
    if (child.pid !== undefined) lowerPriority(child.pid);
    child.stdin.on("error", () => undefined); // It is gone: its end says so.
    child.stdin.end(JSON.stringify(work));
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    let isOver = false;
    const end = (done: SnapshotDone): void => {
      if (isOver) return;
      isOver = true;
      this.#child = undefined;
      this.#done = written;
      if (done.kind === "failed") failed(done.why);
      else if (done.records > 0) kept(done.records);
    };
    child.on("error", ({ message }) => end({ kind: "failed", why: message }));
    child.on("close", () => {
      if (!child.killed) end(read(text));
    });
  }
}

const CHILD = fileURLToPath(new URL("./snapshot-child.js", import.meta.url));

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, NICE);
  } catch {
    // It has ended already.
  }
}

function read(text: string): SnapshotDone {
  try {
    return JSON.parse(text) as SnapshotDone; // Our own child.
  } catch {
    return { kind: "failed", why: "that came to no end" };
  }
}
