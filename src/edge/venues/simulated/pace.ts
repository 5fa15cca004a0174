import type { VenueMarket } from "./market.ts";

/** Moments that are played before sockets get their turn, at full speed. */
const BATCH = 200;
const TICK_MS = 10;

/** Lets the data run at a speed, or stand still. */
export class Pace {
  readonly #market: VenueMarket;
  readonly #notify: () => void;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  constructor(market: VenueMarket, notify: () => void) {
    this.#market = market;
    this.#notify = notify;
  }

  /** `speed`: milliseconds of data in a millisecond of the wall clock; Infinity: as fast as it can. */
  play(speed: number): void {
    this.pause();
    if (speed === Number.POSITIVE_INFINITY) {
      this.#rush();
      return;
    }
    const market = this.#market;
    const begunAt = performance.now();
    const from = market.now === 0 ? market.nextAt : market.now;
    this.#timer = setInterval(() => {
      const due = from + (performance.now() - begunAt) * speed;
      while (market.nextAt <= due) if (!market.step()) break;
      if (market.nextAt === Number.POSITIVE_INFINITY) this.pause();
      this.#notify();
    }, TICK_MS);
  }

  #rush(): void {
    this.#immediate = setImmediate(() => {
      let hasMore = true;
      for (let i = 0; i < BATCH && hasMore; i++) hasMore = this.#market.step();
      this.#notify();
      if (hasMore) this.#rush();
    });
  }

  pause(): void {
    clearInterval(this.#timer);
    clearImmediate(this.#immediate);
  }
}
