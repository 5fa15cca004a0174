import { checkedLength } from "./checked.ts";
import { Indicator, type Source } from "./indicator.ts";

/** How a recursive average starts: from the first value, or from the mean of the first `length` values (TA-Lib). */
export type Seed = "first" | "sma";

/** `mean += alpha * (x - mean)`: the recursion behind EMA and RMA, which differ in alpha alone. */
class Recursive extends Indicator {
  readonly #source: Source;
  readonly #length: number;
  readonly #alpha: number;
  readonly #seed: Seed;
  protected override readonly state = { count: 0, mean: 0 };

  constructor(source: Source, length: number, alpha: number, seed: Seed) {
    super(source.feed, source.warmUp + length - 1);
    this.#source = source;
    this.#length = length;
    this.#alpha = alpha;
    this.#seed = seed;
  }

  override update(): void {
    const x = this.#source.now;
    if (Number.isNaN(x)) return; // A warm source may have no value for a while, and a mean with it would never have one again.
    const { state } = this;
    if (state.count >= this.#length) {
      state.mean += this.#alpha * (x - state.mean);
      this.prev = this.now;
      this.now = state.mean;
    } else this.#warm(x);
  }

  #warm(x: number): void {
    const { state } = this;
    state.count++;
    if (this.#seed === "sma") state.mean += x;
    else state.mean = state.count === 1 ? x : state.mean + this.#alpha * (x - state.mean);
    if (state.count < this.#length) return;
    if (this.#seed === "sma") state.mean /= this.#length;
    this.prev = this.now;
    this.now = state.mean;
  }
}

/**
 * Exponential moving average: `e += 2 / (n + 1) * (x - e)`. Warm after `length` values.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const ema = (source: Source, length: number, options: { readonly seed?: Seed } = {}): Indicator =>
  new Recursive(source, checkedLength("ema", length), 2 / (length + 1), options.seed ?? "sma");

/**
 * Wilder's moving average (RMA, SMMA): `r += (x - r) / n`. Warm after `length` values. Source: J. W. Wilder, New Concepts
 * in Technical Trading Systems, 1978.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const rma = (source: Source, length: number, options: { readonly seed?: Seed } = {}): Indicator =>
  new Recursive(source, checkedLength("rma", length), 1 / length, options.seed ?? "sma");
