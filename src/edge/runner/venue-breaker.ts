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

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    this.#timer = setTimeout(() => void this.#find(), this.#breaker.coolMs);
  }

  async #find(): Promise<void> {
    this.#breaker.halfOpen();
    const askedAt = performance.now();
    const isAnswered = await this.#probe();
    if (this.#timer === undefined) return; // It was closed for good meanwhile.
    if (this.#breaker.probed(performance.now() - askedAt, !isAnswered)) this.#of.onClose();
    else this.#wait();
  }
}
