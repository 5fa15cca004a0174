import { rangeOf } from "./atr.ts";
import { checkedLength } from "./checked.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator } from "./indicator.ts";
import { Extreme } from "./memory.ts";
import { WindowSum } from "./window-sum.ts";

class Choppiness extends Indicator {
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  readonly #logOfLength: number;
  protected override readonly state: {
    readonly ranges: WindowSum;
    readonly highest: Extreme;
    readonly lowest: Extreme;
  };

  constructor(feed: Feed, length: number) {
    super(feed, length + 1);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.#logOfLength = Math.log(length);
    this.state = {
      ranges: new WindowSum(length),
      highest: new Extreme(length, 1),
      lowest: new Extreme(length, -1),
    };
  }

  override update(): void {
    const before = this.#close.prev;
    if (Number.isNaN(before)) return; // The first bar has no true high and low.
    const high = this.#high.now;
    const low = this.#low.now;
    const { ranges, highest, lowest } = this.state;
    ranges.push(rangeOf(high, low, before));
    highest.push(Math.max(high, before));
    lowest.push(Math.min(low, before));
    if (!ranges.isFull) return;
    const whole = highest.value - lowest.value;
    this.prev = this.now;
    this.now = whole === 0 ? 100 : (100 * Math.log(ranges.sum / whole)) / this.#logOfLength;
  }
}

/**
 * Choppiness index, 0 (straight) to 100 (going nowhere): `100 * log(sum of true ranges / (highest true high - lowest true
 * low)) / log(n)`; true high and low take in the close before the bar. Warm after `length + 1` bars. Where nothing moved
 * it is 100. Source: E. W. Dreiss, in G. Burke, Measuring Market Choppiness with Chaos, Futures,
 * October 1993.
 * @throws InvariantBroken for a length that is no whole number of at least 2
 */
export const choppiness = (feed: Feed, length = 14): Indicator =>
  new Choppiness(feed, checkedLength("choppiness", length, 2));
