import { atr } from "./atr.ts";
import { checkedLength } from "./checked.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator, type Line, type Source } from "./indicator.ts";

/** The line that follows the price: below it in an upward trend, above it in a downward one. */
export class SuperTrend extends Indicator {
  /** 1 while the trend goes up, -1 while it goes down. */
  readonly direction: Line;
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  readonly #range: Source;
  readonly #multiple: number;
  protected override readonly state = { direction: 0, upper: 0, lower: 0 };

  constructor(feed: Feed, range: Source, multiple: number) {
    super(feed, range.warmUp);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.#range = range;
    this.#multiple = multiple;
    this.direction = this.line();
  }

  override update(): void {
    const distance = this.#multiple * this.#range.now;
    if (Number.isNaN(distance)) return;
    const middle = (this.#high.now + this.#low.now) / 2;
    const { now: close, prev: before } = this.#close;
    const { state } = this;
    const upper = middle + distance;
    const lower = middle - distance;
    const isFirst = state.direction === 0;
    if (isFirst) state.direction = close >= middle ? 1 : -1;
    if (isFirst || upper < state.upper || before > state.upper) state.upper = upper;
    if (isFirst || lower > state.lower || before < state.lower) state.lower = lower;
    const edge = state.direction === 1 ? state.lower : state.upper;
    state.direction = close <= edge ? -1 : 1;
    this.prev = this.now;
    this.now = state.direction === 1 ? state.lower : state.upper;
    this.direction.next(state.direction);
  }
}

/**
 * Supertrend: bands of `multiple` average true ranges around the middle of the bar, which only move towards the price;
 * a close beyond its band turns the trend. Warm after `length` bars; it starts upward where the first close is not below
 * the middle of its bar. Source: O. Seban; no first publication is known to us.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const superTrend = (feed: Feed, length = 10, multiple = 3): SuperTrend =>
  new SuperTrend(feed, atr(feed, checkedLength("superTrend", length)), multiple);
