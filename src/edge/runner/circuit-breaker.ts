/** What a venue may come to before nothing that adds risk is sent to it. Undefined: off. */
export interface BreakerLimits {
  /** Milliseconds an answer may take. */
  readonly latencyMsMax: number | undefined;
  /** Share of requests that may be lost. */
  readonly errorRateMax: number | undefined;
}

/** The requests that count: the latest so many, and not older than so long. */
const COUNTED_MAX = 100;
const COUNTED_MS = 300_000;
/** Fewer count as so many: the first that is lost is not all of them. */
const COUNTED_MIN = 10;
/** The pause before the first probe; it doubles with every one that fails. */
const COOL_MS = 30_000;
const COOL_MS_MAX = 300_000;

interface Counted {
  readonly at: number;
  readonly isLost: boolean;
}

/**
 * Closed, everything passes. Open, nothing that adds risk does. After a pause it is half open: one probe decides whether it
 * closes again. Times are of the monotone clock, milliseconds.
 */
export class CircuitBreaker {
  readonly #limits: BreakerLimits;
  #counted: Counted[] = [];
  #state: "closed" | "open" | "half-open" = "closed";
  #coolMs = COOL_MS;

  constructor(limits: BreakerLimits) {
    this.#limits = limits;
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** How long to wait before it is probed. */
  get coolMs(): number {
    return this.#coolMs;
  }

  /** A request has ended. @returns why it opened just now; undefined: it did not */
  note(now: number, tookMs: number, isLost: boolean): string | undefined {
    this.#counted.push({ at: now, isLost });
    this.#counted = this.#counted.slice(-COUNTED_MAX).filter(({ at }) => at > now - COUNTED_MS);
    if (!this.isClosed) return undefined;
    const why = this.#whyOpen(tookMs);
    if (why !== undefined) this.#state = "open";
    return why;
  }

  /** The pause is over: one request may find out. */
  halfOpen(): void {
    if (this.#state === "open") this.#state = "half-open";
  }

  /** What the probe came to. @returns whether it is closed now */
  probed(tookMs: number, isLost: boolean): boolean {
    if (this.#state !== "half-open") return this.isClosed;
    const { latencyMsMax = Number.POSITIVE_INFINITY } = this.#limits;
    if (isLost || tookMs > latencyMsMax) {
      this.#state = "open";
      this.#coolMs = Math.min(2 * this.#coolMs, COOL_MS_MAX);
      return false;
    }
    this.#state = "closed";
    this.#coolMs = COOL_MS;
    this.#counted = []; // What was lost before says nothing about the venue as it is now.
    return true;
  }

  #whyOpen(tookMs: number): string | undefined {
    const { latencyMsMax, errorRateMax } = this.#limits;
    if (latencyMsMax !== undefined && tookMs > latencyMsMax)
      return `an answer of the venue took ${Math.round(tookMs)} ms, the limit is ${latencyMsMax} ms`;
    if (errorRateMax === undefined) return undefined;
    const lost = this.#counted.filter(({ isLost }) => isLost).length;
    const rate = lost / Math.max(COUNTED_MIN, this.#counted.length);
    if (rate <= errorRateMax) return undefined;
    return `${lost} of the latest ${this.#counted.length} requests to the venue were lost, the limit is a share of ${errorRateMax}`;
  }
}
