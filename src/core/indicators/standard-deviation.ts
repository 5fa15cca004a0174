import { checkedLength } from "./checked.ts";
import { Indicator, type Source } from "./indicator.ts";
import { Moments } from "./moments.ts";

class StandardDeviation extends Indicator {
  readonly #source: Source;
  readonly #scale: number;
  protected override readonly state: { readonly moments: Moments };

  constructor(source: Source, length: number, isSample: boolean) {
    super(source.feed, source.warmUp + length - 1);
    this.#source = source;
    this.#scale = isSample ? length / (length - 1) : 1;
    this.state = { moments: new Moments(length) };
  }

  override update(): void {
    const x = this.#source.now;
    if (Number.isNaN(x)) return;
    const { moments } = this.state;
    moments.push(x);
    if (moments.isFull) {
      this.prev = this.now;
      this.now = Math.sqrt(moments.variance * this.#scale);
    }
  }
}

class ZScore extends Indicator {
  readonly #source: Source;
  readonly #length: number;
  protected override readonly state: { readonly moments: Moments; before: number; equal: number };

  constructor(source: Source, length: number) {
    super(source.feed, source.warmUp + length - 1);
    this.#source = source;
    this.#length = length;
    this.state = { moments: new Moments(length), before: Number.NaN, equal: 0 };
  }

  override update(): void {
    const x = this.#source.now;
    if (Number.isNaN(x)) return;
    const { state } = this;
    const { moments } = state;
    state.equal = x === state.before ? state.equal + 1 : 1;
    state.before = x;
    moments.push(x);
    if (!moments.isFull) return;
    // Counted, because the variance of equal values may be a rounding error instead of 0.
    const isStill = state.equal >= this.#length || moments.variance === 0;
    this.prev = this.now;
    this.now = isStill ? 0 : (x - moments.mean) / Math.sqrt(moments.variance);
  }
}

/**
 * Standard deviation of the newest `length` values, `sqrt(sum of (x - mean)² / n)`: they are the whole population.
 * `{ sample: true }` divides by n - 1. Warm after `length` values. Source: K. Pearson, 1894.
 * @throws InvariantBroken for a length that is no whole number of at least 2
 */
export const standardDeviation = (
  source: Source,
  length: number,
  options: { readonly sample?: boolean } = {},
): Indicator =>
  new StandardDeviation(source, checkedLength("standardDeviation", length, 2), options.sample ?? false);

/**
 * How many standard deviations (of the population) the newest value is above the mean of the newest `length`. Warm after
 * `length` values. Where nothing moved it is 0. Source: K. Pearson, 1894.
 * @throws InvariantBroken for a length that is no whole number of at least 2
 */
export const zScore = (source: Source, length: number): Indicator =>
  new ZScore(source, checkedLength("zScore", length, 2));
