import { checkedLength } from "./checked.ts";
import { Indicator, type Source } from "./indicator.ts";
import { Ring } from "./memory.ts";

/** The sum runs in TA-Lib's order (add the newest, divide, take the oldest off), so that it is the same to the last bit. */
class Sma extends Indicator {
  readonly #source: Source;
  readonly #length: number;
  protected override readonly state: { sum: number; readonly window: Ring };

  constructor(source: Source, length: number) {
    super(source.feed, source.warmUp + length - 1);
    this.#source = source;
    this.#length = length;
    this.state = { sum: 0, window: new Ring(length) };
  }

  override update(): void {
    const x = this.#source.now;
    if (Number.isNaN(x)) return;
    const { state } = this;
    const { window } = state;
    window.push(x);
    state.sum += x;
    if (!window.isFull) return;
    this.prev = this.now;
    this.now = state.sum / this.#length;
    state.sum -= window.at(this.#length - 1);
  }
}

/**
 * Simple moving average: the mean of the newest `length` values. Warm after `length` values.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const sma = (source: Source, length: number): Indicator =>
  new Sma(source, checkedLength("sma", length));
