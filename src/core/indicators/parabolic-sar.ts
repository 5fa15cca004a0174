import { assert } from "../base/index.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator, type Line } from "./indicator.ts";

/** Where the stop of the bar stands, below it in an upward trend, above it in a downward one. */
export class ParabolicSar extends Indicator {
  /** 1 while the trend goes up, -1 while it goes down. */
  readonly direction: Line;
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #step: number;
  readonly #most: number;
  /** `stop` is that of the next bar, `extreme` the best price of the trend. */
  protected override readonly state = { direction: 0, stop: 0, extreme: 0, factor: 0 };

  constructor(feed: Feed, step: number, most: number) {
    super(feed, 2);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#step = step;
    this.#most = most;
    this.direction = this.line();
  }

  override update(): void {
    const { now: high, prev: highBefore } = this.#high;
    const { now: low, prev: lowBefore } = this.#low;
    if (Number.isNaN(highBefore)) return; // The first bar has no direction.
    const { state } = this;
    const isFirst = state.direction === 0;
    if (isFirst) this.#begin();
    // TA-Lib holds the first stop against the second bar alone, every other one against the bar and the one before it.
    const highest = isFirst ? high : Math.max(high, highBefore);
    const lowest = isFirst ? low : Math.min(low, lowBefore);
    const isUp = state.direction === 1;
    if (isUp ? low <= state.stop : high >= state.stop) this.#turn(highest, lowest);
    else if (isUp ? high > state.extreme : low < state.extreme) {
      state.extreme = isUp ? high : low;
      state.factor = Math.min(this.#most, state.factor + this.#step);
    }
    this.prev = this.now;
    this.now = state.stop;
    this.direction.next(state.direction);
    const stop = state.stop + state.factor * (state.extreme - state.stop);
    state.stop = state.direction === 1 ? Math.min(stop, lowest) : Math.max(stop, highest);
  }

  /** Downward if the second bar reached further down than up. */
  #begin(): void {
    const { state } = this;
    const up = this.#high.now - this.#high.prev;
    const down = this.#low.prev - this.#low.now;
    state.direction = down > 0 && down > up ? -1 : 1;
    state.stop = state.direction === 1 ? this.#low.prev : this.#high.prev;
    state.extreme = state.direction === 1 ? this.#high.now : this.#low.now;
    state.factor = this.#step;
  }

  /** The best price of the old trend is the first stop of the new one, as long as no bar is beyond it. */
  #turn(highest: number, lowest: number): void {
    const { state } = this;
    const wasUp = state.direction === 1;
    state.stop = wasUp ? Math.max(state.extreme, highest) : Math.min(state.extreme, lowest);
    state.direction = wasUp ? -1 : 1;
    state.extreme = wasUp ? this.#low.now : this.#high.now;
    state.factor = this.#step;
  }
}

/**
 * Parabolic SAR: `stop += factor * (extreme - stop)`, where each new extreme adds `step` to the factor, up to `most`; a
 * bar that touches its stop turns the trend. Warm at the second bar, which gives the first direction (as in TA-Lib).
 * Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978.
 * @throws InvariantBroken for a step that is not above 0 or is above `most`
 */
export function parabolicSar(feed: Feed, step = 0.02, most = 0.2): ParabolicSar {
  assert(step > 0 && step <= most, "parabolicSar: a step above 0 and not above the most is due", step);
  return new ParabolicSar(feed, step, most);
}
