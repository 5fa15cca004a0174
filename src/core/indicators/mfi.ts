import { checkedLength } from "./checked.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator } from "./indicator.ts";
import { WindowSum } from "./window-sum.ts";

class Mfi extends Indicator {
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  readonly #volume: PriceLine;
  protected override readonly state: { readonly inflow: WindowSum; readonly outflow: WindowSum };

  constructor(feed: Feed, length: number) {
    super(feed, length + 1);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.#volume = feed.volume;
    this.state = { inflow: new WindowSum(length), outflow: new WindowSum(length) };
  }

  override update(): void {
    const price = (this.#high.now + this.#low.now + this.#close.now) / 3;
    const before = (this.#high.prev + this.#low.prev + this.#close.prev) / 3;
    if (Number.isNaN(before)) return; // The first bar flows nowhere.
    const { inflow, outflow } = this.state;
    const flow = price * this.#volume.now;
    inflow.push(price > before ? flow : 0);
    outflow.push(price < before ? flow : 0);
    if (!inflow.isFull) return;
    const both = inflow.sum + outflow.sum;
    this.prev = this.now;
    this.now = both === 0 ? 50 : (100 * inflow.sum) / both;
  }
}

/**
 * Money flow index, 0 to 100: the share of turnover in bars whose typical price rose, in that of all bars in which it
 * moved. Warm after `length + 1` bars. Where nothing flowed it is 50. Source: G. Quong and A. Soudack, Volume-Weighted
 * RSI: Money Flow, Technical Analysis of Stocks & Commodities, 1989.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const mfi = (feed: Feed, length = 14): Indicator => new Mfi(feed, checkedLength("mfi", length));
