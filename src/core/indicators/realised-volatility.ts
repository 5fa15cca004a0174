import { checkedLength } from "./checked.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator } from "./indicator.ts";
import { Moments } from "./moments.ts";
import { WindowSum } from "./window-sum.ts";

const YEAR_MS = 365 * 86_400_000;

export interface VolatilityOptions {
  /** Bars a year, by which it is annualised; by default those of 365 days without a pause. */
  readonly periodsPerYear?: number;
}

/** Bars of a feed in a year, unless the author knows better. */
export const periodsPerYear = (feed: Feed, options: VolatilityOptions): number =>
  options.periodsPerYear ?? YEAR_MS / feed.intervalMs;

class CloseVolatility extends Indicator {
  readonly #close: PriceLine;
  readonly #scale: number;
  protected override readonly state: { readonly moves: Moments };

  constructor(feed: Feed, length: number, periods: number) {
    super(feed, length + 1);
    this.#close = feed.close;
    this.#scale = (periods * length) / (length - 1);
    this.state = { moves: new Moments(length) };
  }

  override update(): void {
    const { now, prev } = this.#close;
    if (Number.isNaN(prev)) return;
    const { moves } = this.state;
    moves.push(Math.log(now / prev));
    if (moves.isFull) {
      this.prev = this.now;
      this.now = Math.sqrt(moves.variance * this.#scale);
    }
  }
}

/** What one bar says about the variance of its log price. */
type BarVariance = (open: number, high: number, low: number, close: number) => number;

/** The mean of what each bar says. */
class BarVolatility extends Indicator {
  readonly #open: PriceLine;
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  readonly #scale: number;
  readonly #varianceOf: BarVariance;
  protected override readonly state: { readonly variances: WindowSum };

  constructor(feed: Feed, length: number, periods: number, varianceOf: BarVariance) {
    super(feed, length);
    this.#open = feed.open;
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.#scale = periods / length;
    this.#varianceOf = varianceOf;
    this.state = { variances: new WindowSum(length) };
  }

  override update(): void {
    const { variances } = this.state;
    variances.push(this.#varianceOf(this.#open.now, this.#high.now, this.#low.now, this.#close.now));
    if (variances.isFull) {
      this.prev = this.now;
      this.now = Math.sqrt(variances.sum * this.#scale);
    }
  }
}

const byRange: BarVariance = (_open, high, low) => {
  const range = Math.log(high / low);
  return (range * range) / (4 * Math.LN2);
};

const byRangeAndBody: BarVariance = (open, high, low, close) => {
  const range = Math.log(high / low);
  const body = Math.log(close / open);
  return (range * range) / 2 - (2 * Math.LN2 - 1) * body * body;
};

/**
 * Realised volatility a year (0.6 = 60 %) from closes: standard deviation of `length` log returns, of a sample (n - 1),
 * times the root of the bars a year. Warm after `length + 1` bars. Source: J. C. Hull, Options, Futures, and Other
 * Derivatives, 1989.
 * @throws InvariantBroken for a length that is no whole number of at least 2
 */
export const closeVolatility = (feed: Feed, length: number, options: VolatilityOptions = {}): Indicator =>
  new CloseVolatility(feed, checkedLength("closeVolatility", length, 2), periodsPerYear(feed, options));

/**
 * Realised volatility a year from ranges: root of the mean of `ln(high / low)² / (4 ln 2)`. Blind to gaps and drift. Warm
 * after `length` bars. Source: M. Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return,
 * 1980.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const parkinson = (feed: Feed, length: number, options: VolatilityOptions = {}): Indicator =>
  new BarVolatility(feed, checkedLength("parkinson", length), periodsPerYear(feed, options), byRange);

/**
 * Realised volatility a year from ranges and bodies: root of the mean of `ln(high / low)² / 2 - (2 ln 2 - 1) *
 * ln(close / open)²`. Blind to gaps and drift. Warm after `length` bars. Source: M. B. Garman and M. J. Klass, On the
 * Estimation of Security Price Volatilities from Historical Data, 1980.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const garmanKlass = (feed: Feed, length: number, options: VolatilityOptions = {}): Indicator =>
  new BarVolatility(
    feed,
    checkedLength("garmanKlass", length),
    periodsPerYear(feed, options),
    byRangeAndBody,
  );
