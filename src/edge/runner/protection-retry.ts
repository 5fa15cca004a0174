import type { WrittenRun } from "./assemble-run.ts";
import type { PaperRun } from "./paper-run.ts";

/** So long after it was found missing, protection is asked for again; twice as long each time, up to the last. */
const PAUSE_MS = 1_000;
const PAUSE_MS_MAX = 30_000;

/**
 * Asks again for what protects a position, or leaves it, and never came to be: by the wall clock, for the next bar may
 * be hours away. A venue that cannot be reached is asked less and less often, until it can be.
 */
export class ProtectionRetry {
  readonly #run: PaperRun;
  readonly #written: WrittenRun;
  readonly #now: () => number;
  #pauseMs = PAUSE_MS;
  /** When it may be asked for next; undefined: nothing was missing for long. */
  #dueAt: number | undefined;

  /** `now`: milliseconds on a monotone clock. */
  constructor(run: PaperRun, written: WrittenRun, now: () => number) {
    this.#run = run;
    this.#written = written;
    this.#now = now;
  }

  /** The venue can be reached again. */
  hurry(): void {
    this.#pauseMs = PAUSE_MS;
    if (this.#dueAt !== undefined) this.#dueAt = this.#now() + PAUSE_MS;
  }

  #rest(): void {
    this.#pauseMs = PAUSE_MS;
    this.#dueAt = undefined;
  }

  /** @returns whether something was asked for */
  look(): boolean {
    const now = this.#now();
    if (!this.#written.assembly.engine.lacksProtection) {
      // What was asked for may come to nothing yet: that is told some time after.
      if (this.#dueAt !== undefined && now >= this.#dueAt) this.#rest();
      return false;
    }
    this.#dueAt ??= now + this.#pauseMs;
    if (now < this.#dueAt) return false;
    this.#pauseMs = Math.min(2 * this.#pauseMs, PAUSE_MS_MAX);
    this.#dueAt = now + this.#pauseMs;
    this.#run.hear(this.#run.number, { kind: "ProtectionDue", at: this.#run.now });
    return true;
  }
}
