import { checkedLength } from "./checked.ts";
import type { Seed } from "./ema.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator } from "./indicator.ts";

/** The widest of high - low, |high - previous close|, |low - previous close|; without a previous close high - low. */
export function rangeOf(high: number, low: number, before: number): number {
  const range = high - low;
  return Number.isNaN(before) ? range : Math.max(range, Math.abs(high - before), Math.abs(low - before));
}

class TrueRange extends Indicator {
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  protected override readonly state = {};

  constructor(feed: Feed) {
    super(feed, 1);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
  }

  override update(): void {
    this.prev = this.now;
    this.now = rangeOf(this.#high.now, this.#low.now, this.#close.prev);
  }
}

class Atr extends Indicator {
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  readonly #length: number;
  readonly #seed: Seed;
  protected override readonly state = { count: 0, mean: 0 };

  constructor(feed: Feed, length: number, seed: Seed) {
    super(feed, length);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.#length = length;
    this.#seed = seed;
  }

  override update(): void {
    const range = rangeOf(this.#high.now, this.#low.now, this.#close.prev);
    const { state } = this;
    if (state.count >= this.#length) {
      state.mean = (state.mean * (this.#length - 1) + range) / this.#length;
      this.prev = this.now;
      this.now = state.mean;
    } else this.#warm(range);
  }

  #warm(range: number): void {
    const { state } = this;
    const n = this.#length;
    state.count++;
    if (this.#seed === "sma" || state.count === 1) state.mean += range;
    else state.mean = (state.mean * (n - 1) + range) / n;
    if (state.count < n) return;
    if (this.#seed === "sma") state.mean /= n;
    this.prev = this.now;
    this.now = state.mean;
  }
}

/** True range of each bar, in quote units. Warm at the first bar, whose range is high - low. */
export const trueRange = (feed: Feed): Indicator => new TrueRange(feed);

/**
 * Average true range of a feed, in quote units: `atr = (atr * (n - 1) + tr) / n`. Warm after `length` bars.
 * `seed: "sma"` starts from the mean of the first `length` ranges, `"first"` from the first range.
 * Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const atr = (feed: Feed, length: number, options: { readonly seed?: Seed } = {}): Indicator =>
  new Atr(feed, checkedLength("atr", length), options.seed ?? "sma");
