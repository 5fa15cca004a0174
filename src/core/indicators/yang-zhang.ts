import { checkedLength } from "./checked.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator } from "./indicator.ts";
import { Moments } from "./moments.ts";
import { periodsPerYear, type VolatilityOptions } from "./realised-volatility.ts";
import { WindowSum } from "./window-sum.ts";

class YangZhang extends Indicator {
  readonly #open: PriceLine;
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  readonly #length: number;
  readonly #periods: number;
  /** Share of the variance from open to close; the rest is of the bar (k of the paper). */
  readonly #share: number;
  protected override readonly state: {
    readonly gaps: Moments;
    readonly bodies: Moments;
    readonly inside: WindowSum;
  };

  constructor(feed: Feed, length: number, periods: number) {
    super(feed, length + 1);
    this.#open = feed.open;
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.#length = length;
    this.#periods = periods;
    this.#share = 0.34 / (1.34 + (length + 1) / (length - 1));
    this.state = { gaps: new Moments(length), bodies: new Moments(length), inside: new WindowSum(length) };
  }

  override update(): void {
    const { prev: before, now: close } = this.#close;
    if (Number.isNaN(before)) return; // The first bar has no gap.
    const open = this.#open.now;
    const high = this.#high.now;
    const low = this.#low.now;
    const { gaps, bodies, inside } = this.state;
    gaps.push(Math.log(open / before));
    bodies.push(Math.log(close / open));
    inside.push(
      Math.log(high / close) * Math.log(high / open) + Math.log(low / close) * Math.log(low / open),
    );
    if (!inside.isFull) return;
    const n = this.#length;
    const k = this.#share;
    const sampled = ((gaps.variance + k * bodies.variance) * n) / (n - 1);
    this.prev = this.now;
    this.now = Math.sqrt(this.#periods * (sampled + ((1 - k) * inside.sum) / n));
  }
}

/**
 * Realised volatility a year from whole bars, gaps and drift included: root of `var(ln(open / close before)) +
 * k * var(ln(close / open)) + (1 - k) * mean of Rogers and Satchell's`, with `k = 0.34 / (1.34 + (n + 1) / (n - 1))` and
 * variances of a sample. Warm after `length + 1` bars. Source: D. Yang and Q. Zhang, Drift-Independent Volatility
 * Estimation Based on High, Low, Open, and Close Prices, 2000.
 * @throws InvariantBroken for a length that is no whole number of at least 2
 */
export const yangZhang = (feed: Feed, length: number, options: VolatilityOptions = {}): Indicator =>
  new YangZhang(feed, checkedLength("yangZhang", length, 2), periodsPerYear(feed, options));
