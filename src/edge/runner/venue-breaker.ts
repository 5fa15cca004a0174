import type { Outcome } from "../ports/index.ts";
import { type BreakerLimits, CircuitBreaker } from "./circuit-breaker.ts";
import type { Outgoing } from "./venue-messages.ts";

/** What a breaker is told, and whom it tells. */
export interface BreakerParts {
  readonly limits: BreakerLimits;
  onOpen(why: string): void;
  onClose(): void;
}

/** The circuit breaker in front of a venue: probes it by a question that changes nothing. */
export class VenueBreaker {
  readonly #of: BreakerParts;
  readonly #breaker: CircuitBreaker;
  readonly #probe: () => Promise<boolean>;
  #timer: NodeJS.Timeout | undefined;
  #isClosedForGood = false;

  /** `probe`: asks the venue something; whether it answered. */
  constructor(parts: BreakerParts, probe: () => Promise<boolean>) {
    this.#of = parts;
    this.#breaker = new CircuitBreaker(parts.limits);
    this.#probe = probe;
  }

  /** Whether a request must not leave now. What cancels, changes or only reduces always may. */
  refuses(request: Outgoing): boolean {
    return request.kind === "submit" && !request.request.reduceOnly && !this.#breaker.isClosed;
  }

  /** Asks, and counts how it ended. */
  async watch(ask: () => Promise<Outcome>): Promise<Outcome> {
    const askedAt = performance.now();
    const outcome = await ask();
    const now = performance.now();
    // What the venue read and refused was answered.
    const isLost = outcome.kind === "UNKNOWN" || outcome.kind === "NOT_SENT";
    const why = this.#breaker.note(now, now - askedAt, isLost);
    if (why !== undefined) {
      this.#of.onOpen(why);
      this.#wait();
    }
    return outcome;
  }

  /** A person wants to go on: the venue is asked at once. Where it does not answer, that is told like the first time. */
  resumed(): void {
    if (this.#breaker.isClosed || this.#isClosedForGood) return;
    clearTimeout(this.#timer);
    void this.#find(true);
  }

  close(): void {
    this.#isClosedForGood = true;
    clearTimeout(this.#timer);
  }

  #wait(): void {
    this.#timer = setTimeout(() => void this.#find(), this.#breaker.coolMs);
  }

  async #find(isAsked = false): Promise<void> {
    this.#breaker.halfOpen();
    const askedAt = performance.now();
    const isAnswered = await this.#probe();
    if (this.#isClosedForGood || this.#breaker.isClosed) return; // Or another probe was faster.
    if (this.#breaker.probed(performance.now() - askedAt, !isAnswered)) {
      clearTimeout(this.#timer);
      this.#of.onClose();
      return;
    }
    if (isAsked)
      this.#of.onOpen("the venue was asked, and did not answer in time: nothing that adds risk leaves");
    clearTimeout(this.#timer);
    this.#wait();
  }
}
