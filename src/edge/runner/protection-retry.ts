import type { Instrument, InstrumentId } from "../../core/domain/index.ts";
import type { WrittenRun } from "./assemble-run.ts";
import type { PaperRun } from "./paper-run.ts";

/** So long after it was found missing, protection is asked for again; twice as long each time, up to the last. */
const PAUSE_MS = 1_000;
const PAUSE_MS_MAX = 30_000;

interface Asked {
  pauseMs: number;
  /** When it may be asked for next. */
  dueAt: number;
}

/**
 * Asks again for what protects a position, or leaves it, and never came to be: by the wall clock, for the next bar may
 * be hours away. What is turned away again and again is asked for less and less often, until the venue can be reached anew;
 * one instrument does not wait for another.
 */
export class ProtectionRetry {
  readonly #run: PaperRun;
  readonly #written: WrittenRun;
  readonly #instruments: readonly Instrument[];
  readonly #now: () => number;
  readonly #asked = new Map<InstrumentId, Asked>();

  /** `now`: milliseconds on a monotone clock. */
  constructor(of: {
    readonly run: PaperRun;
    readonly written: WrittenRun;
    readonly instruments: readonly Instrument[];
    readonly now: () => number;
  }) {
    this.#run = of.run;
    this.#written = of.written;
    this.#instruments = of.instruments;
    this.#now = of.now;
  }

  /** The venue can be reached again. */
  hurry(): void {
    for (const asked of this.#asked.values()) {
      asked.pauseMs = PAUSE_MS;
      asked.dueAt = this.#now() + PAUSE_MS;
    }
  }

  /** @returns whether something was asked for */
  look(): boolean {
    let hasAsked = false;
    for (const { id } of this.#instruments) if (this.#lookAt(id)) hasAsked = true;
    return hasAsked;
  }

  #lookAt(instrument: InstrumentId): boolean {
    const { engine } = this.#written.assembly;
    const asked = this.#asked.get(instrument);
    if (!engine.protection.isLacking(instrument)) {
      // What was asked for may come to nothing yet.
      if (asked !== undefined && !engine.protection.isAwaited(instrument)) this.#asked.delete(instrument);
      return false;
    }
    const now = this.#now();
    if (asked === undefined) {
      this.#asked.set(instrument, { pauseMs: PAUSE_MS, dueAt: now + PAUSE_MS });
      return false;
    }
    if (now < asked.dueAt) return false;
    asked.pauseMs = Math.min(2 * asked.pauseMs, PAUSE_MS_MAX);
    asked.dueAt = now + asked.pauseMs;
    this.#run.hear(this.#run.number, { kind: "ProtectionDue", instrument, at: this.#run.now });
    return true;
  }
}
