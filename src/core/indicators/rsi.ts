import { checkedLength } from "./checked.ts";
import { Indicator, type Source } from "./indicator.ts";

class Rsi extends Indicator {
  readonly #source: Source;
  readonly #length: number;
  protected override readonly state = { count: 0, before: Number.NaN, gain: 0, loss: 0 };

  constructor(source: Source, length: number) {
    super(source.feed, source.warmUp + length);
    this.#source = source;
    this.#length = length;
  }

  override update(): void {
    const x = this.#source.now;
    if (Number.isNaN(x)) return;
    const { state } = this;
    const n = this.#length;
    const change = x - state.before;
    state.before = x;
    if (Number.isNaN(change)) return; // The first value has nothing to differ from.
    const gain = change > 0 ? change : 0;
    const loss = change < 0 ? -change : 0;
    if (state.count < n) {
      state.count++;
      state.gain += gain;
      state.loss += loss;
      if (state.count < n) return;
      state.gain /= n;
      state.loss /= n;
    } else {
      state.gain = (state.gain * (n - 1) + gain) / n;
      state.loss = (state.loss * (n - 1) + loss) / n;
    }
    const both = state.gain + state.loss;
    this.prev = this.now;
    this.now = both === 0 ? 50 : (100 * state.gain) / both;
  }
}

/**
 * Relative strength index, 0 to 100: the share of gains in all moves, averaged after Wilder. Warm after `length + 1`
 * values. Where nothing moved it is 50. Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const rsi = (source: Source, length = 14): Indicator => new Rsi(source, checkedLength("rsi", length));
