import { checkedLength } from "./checked.ts";
import type { Feed } from "./feed.ts";
import type { Indicator } from "./indicator.ts";
import { Ring } from "./memory.ts";
import { Pattern, type Verdict } from "./pattern.ts";

/** Least length of the long shadow, in bodies. */
const BODIES = 2;
/** Largest length of the other shadow, as a share of the bar. */
const SHADOW_SHORT = 0.1;

/** A small body at one end of a bar that turns a trend round. */
class ShadowPattern extends Pattern {
  readonly #side: "lower" | "upper";
  readonly #means: 1 | -1;
  readonly #trend: number;
  protected override readonly state: { readonly closes: Ring };

  constructor(feed: Feed, trend: number, side: "lower" | "upper", means: 1 | -1) {
    super(feed, trend + 2);
    this.#side = side;
    this.#means = means;
    this.#trend = trend;
    this.state = { closes: new Ring(trend + 1) };
  }

  protected override verdict(): Verdict | undefined {
    const { closes } = this.state;
    const isWarm = closes.isFull;
    const move = isWarm ? closes.at(0) - closes.at(this.#trend) : 0;
    closes.push(this.close.now);
    if (!isWarm) return undefined;
    return this.#hasShape() && this.#means * move < 0 ? this.#means : 0;
  }

  #hasShape(): boolean {
    const { upperShadow, lowerShadow, range } = this;
    const isLower = this.#side === "lower";
    const [long, short] = isLower ? [lowerShadow, upperShadow] : [upperShadow, lowerShadow];
    return range > 0 && long >= BODIES * Math.abs(this.rise) && short <= SHADOW_SHORT * range;
  }
}

/**
 * Hammer: 1 where a bar has a lower shadow of at least two bodies and an upper one of at most a tenth of the bar, after a
 * fall: the close before it is below the close `trend` bars earlier. The body may be of either colour, or none. Warm after
 * `trend + 2` bars. Source: S. Nison, Japanese Candlestick Charting Techniques, 1991.
 * @throws InvariantBroken for a trend that is no whole number of at least 1
 */
export const hammer = (feed: Feed, trend = 5): Indicator =>
  new ShadowPattern(feed, checkedLength("hammer", trend), "lower", 1);

/**
 * Hanging man: -1 where a bar has the shape of a hammer after a rise: the close before it is above the close `trend` bars
 * earlier. Warm after `trend + 2` bars. Source: S. Nison, Japanese Candlestick Charting Techniques, 1991.
 * @throws InvariantBroken for a trend that is no whole number of at least 1
 */
export const hangingMan = (feed: Feed, trend = 5): Indicator =>
  new ShadowPattern(feed, checkedLength("hangingMan", trend), "lower", -1);

/**
 * Inverted hammer: 1 where a bar has an upper shadow of at least two bodies and a lower one of at most a tenth of the bar,
 * after a fall: the close before it is below the close `trend` bars earlier. Warm after `trend + 2` bars. Source: S. Nison,
 * Japanese Candlestick Charting Techniques, 1991.
 * @throws InvariantBroken for a trend that is no whole number of at least 1
 */
export const invertedHammer = (feed: Feed, trend = 5): Indicator =>
  new ShadowPattern(feed, checkedLength("invertedHammer", trend), "upper", 1);

/**
 * Shooting star: -1 where a bar has the shape of an inverted hammer after a rise: the close before it is above the close
 * `trend` bars earlier. Warm after `trend + 2` bars. Source: S. Nison, Japanese Candlestick Charting Techniques, 1991.
 * @throws InvariantBroken for a trend that is no whole number of at least 1
 */
export const shootingStar = (feed: Feed, trend = 5): Indicator =>
  new ShadowPattern(feed, checkedLength("shootingStar", trend), "upper", -1);
