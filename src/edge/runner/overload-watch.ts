import type { Vitals } from "./live-run.ts";

/** What a look came to. */
type Overload = { readonly kind: "pull"; readonly lagMs: number } | { readonly kind: "release" };

/** So long after the last lag it is over. */
const CALM_MS = 60_000;
/** Whoever looks so late was stopped itself, and cannot tell how long the other thread did nothing. */
const OWN_MS_MAX = 250;

/** Tells when the thread that trades cannot keep up: a busy machine, a strategy that computes, a process that was stopped. */
export class OverloadWatch {
  readonly #lagMsMax: number;
  #pulse = -1;
  #movedAt: number;
  #lookedAt: number;
  #lateAt: number | undefined;

  constructor(lagMsMax: number, now: number) {
    this.#lagMsMax = lagMsMax;
    this.#movedAt = now;
    this.#lookedAt = now;
  }

  /** `now`: on the monotone clock, milliseconds. */
  look(now: number, { isStarted, pulse, lagMs }: Vitals): Overload | undefined {
    const isLate = now - this.#lookedAt > OWN_MS_MAX;
    this.#lookedAt = now;
    if (!isStarted || isLate || pulse !== this.#pulse) this.#movedAt = now;
    this.#pulse = pulse;
    const lag = isStarted ? Math.max(lagMs, now - this.#movedAt) : 0;
    if (lag > this.#lagMsMax) {
      const isNew = this.#lateAt === undefined;
      this.#lateAt = now;
      return isNew ? { kind: "pull", lagMs: lag } : undefined;
    }
    if (this.#lateAt === undefined || now - this.#lateAt < CALM_MS) return undefined;
    this.#lateAt = undefined;
    return { kind: "release" };
  }

  /** A person has lifted it: the next lag is a new one. */
  resumed(): void {
    this.#lateAt = undefined;
  }
}
