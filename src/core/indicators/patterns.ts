import type { Feed } from "./feed.ts";
import type { Indicator } from "./indicator.ts";
import { Pattern, type Verdict } from "./pattern.ts";

class Engulfing extends Pattern {
  protected override verdict(): Verdict | undefined {
    const { rise, open, close } = this;
    const riseBefore = close.prev - open.prev;
    if (Number.isNaN(riseBefore)) return undefined;
    const sign = rise > 0 ? 1 : -1;
    const isTurn = rise !== 0 && sign * riseBefore < 0;
    const below = sign * (close.prev - open.now);
    const above = sign * (close.now - open.prev);
    return isTurn && below >= 0 && above >= 0 && below + above > 0 ? sign : 0;
  }
}

class InsideBar extends Pattern {
  protected override verdict(): Verdict | undefined {
    const { high, low } = this;
    if (Number.isNaN(high.prev)) return undefined;
    return high.now < high.prev && low.now > low.prev ? 1 : 0;
  }
}

class Doji extends Pattern {
  readonly #share: number;

  constructor(feed: Feed, share: number) {
    super(feed, 1);
    this.#share = share;
  }

  protected override verdict(): Verdict {
    return Math.abs(this.rise) <= this.#share * this.range ? 1 : 0;
  }
}

/** Bars in a row that go one way, each from inside the body before it to beyond its close, closing near their end. */
class ThreeInARow extends Pattern {
  readonly #sign: 1 | -1;
  protected override readonly state = { bars: 0, row: 0 };

  constructor(feed: Feed, sign: 1 | -1) {
    super(feed, 3);
    this.#sign = sign;
  }

  protected override verdict(): Verdict | undefined {
    const { state, open, close } = this;
    const sign = this.#sign;
    const shadow = sign === 1 ? this.upperShadow : this.lowerShadow;
    const isOne = sign * this.rise > 0 && shadow <= SHADOW_NEAR * this.range;
    const startsInside = sign * (open.now - open.prev) >= 0 && sign * (close.prev - open.now) >= 0;
    const goesOn = startsInside && sign * (close.now - close.prev) > 0;
    state.bars++;
    if (!isOne) state.row = 0;
    else state.row = goesOn ? state.row + 1 : 1;
    if (state.bars < 3) return undefined;
    return state.row >= 3 ? sign : 0;
  }
}

/** Largest shadow of a bar that closes near its end, as a share of its range. */
const SHADOW_NEAR = 0.25;

/**
 * Engulfing: 1 where a rising body covers the falling body before it, -1 the other way round. They may share one end, not
 * both. Warm after 2 bars. Source: S. Nison, Japanese Candlestick Charting Techniques, 1991.
 */
export const engulfing = (feed: Feed): Indicator => new Engulfing(feed, 2);

/**
 * Inside bar: 1 where the high is below and the low above those of the bar before, which says nothing of the direction.
 * Warm after 2 bars. Source: T. Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout, 1990.
 */
export const insideBar = (feed: Feed): Indicator => new InsideBar(feed, 2);

/**
 * Doji: 1 where the body is at most `share` of the bar, which says nothing of the direction. Warm at the first bar.
 * Source: S. Nison, Japanese Candlestick Charting Techniques, 1991.
 */
export const doji = (feed: Feed, share = 0.1): Indicator => new Doji(feed, share);

/**
 * Three white soldiers: 1 where three bars rose one after the other, each from inside the body before it to a higher close
 * with at most a quarter of the bar above it. Warm after 3 bars. Source: S. Nison, Japanese Candlestick Charting
 * Techniques, 1991.
 */
export const threeWhiteSoldiers = (feed: Feed): Indicator => new ThreeInARow(feed, 1);

/**
 * Three black crows: -1 where three bars fell one after the other, each from inside the body before it to a lower close
 * with at most a quarter of the bar below it. Warm after 3 bars. Source: S. Nison, Japanese Candlestick Charting
 * Techniques, 1991.
 */
export const threeBlackCrows = (feed: Feed): Indicator => new ThreeInARow(feed, -1);
