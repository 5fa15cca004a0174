import { atr } from "./atr.ts";
import { checkedLength } from "./checked.ts";
import { ema } from "./ema.ts";
import type { Feed } from "./feed.ts";
import { Indicator, type Line, type Source } from "./indicator.ts";

/** The middle of the channel, with its edges as lines. */
export class Keltner extends Indicator {
  readonly upper: Line;
  readonly lower: Line;
  readonly #middle: Source;
  readonly #range: Source;
  readonly #multiple: number;
  protected override readonly state = {};

  constructor(middle: Source, range: Source, multiple: number) {
    super(middle.feed, Math.max(middle.warmUp, range.warmUp));
    this.#middle = middle;
    this.#range = range;
    this.#multiple = multiple;
    this.upper = this.line();
    this.lower = this.line();
  }

  override update(): void {
    const middle = this.#middle.now;
    const distance = this.#multiple * this.#range.now;
    if (Number.isNaN(middle) || Number.isNaN(distance)) return;
    this.prev = this.now;
    this.now = middle;
    this.upper.next(middle + distance);
    this.lower.next(middle - distance);
  }
}

/**
 * Keltner channel: EMA of the close, and `multiple` average true ranges around it. Warm after the longer of `length` and
 * `atrLength`; `now` is the middle. Source: C. W. Keltner, How to Make Money in Commodities, 1960; with EMA and ATR in
 * place of his averages after L. B. Raschke.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export function keltner(feed: Feed, length = 20, multiple = 2, atrLength = 10): Keltner {
  checkedLength("keltner", length);
  return new Keltner(ema(feed.close, length), atr(feed, checkedLength("keltner", atrLength)), multiple);
}
