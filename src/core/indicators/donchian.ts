import { checkedLength } from "./checked.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator, type Line } from "./indicator.ts";
import { Extreme } from "./memory.ts";

/** The middle of the channel, with its edges as lines. */
export class Donchian extends Indicator {
  readonly upper: Line;
  readonly lower: Line;
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #withNewest: boolean;
  protected override readonly state: { readonly highest: Extreme; readonly lowest: Extreme };

  constructor(feed: Feed, length: number, withNewest: boolean) {
    super(feed, withNewest ? length : length + 1);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#withNewest = withNewest;
    this.state = { highest: new Extreme(length, 1), lowest: new Extreme(length, -1) };
    this.upper = this.line();
    this.lower = this.line();
  }

  override update(): void {
    if (this.#withNewest) this.#push();
    const { highest, lowest } = this.state;
    if (highest.isFull) {
      this.prev = this.now;
      this.now = (highest.value + lowest.value) / 2;
      this.upper.next(highest.value);
      this.lower.next(lowest.value);
    }
    if (!this.#withNewest) this.#push();
  }

  #push(): void {
    this.state.highest.push(this.#high.now);
    this.state.lowest.push(this.#low.now);
  }
}

/**
 * Donchian channel: highest high and lowest low of `length` bars; `now` is the middle between them. The newest bar counts,
 * so no price is ever outside; `{ withNewest: false }` leaves it out, for breakouts of the bars before it. Warm after
 * `length` bars, one more without the newest. Source: R. Donchian, 1960, after C. M. Faith, Way of the Turtle, 2007.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const donchian = (
  feed: Feed,
  length = 20,
  options: { readonly withNewest?: boolean } = {},
): Donchian => new Donchian(feed, checkedLength("donchian", length), options.withNewest ?? true);
