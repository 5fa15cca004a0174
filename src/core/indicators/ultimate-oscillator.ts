import { checkedLength } from "./checked.ts";
import { combined } from "./combined.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator } from "./indicator.ts";
import { WindowSum } from "./window-sum.ts";

/** Buying pressure (close above the true low) as a percentage of true range, over `length` bars. */
class BuyingShare extends Indicator {
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  protected override readonly state: { readonly pressure: WindowSum; readonly range: WindowSum };

  constructor(feed: Feed, length: number) {
    super(feed, length + 1);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.state = { pressure: new WindowSum(length), range: new WindowSum(length) };
  }

  override update(): void {
    const { now: close, prev: before } = this.#close;
    if (Number.isNaN(before)) return; // The first bar has no true range.
    const { pressure, range } = this.state;
    const low = Math.min(this.#low.now, before);
    pressure.push(close - low);
    range.push(Math.max(this.#high.now, before) - low);
    if (range.isFull) {
      this.prev = this.now;
      this.now = range.sum === 0 ? 50 : 100 * (pressure.sum / range.sum);
    }
  }
}

/**
 * Ultimate oscillator, 0 to 100: buying pressure as a share of true range over three lengths, weighted 4 : 2 : 1. A
 * length over which nothing moved counts as 50. Warm one bar after the longest length.
 * Source: L. Williams, The Ultimate Oscillator, 1985.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export function ultimateOscillator(feed: Feed, short = 7, middle = 14, long = 28): Indicator {
  const share = (length: number): Indicator =>
    new BuyingShare(feed, checkedLength("ultimateOscillator", length));
  const [a, b, c] = [share(short), share(middle), share(long)];
  return combined([a, b, c], () => (4 * a.now + 2 * b.now + c.now) / 7);
}
