import { checkedLength } from "./checked.ts";
import { Indicator, type Line, type Source } from "./indicator.ts";
import { Ring } from "./memory.ts";
import { WindowSum } from "./window-sum.ts";

/** The average, with what it adapts to as its line. */
export class Kama extends Indicator {
  /** Efficiency ratio: the way from first to last as a share of the way gone, 0 to 1. */
  readonly efficiency: Line;
  readonly #source: Source;
  readonly #fast: number;
  readonly #slow: number;
  protected override readonly state: { mean: number; readonly window: Ring; readonly path: WindowSum };

  constructor(source: Source, length: number, fast: number, slow: number) {
    super(source.feed, source.warmUp + length);
    this.#source = source;
    this.#fast = 2 / (fast + 1);
    this.#slow = 2 / (slow + 1);
    this.state = { mean: Number.NaN, window: new Ring(length), path: new WindowSum(length) };
    this.efficiency = this.line();
  }

  override update(): void {
    const x = this.#source.now;
    if (Number.isNaN(x)) return;
    const { state } = this;
    const { window, path } = state;
    const before = window.size === 0 ? x : window.at(0);
    const isWarm = window.isFull;
    if (window.size > 0) path.push(Math.abs(x - before));
    const net = Math.abs(x - window.push(x));
    if (!isWarm) return;
    if (Number.isNaN(state.mean)) state.mean = before;
    const efficiency = net === 0 ? 0 : Math.min(1, net / path.sum); // Rounding could take it a hair above 1.
    const root = efficiency * (this.#fast - this.#slow) + this.#slow;
    state.mean += root * root * (x - state.mean);
    this.prev = this.now;
    this.now = state.mean;
    this.efficiency.next(efficiency);
  }
}

/**
 * Kaufman's adaptive moving average: `k += c * (x - k)`, where c is the square of a value between the alphas of an EMA
 * of `slow` and one of `fast`, placed by the efficiency ratio of the newest `length` moves. Where nothing moved the
 * ratio is 0. Starts from the value before its first. Warm after `length + 1` values.
 * Source: P. J. Kaufman, Smarter Trading, 1995.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const kama = (source: Source, length = 10, fast = 2, slow = 30): Kama =>
  new Kama(source, checkedLength("kama", length), checkedLength("kama", fast), checkedLength("kama", slow));
