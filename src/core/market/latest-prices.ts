import { assert, NO_PRICE, type Price, priceToNumber, stepsOf, type UnixMs } from "../base/index.ts";
import { type Instrument, type InstrumentId, rulesAt } from "../domain/index.ts";

/** The latest believed price of every instrument, and how old that belief is. */
export class LatestPrices {
  readonly #instruments: readonly Instrument[];
  readonly #price: Float64Array;
  readonly #at: Float64Array;
  /** Exact twins of the prices, made when one is asked for. */
  readonly #exact: Price[];

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = instruments;
    this.#price = new Float64Array(instruments.length).fill(Number.NaN);
    this.#at = new Float64Array(instruments.length).fill(Number.NaN);
    this.#exact = instruments.map(() => NO_PRICE);
  }

  note(instrument: InstrumentId, price: number, at: UnixMs): void {
    this.#price[instrument] = price;
    this.#at[instrument] = at;
    this.#exact[instrument] = NO_PRICE;
  }

  /** In quote units; NaN before the first one. */
  number(instrument: InstrumentId): number {
    return this.#price[instrument] as number;
  }

  /** On the tick grid of the day: what exact judgements use. */
  exact(instrument: InstrumentId): Price {
    const known = this.#exact[instrument] as Price;
    if (known !== NO_PRICE) return known;
    const price = this.number(instrument);
    assert(price > 0, `no price yet for instrument ${instrument}`);
    const { tick } = rulesAt(this.#instruments[instrument] as Instrument, this.#at[instrument] as UnixMs);
    const exact = (BigInt(stepsOf(price, priceToNumber(tick), "nearest")) * tick) as Price;
    this.#exact[instrument] = exact;
    return exact;
  }

  /** Price of an asset in `quote`, by the instrument of this run that trades it. */
  priceOf(asset: string, quote: string): Price | undefined {
    const instrument = this.#instruments.find((i) => i.base === asset && i.quote === quote);
    return instrument === undefined || !(this.number(instrument.id) > 0)
      ? undefined
      : this.exact(instrument.id);
  }
}
