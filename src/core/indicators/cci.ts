import { checkedLength } from "./checked.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator } from "./indicator.ts";
import { Ring } from "./memory.ts";

class Cci extends Indicator {
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  readonly #length: number;
  protected override readonly state: { readonly window: Ring };

  constructor(feed: Feed, length: number) {
    super(feed, length);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.#length = length;
    this.state = { window: new Ring(length) };
  }

  override update(): void {
    const { window } = this.state;
    const n = this.#length;
    const price = (this.#high.now + this.#low.now + this.#close.now) / 3;
    window.push(price);
    if (!window.isFull) return;
    // Distances from the newest price: exact zeros where nothing moves, which a mean of prices would blur.
    let mean = 0;
    for (let back = 0; back < n; back++) mean += window.at(back) - price;
    mean /= n;
    let deviation = 0;
    for (let back = 0; back < n; back++) deviation += Math.abs(window.at(back) - price - mean);
    deviation /= n;
    this.prev = this.now;
    this.now = deviation === 0 ? 0 : (0 - mean) / (0.015 * deviation);
  }
}

/**
 * Commodity channel index: how far the typical price (mean of high, low and close) is from its mean of `length` bars, in
 * units of 0.015 mean deviations; 0 where nothing moved. Warm after `length` bars.
 * Source: D. R. Lambert, Commodity Channel Index, 1980.
 * @throws InvariantBroken for a length that is no whole number of at least 2
 */
export const cci = (feed: Feed, length = 20): Indicator => new Cci(feed, checkedLength("cci", length, 2));
