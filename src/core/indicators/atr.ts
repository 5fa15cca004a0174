import { assert } from "../base/index.ts";
import type { Seed } from "./ema.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator } from "./indicator.ts";

/**
 * Average true range after Wilder (New Concepts in Technical Trading Systems, 1978):
 * `atr = (atr * (n - 1) + tr) / n`, true range = the widest of high - low, |high - previous close|, |low - previous close|.
 */
class Atr extends Indicator {
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  readonly #length: number;
  readonly #seed: Seed;
  #count = 0;
  #sum = 0;

  constructor(feed: Feed, length: number, seed: Seed) {
    super(feed, length);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.#length = length;
    this.#seed = seed;
  }

  override update(): void {
    const high = this.#high.now;
    const low = this.#low.now;
    const before = this.#close.prev;
    let range = high - low;
    // The first bar has no previous close: its range is high - low.
    if (!Number.isNaN(before)) range = Math.max(range, Math.abs(high - before), Math.abs(low - before));
    if (this.#count >= this.#length) {
      this.prev = this.now;
      this.now = (this.now * (this.#length - 1) + range) / this.#length;
    } else this.#warm(range);
  }

  #warm(range: number): void {
    this.#count++;
    if (this.#seed === "sma" || this.#count === 1) this.#sum += range;
    else this.#sum = (this.#sum * (this.#length - 1) + range) / this.#length;
    if (this.#count === this.#length) this.now = this.#seed === "sma" ? this.#sum / this.#length : this.#sum;
  }
}

/**
 * Average true range of a feed, in quote units. Warm-up: `length` bars.
 * `seed: "sma"` starts from the mean of the first `length` ranges, `"first"` from the first range.
 * @throws InvariantBroken when `length` is not a whole number of at least 1
 */
export function atr(feed: Feed, length: number, options: { readonly seed?: Seed } = {}): Indicator {
  assert(Number.isInteger(length) && length >= 1, `atr: a length of at least 1 is due, found ${length}`);
  return new Atr(feed, length, options.seed ?? "sma");
}
