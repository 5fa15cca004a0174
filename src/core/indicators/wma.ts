import { checkedLength } from "./checked.ts";
import { Indicator, type Source } from "./indicator.ts";
import { WeightedSum } from "./weighted-sum.ts";

class Wma extends Indicator {
  readonly #source: Source;
  readonly #weights: number;
  protected override readonly state: { readonly window: WeightedSum };

  constructor(source: Source, length: number) {
    super(source.feed, source.warmUp + length - 1);
    this.#source = source;
    this.#weights = (length * (length + 1)) / 2;
    this.state = { window: new WeightedSum(length) };
  }

  override update(): void {
    const x = this.#source.now;
    if (Number.isNaN(x)) return;
    const { window } = this.state;
    window.push(x);
    if (window.isFull) {
      this.prev = this.now;
      this.now = window.sum / this.#weights;
    }
  }
}

/**
 * Linearly weighted moving average: the newest of `length` values counts `length` times, the oldest once. Warm after
 * `length` values.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const wma = (source: Source, length: number): Indicator =>
  new Wma(source, checkedLength("wma", length));
