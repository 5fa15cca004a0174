import type { Feed, PriceLine } from "./feed.ts";
import { Indicator } from "./indicator.ts";

class Obv extends Indicator {
  readonly #close: PriceLine;
  readonly #volume: PriceLine;
  protected override readonly state = { sum: 0 };

  constructor(feed: Feed) {
    super(feed, 1);
    this.#close = feed.close;
    this.#volume = feed.volume;
  }

  override update(): void {
    const { now, prev } = this.#close;
    const { state } = this;
    if (now > prev) state.sum += this.#volume.now;
    else if (now < prev) state.sum -= this.#volume.now;
    this.prev = this.now;
    this.now = state.sum;
  }
}

/**
 * On-balance volume: adds the volume of a bar that closed higher, takes off that of one that closed lower. Warm at the
 * first bar, where it is 0. Source: J. E. Granville, Granville's New Key to Stock Market Profits, 1963.
 */
export const obv = (feed: Feed): Indicator => new Obv(feed);
