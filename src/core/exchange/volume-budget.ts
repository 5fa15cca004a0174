import { type Quantity, quantityFromNumber, quantityToNumber } from "../base/index.ts";
import type { Instrument } from "../domain/index.ts";
import { at, type BarSeries } from "../market/index.ts";

/** Unbounded: no bar is asked for its volume. */
const ALL = 1_000_000_000_000_000_000_000_000_000n;

/** What fills of ours may still take of the volume of the bar that is being met. One for each instrument. */
export class VolumeBudget {
  readonly #share: number;
  readonly #instrument: Instrument;
  #row = -1;
  #left: bigint = ALL;

  /** `share` of the volume of a bar; Infinity: no bound. */
  constructor(share: number, instrument: Instrument) {
    this.#share = share;
    this.#instrument = instrument;
  }

  /** The bar of `row` is met; its open and its inside share one budget. */
  begin(series: BarSeries, row: number): void {
    if (this.#share === Number.POSITIVE_INFINITY || row === this.#row) return;
    this.#row = row;
    const units = this.#share * at(series.columns.volume, row);
    this.#left = quantityFromNumber(units / quantityToNumber(this.#instrument.contractSize), "down");
  }

  /** Whether a step is left. */
  has(step: Quantity): boolean {
    return this.#left >= step;
  }

  /** The part of `wanted` that is left, on the step grid unless it is all of it. */
  within(wanted: Quantity, step: Quantity): Quantity {
    if (wanted <= this.#left) return wanted;
    return (this.#left - (this.#left % step)) as Quantity;
  }

  use(quantity: Quantity): void {
    if (this.#share !== Number.POSITIVE_INFINITY) this.#left -= quantity;
  }
}
