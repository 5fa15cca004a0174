import { checkedLength } from "./checked.ts";
import { Indicator, type Source } from "./indicator.ts";
import { Ring } from "./memory.ts";

class PercentRank extends Indicator {
  readonly #source: Source;
  readonly #length: number;
  protected override readonly state: { readonly before: Ring };

  constructor(source: Source, length: number) {
    super(source.feed, source.warmUp + length);
    this.#source = source;
    this.#length = length;
    this.state = { before: new Ring(length) };
  }

  override update(): void {
    const x = this.#source.now;
    if (Number.isNaN(x)) return;
    const { before } = this.state;
    if (before.isFull) {
      this.prev = this.now;
      this.now = (100 * this.#countBelow(x)) / this.#length;
    }
    before.push(x);
  }

  #countBelow(x: number): number {
    const { before } = this.state;
    let count = 0;
    for (let back = 0; back < this.#length; back++) if (before.at(back) < x) count++;
    return count;
  }
}

/**
 * Percent rank, 0 to 100: the share of the `length` values before the newest that are below it. O(length) a bar. Warm
 * after `length + 1` values. Source: L. Connors, C. Alvarez, M. Radtke, An Introduction to ConnorsRSI, 2012.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const percentRank = (source: Source, length: number): Indicator =>
  new PercentRank(source, checkedLength("percentRank", length));
