import { checkedLength } from "./checked.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator, type Line } from "./indicator.ts";
import { Extreme } from "./memory.ts";

/** The oscillator, `up - down`, with both as its lines. */
export class Aroon extends Indicator {
  /** How fresh the highest high is: 100 = this bar, 0 = `length` bars ago. */
  readonly up: Line;
  /** How fresh the lowest low is. */
  readonly down: Line;
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #length: number;
  protected override readonly state: { readonly highest: Extreme; readonly lowest: Extreme };

  constructor(feed: Feed, length: number) {
    super(feed, length + 1);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#length = length;
    this.state = { highest: new Extreme(length + 1, 1), lowest: new Extreme(length + 1, -1) };
    this.up = this.line();
    this.down = this.line();
  }

  override update(): void {
    const { highest, lowest } = this.state;
    highest.push(this.#high.now);
    lowest.push(this.#low.now);
    if (!highest.isFull) return;
    const n = this.#length;
    const up = (100 * (n - highest.age)) / n;
    const down = (100 * (n - lowest.age)) / n;
    this.prev = this.now;
    this.now = up - down;
    this.up.next(up);
    this.down.next(down);
  }
}

/**
 * Aroon, -100 to 100: `100 * (n - bars since the extreme) / n` for highs (up) less the same for lows (down), over
 * `length + 1` bars; of equal extremes the newest counts. Warm after `length + 1` bars.
 * Source: T. S. Chande, A Time Price Oscillator, 1995.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const aroon = (feed: Feed, length = 25): Aroon => new Aroon(feed, checkedLength("aroon", length));
