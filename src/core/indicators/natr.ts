import { atr } from "./atr.ts";
import { checkedLength } from "./checked.ts";
import type { Seed } from "./ema.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator } from "./indicator.ts";

class Natr extends Indicator {
  readonly #range: Indicator;
  readonly #close: PriceLine;
  protected override readonly state = {};

  constructor(feed: Feed, range: Indicator) {
    super(feed, range.warmUp);
    this.#range = range;
    this.#close = feed.close;
  }

  override update(): void {
    const range = this.#range.now;
    if (!Number.isNaN(range)) {
      this.prev = this.now;
      this.now = (100 * range) / this.#close.now;
    }
  }
}

/**
 * Normalised average true range: the ATR in percent of the close. Warm after `length` bars. Source: J. Forman,
 * Cross-Market Evaluations with Normalized Average True Range, Technical Analysis of Stocks & Commodities, 2006.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const natr = (feed: Feed, length = 14, options: { readonly seed?: Seed } = {}): Indicator =>
  new Natr(feed, atr(feed, checkedLength("natr", length), options));
