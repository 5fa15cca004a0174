import { rangeOf } from "./atr.ts";
import { checkedLength } from "./checked.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator, type Line } from "./indicator.ts";

/** The strength of the trend, with its directions as lines, which are warm earlier. */
export class Adx extends Indicator {
  /** Share of upward movement in the true range, in percent. */
  readonly plusDi: Line;
  /** Share of downward movement in the true range, in percent. */
  readonly minusDi: Line;
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  readonly #length: number;
  protected override readonly state = { count: 0, range: 0, plus: 0, minus: 0, adx: 0 };

  constructor(feed: Feed, length: number) {
    super(feed, 2 * length);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.#length = length;
    this.plusDi = this.line(length + 1);
    this.minusDi = this.line(length + 1);
  }

  override update(): void {
    const { now: high, prev: highBefore } = this.#high;
    const { now: low, prev: lowBefore } = this.#low;
    if (Number.isNaN(highBefore)) return; // The first bar has not moved from anywhere.
    const { state } = this;
    const n = this.#length;
    const up = high - highBefore;
    const down = lowBefore - low;
    const kept = state.count < n ? 1 : (n - 1) / n;
    state.range = state.range * kept + rangeOf(high, low, this.#close.prev);
    state.plus = state.plus * kept + (up > down && up > 0 ? up : 0);
    state.minus = state.minus * kept + (down > up && down > 0 ? down : 0);
    state.count++;
    if (state.count >= n) this.#direct();
  }

  #direct(): void {
    const { state } = this;
    const n = this.#length;
    const plus = state.range === 0 ? 0 : (100 * state.plus) / state.range;
    const minus = state.range === 0 ? 0 : (100 * state.minus) / state.range;
    this.plusDi.next(plus);
    this.minusDi.next(minus);
    const both = plus + minus;
    const dx = both === 0 ? 0 : (100 * Math.abs(plus - minus)) / both;
    const values = state.count - n + 1;
    if (values > n) state.adx = (state.adx * (n - 1) + dx) / n;
    else state.adx += dx / n;
    if (values >= n) {
      this.prev = this.now;
      this.now = state.adx;
    }
  }
}

/**
 * Average directional index, 0 to 100: Wilder's average of `|+DI - -DI| / (+DI + -DI)`, whatever the direction. Warm after
 * `2 * length` bars, its lines after `length + 1`; averages start from the mean of their first `length` values. Where
 * nothing moved it counts 0. Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const adx = (feed: Feed, length = 14): Adx => new Adx(feed, checkedLength("adx", length));
