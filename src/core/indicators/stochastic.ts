import { checkedLength } from "./checked.ts";
import type { Feed } from "./feed.ts";
import { Indicator, type Line, type Source } from "./indicator.ts";
import { Extreme } from "./memory.ts";
import { rsi } from "./rsi.ts";
import { sma } from "./sma.ts";

/** A range this small beside its limits is rounding, not movement: a standing RSI trembles in its last digit. */
const ROUNDING = 1e-12;

class PlaceInRange extends Indicator {
  readonly #high: Source;
  readonly #low: Source;
  readonly #value: Source;
  protected override readonly state: { readonly highest: Extreme; readonly lowest: Extreme };

  constructor(high: Source, low: Source, value: Source, length: number) {
    super(value.feed, value.warmUp + length - 1);
    this.#high = high;
    this.#low = low;
    this.#value = value;
    this.state = { highest: new Extreme(length, 1), lowest: new Extreme(length, -1) };
  }

  override update(): void {
    const x = this.#value.now;
    if (Number.isNaN(x)) return;
    const { highest, lowest } = this.state;
    highest.push(this.#high.now);
    lowest.push(this.#low.now);
    if (!highest.isFull) return;
    const low = lowest.value;
    const range = highest.value - low;
    const isFlat = range <= ROUNDING * Math.max(Math.abs(highest.value), Math.abs(low));
    this.prev = this.now;
    this.now = isFlat ? 50 : 100 * ((x - low) / range);
  }
}

/** Where the close stands between the lowest low (0) and the highest high (100) of `length` bars; 50 where both are one. */
export const placeInRange = (feed: Feed, length: number): Indicator =>
  new PlaceInRange(feed.high, feed.low, feed.close, length);

/** Its k line, with the signal as its line d. */
export class Stochastic extends Indicator {
  readonly d: Line;
  readonly #k: Source;
  readonly #mean: Source;
  protected override readonly state = {};

  constructor(k: Source, mean: Source) {
    super(k.feed, k.warmUp);
    this.#k = k;
    this.#mean = mean;
    this.d = this.line(mean.warmUp);
  }

  override update(): void {
    this.prev = this.now;
    this.now = this.#k.now;
    this.d.next(this.#mean.now);
  }
}

/** The k line is a mean of places, d a mean of k. */
function smoothed(of: string, place: Source, smooth: number, signal: number): Stochastic {
  const k = sma(place, checkedLength(`${of}, smooth`, smooth));
  return new Stochastic(k, sma(k, checkedLength(`${of}, signal`, signal)));
}

/**
 * Stochastic oscillator (slow), 0 to 100: where the close stands in the range of `length` bars, k being its mean over
 * `smooth` bars (1: the fast one), d the mean of k over `signal`. A range without width counts as 50, as in rsi: neither
 * end is nearer. (TA-Lib and Stock.Indicators say 0.) Warm after `length + smooth - 1` bars, d after `signal - 1` more.
 * Source: G. C. Lane, Lane's Stochastics, 1984.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const stochastic = (feed: Feed, length = 14, smooth = 3, signal = 3): Stochastic =>
  smoothed("stochastic", placeInRange(feed, checkedLength("stochastic", length)), smooth, signal);

/**
 * Stochastic RSI, 0 to 100: where the RSI of `rsiLength` stands in its own range of `length` bars, smoothed to k and d
 * like the stochastic, k not at all unless asked for. A range without width counts as 50. Warm after
 * `rsiLength + length + smooth - 1` values, d after `signal - 1` more.
 * Source: T. S. Chande and S. Kroll, The New Technical Trader, 1994.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export function stochRsi(source: Source, rsiLength = 14, length = 14, smooth = 1, signal = 3): Stochastic {
  const strength = rsi(source, rsiLength);
  const place = new PlaceInRange(strength, strength, strength, checkedLength("stochRsi", length));
  return smoothed("stochRsi", place, smooth, signal);
}
