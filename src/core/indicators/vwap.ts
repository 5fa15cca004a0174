import { checkedLength } from "./checked.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator } from "./indicator.ts";
import { WindowSum } from "./window-sum.ts";

const DAY_MS = 86_400_000;

/** Prices and volumes of a feed; its time is asked for by those that need it. */
abstract class Vwap extends Indicator {
  protected readonly volume: PriceLine;
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;

  constructor(feed: Feed, warmUp: number) {
    super(feed, warmUp);
    this.volume = feed.volume;
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
  }

  /** The newest bar as one price. */
  protected get typical(): number {
    return (this.#high.now + this.#low.now + this.#close.now) / 3;
  }
}

class SessionVwap extends Vwap {
  readonly #bars: Feed;
  protected override readonly state = { day: Number.NaN, turnover: 0, volume: 0 };

  constructor(feed: Feed) {
    super(feed, 1);
    this.#bars = feed;
  }

  override update(): void {
    const { state, typical } = this;
    const day = Math.floor(this.#bars.barTime / DAY_MS);
    if (day !== state.day) {
      state.day = day;
      state.turnover = 0;
      state.volume = 0;
    }
    state.turnover += typical * this.volume.now;
    state.volume += this.volume.now;
    this.prev = this.now;
    this.now = state.volume === 0 ? typical : state.turnover / state.volume;
  }
}

class AnchoredVwap extends Vwap {
  readonly #bars: Feed;
  readonly #sinceMs: number;
  protected override readonly state = { turnover: 0, volume: 0 };

  constructor(feed: Feed, sinceMs: number) {
    super(feed, 1);
    this.#bars = feed;
    this.#sinceMs = sinceMs;
  }

  override update(): void {
    if (this.#bars.barTime < this.#sinceMs) return;
    const { state, typical } = this;
    state.turnover += typical * this.volume.now;
    state.volume += this.volume.now;
    this.prev = this.now;
    this.now = state.volume === 0 ? typical : state.turnover / state.volume;
  }
}

class RollingVwap extends Vwap {
  protected override readonly state: { readonly turnover: WindowSum; readonly volume: WindowSum };

  constructor(feed: Feed, length: number) {
    super(feed, length);
    this.state = { turnover: new WindowSum(length), volume: new WindowSum(length) };
  }

  override update(): void {
    const { turnover, volume } = this.state;
    const { typical } = this;
    turnover.push(typical * this.volume.now);
    volume.push(this.volume.now);
    if (volume.isFull) {
      this.prev = this.now;
      this.now = volume.sum === 0 ? typical : turnover.sum / volume.sum;
    }
  }
}

/**
 * Volume-weighted average price of the UTC day so far: `sum of (high + low + close) / 3 * volume / sum of volume`. Warm at
 * the first bar, begun anew with the first bar of each day. Until something was traded it is the typical price of the
 * bar. Source: S. A. Berkowitz, D. E. Logue and E. A. Noser, The Total Cost of Transactions on the NYSE, 1988.
 */
export const sessionVwap = (feed: Feed): Indicator => new SessionVwap(feed);

/**
 * Volume-weighted average price since the first bar that starts at or after `sinceMs`; NaN until then, whatever its
 * warm-up says. Until something was traded it is the typical price of the bar. Source: B. Shannon, Maximum Trading Gains
 * with Anchored VWAP, 2023.
 */
export const anchoredVwap = (feed: Feed, sinceMs: number): Indicator => new AnchoredVwap(feed, sinceMs);

/**
 * Volume-weighted average price of the newest `length` bars. Warm after `length` bars. Where nothing was traded it is the
 * typical price of the newest bar. Source: S. A. Berkowitz, D. E. Logue and E. A. Noser, The Total Cost of Transactions
 * on the NYSE, 1988.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const rollingVwap = (feed: Feed, length: number): Indicator =>
  new RollingVwap(feed, checkedLength("rollingVwap", length));
