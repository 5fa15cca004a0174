import {
  assert,
  NO_PRICE,
  type Price,
  priceOnTick,
  priceToNumber,
  stepsOf,
  type UnixMs,
} from "../base/index.ts";
import { type Instrument, type InstrumentId, rulesAt } from "../domain/index.ts";

interface DatedTick {
  readonly from: UnixMs;
  readonly tick: number;
}

/** The latest believed price of every instrument, and how old that belief is. */
export class LatestPrices {
  readonly #instruments: readonly Instrument[];
  readonly #price: Float64Array;
  readonly #at: Float64Array;
  /** Exact twins of the prices, made when one is asked for, and the moment they were true at. */
  readonly #exact: Price[];
  readonly #exactAt: Float64Array;
  readonly #exactOf: Float64Array;
  /** Ticks as doubles, as the rules of each instrument follow one another. */
  readonly #ticks: readonly (readonly DatedTick[])[];

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = instruments;
    this.#price = new Float64Array(instruments.length).fill(Number.NaN);
    this.#at = new Float64Array(instruments.length).fill(Number.NaN);
    this.#exact = instruments.map(() => NO_PRICE);
    this.#exactAt = new Float64Array(instruments.length).fill(Number.NaN);
    this.#ticks = instruments.map(({ rules }) =>
      rules.map(({ from, tick }) => ({ from, tick: priceToNumber(tick) })),
    );
    this.#exactOf = new Float64Array(instruments.length).fill(Number.NaN);
  }

  note(instrument: InstrumentId, price: number, at: UnixMs): void {
    this.#price[instrument] = price;
    this.#at[instrument] = at;
  }

  /** In quote units; NaN before the first one. */
  number(instrument: InstrumentId): number {
    return this.#price[instrument] as number;
  }

  /** On the tick grid of the day: what exact judgements use. */
  exact(instrument: InstrumentId): Price {
    const price = this.number(instrument);
    const noted = this.#at[instrument] as UnixMs;
    if (this.#exactOf[instrument] === price && this.#exactAt[instrument] === noted)
      return this.#exact[instrument] as Price;
    assert(price > 0, "no price yet for instrument", instrument);
    const { tick } = rulesAt(this.#instruments[instrument] as Instrument, noted);
    const exact = priceOnTick(price, tick, "nearest");
    this.#exact[instrument] = exact;
    this.#exactOf[instrument] = price;
    this.#exactAt[instrument] = noted;
    return exact;
  }

  snapshot() {
    return { price: this.#price.slice(), at: this.#at.slice() };
  }

  /** Exact twins are made anew where they are asked for. */
  restore({ price, at }: LatestPricesSnapshot): void {
    this.#price.set(price);
    this.#at.set(at);
  }

  /** The exact price as a double: for sums over many instruments, where bigints would cost too much. */
  onGrid(instrument: InstrumentId): number {
    const ticks = this.#ticks[instrument] as readonly DatedTick[];
    let last = ticks.length - 1;
    while (last > 0 && (ticks[last] as DatedTick).from > (this.#at[instrument] as number)) last--;
    const { tick } = ticks[last] as DatedTick; // Never empty, as the rules are.
    return stepsOf(this.number(instrument), tick, "nearest") * tick;
  }

  /** Price of an asset in `quote`, by the instrument of this run that trades it. */
  priceOf(asset: string, quote: string): Price | undefined {
    const instrument = this.#instruments.find((i) => i.base === asset && i.quote === quote);
    return instrument === undefined || !(this.number(instrument.id) > 0)
      ? undefined
      : this.exact(instrument.id);
  }
}

export type LatestPricesSnapshot = ReturnType<LatestPrices["snapshot"]>;
