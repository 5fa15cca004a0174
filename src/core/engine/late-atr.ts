import { atr, Feed, type Indicator } from "../indicators/index.ts";
import { BarSeries } from "../market/index.ts";

/**
 * An average true range that costs nothing until somebody asks for it: it then catches up with all bars that have closed.
 * It has a place of its own in the same columns, so that nobody else is moved.
 */
export class LateAtr {
  readonly #followed: BarSeries;
  readonly #own: BarSeries;
  readonly #feed: Feed;
  readonly #atr: Indicator;

  constructor(followed: BarSeries, length: number) {
    const { id, instrument, intervalMs, columns } = followed;
    this.#followed = followed;
    this.#own = new BarSeries({ id, instrument, intervalMs, columns });
    this.#feed = new Feed(this.#own);
    this.#atr = atr(this.#feed, length);
  }

  /** At the newest closed bar; NaN before there are enough of them. */
  get now(): number {
    while (this.#own.visible < this.#followed.visible) {
      this.#own.visible++;
      this.#feed.advance();
    }
    return this.#atr.now;
  }
}
