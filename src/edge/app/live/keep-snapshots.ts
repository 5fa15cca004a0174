import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
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
  /** Left out: a process that runs snapshot-child. */
  start?(): ChildProcess;
}

/**
 * Has what a run comes to written down from time to time, so that whoever takes it up need not walk all of its journal. A
 * process of its own does that, from what is on the disk: the thread that trades is not asked for anything, and whatever
 * goes wrong costs the run nothing.
 */
export class SnapshotKeeper {
  readonly #of: KeeperParts;
  #timer: NodeJS.Timeout | undefined;
  #child: ChildProcess | undefined;
  /** Records that the last one stands for, or that none could be made of. */
  #done = 0;

  constructor(parts: KeeperParts) {
    this.#of = parts;
  }

  /** The run was taken up from one that stands for so many records. */
  resumed(records: number): void {
    this.#done = Math.max(this.#done, records);
  }

  /** It trades: before that, who takes it up needs the machine for itself. */
  begin(): void {
    if (this.#of.every === 0 || this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#child?.kill();
  }

  /** Whether enough was written since, and nobody is at it. */
  look(): void {
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
    const { directory, wants, settings, kept, failed, start = startChild } = this.#of;
    const work: SnapshotWork = { directory, wants, settings };
    let isOver = false;
    const end = (done: SnapshotDone): void => {
      if (isOver) return;
      isOver = true;
      this.#child = undefined;
      this.#done = written;
      if (done.kind === "failed") failed(done.why);
      else if (done.records > 0) kept(done.records);
    };
    try {
      const child = start(); // Throws where the system has no process left; or has no pipes, and says so later.
      this.#child = child;
      child.on("error", ({ message }) => end({ kind: "failed", why: message }));
      let text = "";
      child.stdout?.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      child.on("close", () => {
        if (!child.killed) end(read(text));
      });
      child.stdin?.on("error", () => undefined); // It is gone: its end says so.
      child.stdin?.end(JSON.stringify(work));
      if (child.pid !== undefined) comeLast(child.pid);
    } catch (error) {
      end({ kind: "failed", why: error instanceof Error ? error.message : String(error) });
    }
  }
}

/** In a group of its own: Ctrl-C is not meant for it. */
const startChild = (): ChildProcess =>
  spawn(process.execPath, [CHILD], { stdio: ["pipe", "pipe", "ignore"], detached: true });

const CHILD = fileURLToPath(new URL("./snapshot-child.js", import.meta.url));

/** Whoever trades comes first; and where memory runs out, this process is the one to go. */
function comeLast(pid: number): void {
  try {
    setPriority(pid, NICE);
    if (process.platform === "linux") writeFileSync(`/proc/${pid}/oom_score_adj`, "1000");
  } catch {
    // It has ended already, or the system does not let us.
  }
}

function read(text: string): SnapshotDone {
  try {
    return JSON.parse(text) as SnapshotDone; // Our own child.
  } catch {
    return { kind: "failed", why: "that came to no end" };
  }
}
