import { checkedLength } from "./checked.ts";
import { combined } from "./combined.ts";
import { ema, type Seed } from "./ema.ts";
import { Indicator, type Line, type Source } from "./indicator.ts";

/** How the averages of a MACD start: each by itself like an EMA, or both from means that end at the same value (TA-Lib). */
export type MacdSeed = Seed | "aligned";

/** A source that is heard only after its first values. */
class Late extends Indicator {
  readonly #source: Source;
  readonly #skip: number;
  protected override readonly state = { skipped: 0 };

  constructor(source: Source, skip: number) {
    super(source.feed, source.warmUp + skip);
    this.#source = source;
    this.#skip = skip;
  }

  override update(): void {
    const x = this.#source.now;
    if (this.state.skipped >= this.#skip) {
      this.prev = this.now;
      this.now = x;
    } else if (!Number.isNaN(x)) this.state.skipped++;
  }
}

/** The MACD line, with its signal and their distance as its lines. */
export class Macd extends Indicator {
  readonly signal: Line;
  readonly histogram: Line;
  readonly #difference: Source;
  readonly #mean: Source;
  protected override readonly state = {};

  constructor(difference: Source, mean: Source) {
    super(difference.feed, difference.warmUp);
    this.#difference = difference;
    this.#mean = mean;
    this.signal = this.line(mean.warmUp);
    this.histogram = this.line(mean.warmUp);
  }

  override update(): void {
    this.prev = this.now;
    this.now = this.#difference.now;
    this.signal.next(this.#mean.now);
    this.histogram.next(this.#difference.now - this.#mean.now);
  }
}

/**
 * Moving average convergence/divergence: `ema(fast) - ema(slow)`, in the unit of its source; the signal is its EMA, the
 * histogram their distance. `seed: "aligned"` starts the fast average from the newest `fast` of the first `slow` values,
 * "sma" from the first `fast` values, "first" both from the first value. Warm after `slow` values, signal and histogram
 * after `slow + signal - 1`.
 * Source: G. Appel, The Moving Average Convergence Divergence Trading Method, 1979.
 * @throws InvariantBroken for a length that is no whole number of at least 1, or a slow one that is not above the fast one
 */
export function macd(
  source: Source,
  fast = 12,
  slow = 26,
  signal = 9,
  options: { readonly seed?: MacdSeed } = {},
): Macd {
  checkedLength("macd", fast);
  checkedLength("macd, slow", slow, fast + 1);
  checkedLength("macd, signal", signal);
  const { seed = "aligned" } = options;
  const each = { seed: seed === "aligned" ? "sma" : seed } as const;
  const quick = ema(seed === "aligned" ? new Late(source, slow - fast) : source, fast, each);
  const steady = ema(source, slow, each);
  const difference = combined([quick, steady], () => quick.now - steady.now);
  return new Macd(difference, ema(difference, signal, each));
}
