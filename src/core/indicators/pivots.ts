import { checkedLength } from "./checked.ts";
import type { Feed } from "./feed.ts";
import { Indicator, type Line, type Source } from "./indicator.ts";
import { Extreme, Ring } from "./memory.ts";

/** Price of the newest confirmed pivot. */
export class Pivot extends Indicator {
  /** Bars since the pivot: `right` at the bar that confirms it. */
  readonly age: Line;
  readonly #source: Source;
  readonly #right: number;
  readonly #sign: 1 | -1;
  protected override readonly state: {
    readonly window: Extreme;
    /** The `left` bars before the one that may be a pivot: equal ones among them refuse it too. */
    readonly before: Extreme;
    readonly newest: Ring;
  };

  constructor(source: Source, left: number, right: number, sign: 1 | -1) {
    super(source.feed, left + right + 1);
    this.#source = source;
    this.#right = right;
    this.#sign = sign;
    this.age = this.line();
    this.state = {
      window: new Extreme(left + right + 1, sign),
      before: new Extreme(left, sign),
      newest: new Ring(right + 2),
    };
  }

  override update(): void {
    const { window, before, newest } = this.state;
    const right = this.#right;
    const x = this.#source.now;
    window.push(x);
    newest.push(x);
    if (newest.isFull) before.push(newest.at(right + 1));
    if (!window.isFull) return;
    const candidate = newest.at(right);
    const isPivot = window.age === right && this.#sign * (candidate - before.value) > 0;
    this.prev = this.now;
    this.now = isPivot ? candidate : this.now;
    this.age.next(isPivot ? right : this.age.now + 1);
  }
}

/** The newest upper fractal, with both as its lines. */
export class Fractals extends Indicator {
  readonly high: Line;
  readonly low: Line;
  readonly #highs: Pivot;
  readonly #lows: Pivot;
  protected override readonly state = {};

  constructor(highs: Pivot, lows: Pivot) {
    super(highs.feed, highs.warmUp);
    this.#highs = highs;
    this.#lows = lows;
    this.high = this.line();
    this.low = this.line();
  }

  override update(): void {
    this.prev = this.now;
    this.now = this.#highs.now;
    this.high.next(this.#highs.now);
    this.low.next(this.#lows.now);
  }
}

/**
 * The newest high above all of the `left` bars before it and the `right` bars after it, known `right` bars later and kept
 * until the next one. Equal highs are no pivot. May be one after `left + right + 1` bars, and is NaN until there is one.
 * Source: the swing high of Dow theory, as in C. H. Dow, editorials of The Wall Street Journal, 1900 to 1902.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const pivotHigh = (feed: Feed, left: number, right: number): Pivot =>
  new Pivot(feed.high, checkedLength("pivotHigh", left), checkedLength("pivotHigh", right), 1);

/**
 * The newest low below all of the `left` bars before it and the `right` bars after it, known `right` bars later and kept
 * until the next one. Equal lows are no pivot. May be one after `left + right + 1` bars, and is NaN until there is one.
 * Source: the swing low of Dow theory, as in C. H. Dow, editorials of The Wall Street Journal, 1900 to 1902.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const pivotLow = (feed: Feed, left: number, right: number): Pivot =>
  new Pivot(feed.low, checkedLength("pivotLow", left), checkedLength("pivotLow", right), -1);

/**
 * Fractals: a high above those of the two bars on either side, a low below them; each known two bars later and kept until
 * the next one. May be one after 5 bars, and is NaN until there is one; `now` is the upper one. Source: B. Williams,
 * Trading Chaos, 1995.
 */
export const fractals = (feed: Feed): Fractals => new Fractals(pivotHigh(feed, 2, 2), pivotLow(feed, 2, 2));
