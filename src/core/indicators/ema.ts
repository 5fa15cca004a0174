import { assert } from "../base/index.ts";
import { Indicator, type Source } from "./indicator.ts";

/** How a recursive average starts: from the first value, or from the mean of the first `length` values (TA-Lib). */
export type Seed = "first" | "sma";

/** Exponential moving average: `e += 2 / (n + 1) * (x - e)`. */
class Ema extends Indicator {
  readonly #source: Source;
  readonly #length: number;
  readonly #alpha: number;
  readonly #seed: Seed;
  #count = 0;
  #mean = 0;

  constructor(source: Source, length: number, seed: Seed) {
    super(source.feed, source.warmUp + length - 1);
    this.#source = source;
    this.#length = length;
    this.#alpha = 2 / (length + 1);
    this.#seed = seed;
  }

  override update(): void {
    const x = this.#source.now;
    if (this.#count >= this.#length) {
      this.prev = this.now;
      this.#mean += this.#alpha * (x - this.#mean);
      this.now = this.#mean;
    } else if (!Number.isNaN(x)) this.#warm(x);
  }

  #warm(x: number): void {
    this.#count++;
    if (this.#seed === "sma") this.#mean += x;
    else this.#mean = this.#count === 1 ? x : this.#mean + this.#alpha * (x - this.#mean);
    if (this.#count < this.#length) return;
    if (this.#seed === "sma") this.#mean /= this.#length;
    this.now = this.#mean;
  }
}

/**
 * Exponential moving average of `source` over `length` values. Warm-up: `length` bars, with either seed.
 * @throws InvariantBroken when `length` is not a whole number of at least 1
 */
export function ema(source: Source, length: number, options: { readonly seed?: Seed } = {}): Indicator {
  assert(Number.isInteger(length) && length >= 1, `ema: a length of at least 1 is due, found ${length}`);
  return new Ema(source, length, options.seed ?? "sma");
}
