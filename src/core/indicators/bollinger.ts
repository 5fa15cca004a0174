import { checkedLength } from "./checked.ts";
import { Indicator, type Line, type Source } from "./indicator.ts";
import { Moments } from "./moments.ts";

/** The middle band, with the others as its lines. */
export class Bollinger extends Indicator {
  readonly upper: Line;
  readonly lower: Line;
  /** Where the value stands between the bands: 0 = lower, 1 = upper. */
  readonly percentB: Line;
  /** Distance of the bands as a share of the middle. */
  readonly width: Line;
  readonly #source: Source;
  readonly #deviations: number;
  protected override readonly state: { readonly moments: Moments };

  constructor(source: Source, length: number, deviations: number) {
    super(source.feed, source.warmUp + length - 1);
    this.#source = source;
    this.#deviations = deviations;
    this.state = { moments: new Moments(length) };
    this.upper = this.line();
    this.lower = this.line();
    this.percentB = this.line();
    this.width = this.line();
  }

  override update(): void {
    const x = this.#source.now;
    if (Number.isNaN(x)) return;
    const { moments } = this.state;
    moments.push(x);
    if (!moments.isFull) return;
    const { mean } = moments;
    const distance = this.#deviations * Math.sqrt(moments.variance);
    this.prev = this.now;
    this.now = mean;
    this.upper.next(mean + distance);
    this.lower.next(mean - distance);
    this.percentB.next(distance === 0 ? Number.NaN : (x - mean + distance) / (2 * distance));
    this.width.next((2 * distance) / mean);
  }
}

/**
 * Bollinger bands: mean and `deviations` standard deviations (of the population) around it. Warm after `length` values;
 * `now` is the middle band. Source: J. Bollinger, Bollinger on Bollinger Bands, 2001.
 * @throws InvariantBroken for a length that is no whole number of at least 2
 */
export const bollinger = (source: Source, length = 20, deviations = 2): Bollinger =>
  new Bollinger(source, checkedLength("bollinger", length, 2), deviations);
