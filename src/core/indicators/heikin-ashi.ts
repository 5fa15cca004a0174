import type { Feed, PriceLine } from "./feed.ts";
import { Indicator, type Line } from "./indicator.ts";

/** The smoothed close, with the rest of the smoothed bar as its lines. */
export class HeikinAshi extends Indicator {
  readonly open: Line;
  readonly high: Line;
  readonly low: Line;
  readonly #open: PriceLine;
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  protected override readonly state = {};

  constructor(feed: Feed) {
    super(feed, 1);
    this.#open = feed.open;
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.open = this.line();
    this.high = this.line();
    this.low = this.line();
  }

  override update(): void {
    const high = this.#high.now;
    const low = this.#low.now;
    const isFirst = Number.isNaN(this.open.now);
    const open = isFirst ? (this.#open.now + this.#close.now) / 2 : (this.open.now + this.now) / 2;
    const close = (this.#open.now + high + low + this.#close.now) / 4;
    this.prev = this.now;
    this.now = close;
    this.open.next(open);
    this.high.next(Math.max(high, open, close));
    this.low.next(Math.min(low, open, close));
  }
}

/**
 * Heikin-Ashi bars: close `(o + h + l + c) / 4`, open the middle of the smoothed body before, high and low stretched over
 * both. Warm at the first bar, which opens at `(o + c) / 2`; `now` is the close. Source: D. Valcu, Using the Heikin-Ashi
 * Technique, Technical Analysis of Stocks & Commodities 22:2, 2004.
 */
export const heikinAshi = (feed: Feed): HeikinAshi => new HeikinAshi(feed);
