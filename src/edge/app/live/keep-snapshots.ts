import type { ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { lastSequenceIn } from "../../journal/index.ts";
import { messageOf } from "../../problem/index.ts";
import { journalOf } from "../../runner/index.ts";
import { hear, startOwn } from "./own-process.ts";
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
  #isClosed = false;

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
    this.#isClosed = true;
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
    const { directory, wants, settings, kept, failed } = this.#of;
    const end = (done: SnapshotDone): void => {
      this.#child = undefined;
      this.#done = written;
      if (this.#isClosed) return;
      if (done.kind === "failed") failed(done.why);
      else if (done.records > 0) kept(done.records);
    };
    const { start = startChild } = this.#of;
    try {
      const child = start();
      this.#child = child;
      const work: SnapshotWork = { directory, wants, settings };
      void hear<SnapshotDone>(child, work).then((heard) =>
        end(heard.kind === "said" ? heard.done : { kind: "failed", why: heard.why }),
      );
      if (child.pid !== undefined) comeLast(child.pid);
    } catch (error) {
      // The system has no process left: that is no reason to end the one that trades.
      end({ kind: "failed", why: messageOf(error) });
    }
  }
}

const startChild = (): ChildProcess => startOwn(new URL("./snapshot-child.js", import.meta.url), "ignore");

/** Whoever trades comes first; and where memory runs out, this process is the one to go. */
function comeLast(pid: number): void {
  try {
    setPriority(pid, NICE);
    if (process.platform === "linux") writeFileSync(`/proc/${pid}/oom_score_adj`, "1000");
  } catch {
    // It has ended already, or the system does not let us.
  }
}
