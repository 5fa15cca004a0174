import { checkedLength } from "./checked.ts";
import { Indicator, type Source } from "./indicator.ts";
import { Ring } from "./memory.ts";

class Change extends Indicator {
  readonly #source: Source;
  readonly #inPercent: boolean;
  protected override readonly state: { readonly window: Ring };

  constructor(source: Source, length: number, inPercent: boolean) {
    super(source.feed, source.warmUp + length);
    this.#source = source;
    this.#inPercent = inPercent;
    this.state = { window: new Ring(length) };
  }

  override update(): void {
    const x = this.#source.now;
    if (Number.isNaN(x)) return;
    const { window } = this.state;
    const isWarm = window.isFull;
    const old = window.push(x);
    if (!isWarm) return;
    if (!this.#inPercent) {
      this.prev = this.now;
      this.now = x - old;
    } else {
      this.prev = this.now;
      this.now = old === 0 ? Number.NaN : (100 * (x - old)) / old;
    }
  }
}

/**
 * Momentum: the value less that of `length` bars ago. Warm after `length + 1` values.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const momentum = (source: Source, length = 10): Indicator =>
  new Change(source, checkedLength("momentum", length), false);

/**
 * Rate of change in percent: `100 * (x - old) / old`, old being the value `length` bars ago; NaN where that is 0. Warm
 * after `length + 1` values.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const roc = (source: Source, length = 10): Indicator =>
  new Change(source, checkedLength("roc", length), true);
