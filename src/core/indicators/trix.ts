import { checkedLength } from "./checked.ts";
import { ema, type Seed } from "./ema.ts";
import { Indicator, type Line, type Source } from "./indicator.ts";
import { roc } from "./momentum.ts";

/** The rate, with its signal as its line. */
export class Trix extends Indicator {
  readonly signal: Line;
  readonly #rate: Source;
  readonly #mean: Source;
  protected override readonly state = {};

  constructor(rate: Source, mean: Source) {
    super(rate.feed, rate.warmUp);
    this.#rate = rate;
    this.#mean = mean;
    this.signal = this.line(mean.warmUp);
  }

  override update(): void {
    this.prev = this.now;
    this.now = this.#rate.now;
    this.signal.next(this.#mean.now);
  }
}

/**
 * TRIX: one-bar rate of change, in percent, of an EMA of an EMA of an EMA; the signal is its EMA. Each starts as `seed`
 * says. Warm after `3 * length - 1` values, the signal after `signal - 1` more. Source: J. K. Hutson, Good TRIX, 1983.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export function trix(source: Source, length = 15, signal = 9, options: { readonly seed?: Seed } = {}): Trix {
  const once = ema(source, checkedLength("trix", length), options);
  const rate = roc(ema(ema(once, length, options), length, options), 1);
  return new Trix(rate, ema(rate, checkedLength("trix, signal", signal), options));
}
