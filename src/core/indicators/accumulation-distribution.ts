import { checkedLength } from "./checked.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator } from "./indicator.ts";
import { WindowSum } from "./window-sum.ts";

/** Where the close lies in its bar, from -1 at the low to 1 at the high; 0 in a bar without range. */
const placeOf = (high: number, low: number, close: number): number =>
  high === low ? 0 : (close - low - (high - close)) / (high - low);

class AccumulationDistribution extends Indicator {
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  readonly #volume: PriceLine;
  protected override readonly state = { sum: 0 };

  constructor(feed: Feed) {
    super(feed, 1);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.#volume = feed.volume;
  }

  override update(): void {
    this.state.sum += placeOf(this.#high.now, this.#low.now, this.#close.now) * this.#volume.now;
    this.prev = this.now;
    this.now = this.state.sum;
  }
}

class ChaikinMoneyFlow extends Indicator {
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  readonly #volume: PriceLine;
  protected override readonly state: { readonly flow: WindowSum; readonly volume: WindowSum };

  constructor(feed: Feed, length: number) {
    super(feed, length);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.#volume = feed.volume;
    this.state = { flow: new WindowSum(length), volume: new WindowSum(length) };
  }

  override update(): void {
    const { flow, volume } = this.state;
    flow.push(placeOf(this.#high.now, this.#low.now, this.#close.now) * this.#volume.now);
    volume.push(this.#volume.now);
    if (volume.isFull) {
      this.prev = this.now;
      this.now = volume.sum === 0 ? 0 : flow.sum / volume.sum;
    }
  }
}

/**
 * Accumulation/distribution line: adds up volume times `((close - low) - (high - close)) / (high - low)`. Warm at the
 * first bar. Source: M. Chaikin, in S. B. Achelis, Technical Analysis from A to Z, 1995.
 */
export const accumulationDistribution = (feed: Feed): Indicator => new AccumulationDistribution(feed);

/**
 * Chaikin money flow, -1 to 1: what `length` bars added to the accumulation/distribution line, as a share of their volume.
 * Warm after `length` bars. Where nothing was traded it is 0. Source: M. Chaikin, in S. B. Achelis, Technical Analysis
 * from A to Z, 1995.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const chaikinMoneyFlow = (feed: Feed, length = 20): Indicator =>
  new ChaikinMoneyFlow(feed, checkedLength("chaikinMoneyFlow", length));
