import {
  type Amount,
  absolute,
  amountToNumber,
  averagePrice,
  contractsToBase,
  NO_AMOUNT,
  NO_PRICE,
  NO_QUANTITY,
  type Price,
  priceToNumber,
  proportion,
  type Quantity,
  quantityToNumber,
  type UnixMs,
} from "../base/index.ts";
import {
  type ClosedTrade,
  type Direction,
  type ExitReason,
  type Fill,
  type Instrument,
  notionalOf,
  type SplitRatio,
  splitNumber,
  splitQuantity,
} from "../domain/index.ts";

/** What a fill meant to the position beyond its quantity. */
export interface FillTerms {
  readonly strategy: string;
  /** Used when the fill leads to flat. */
  readonly exitReason: ExitReason;
  /** Price x quantity, exact. */
  readonly value: Amount;
  /** The fee, valued in the quote asset. */
  readonly feeValue: Amount;
  /** What of the quantity comes to be held: less where the fee is taken out of what was bought, and whole steps then. */
  readonly kept: Quantity;
  readonly isFeeInKind: boolean;
  /** The id of a trade that it closes. */
  readonly tradeId: number;
}

/** Highest and lowest price that something has seen. */
export type Extremes = Pick<Position, "high" | "low">;

/** What of a fill enters or leaves. */
interface Part {
  readonly quantity: Quantity;
  readonly value: Amount;
  readonly feeValue: Amount;
}

/**
 * What is held of one instrument, at exact cost, and the trade that is being made with it (from flat to flat).
 * Quantities are signed: negative is short. Cost is signed the same way. Values are in the quote asset.
 */
export class Position {
  readonly instrument: Instrument;
  quantity: Quantity = NO_QUANTITY;
  /** What is there beside it, less than a step, which nobody can trade: left by fees that were taken in kind. */
  dust: Quantity = NO_QUANTITY;
  /** What the held quantity cost: exact, so that profit is exact when flat. */
  cost: Amount = NO_AMOUNT;
  /** Realised profit of the trade in progress, before fees. */
  realised: Amount = NO_AMOUNT;
  /** Fees of the trade in progress, for display; `feesDeducted` are those not already inside the cost. */
  fees: Amount = NO_AMOUNT;
  feesDeducted: Amount = NO_AMOUNT;
  /** Funding, borrowing and dividends of the trade in progress. Positive: paid. */
  funding: Amount = NO_AMOUNT;
  entered: Quantity = NO_QUANTITY;
  enteredValue: Amount = NO_AMOUNT;
  exited: Quantity = NO_QUANTITY;
  exitedValue: Amount = NO_AMOUNT;
  /** Of what entered, the share of what has left since: with parts that leave the average of the rest stays as it was. */
  #leftOfEntered: Quantity = NO_QUANTITY;
  #leftOfValue: Amount = NO_AMOUNT;
  /** Kept while it is known without a division: after one fill it is the price of that fill. */
  #entryPrice: Price | undefined = NO_PRICE;
  #exitPrice: Price | undefined = NO_PRICE;
  entryTime = 0 as UnixMs;
  strategy = "";
  /** Extremes of the price since the first entry. */
  high = 0;
  low = 0;
  /** The floats that marking reads on every bar: units of the base asset, and what their value is not worth to us. */
  units = 0;
  /** The cost of a contract, which was never paid; zero for an asset, whose cost has left the cash. */
  marginOffset = 0;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
  }

  get isFlat(): boolean {
    return this.quantity === 0n;
  }

  /** Average price at which what is held was entered, as venues count it; zero when flat. */
  get entryPrice(): Price {
    this.#entryPrice ??= this.#average(
      (this.enteredValue - this.#leftOfValue) as Amount,
      (this.entered - this.#leftOfEntered) as Quantity,
    );
    return this.#entryPrice;
  }

  /** Of all that entered since it was flat. */
  get #averageEntry(): Price {
    return this.#leftOfEntered === 0n ? this.entryPrice : this.#average(this.enteredValue, this.entered);
  }

  #average(value: Amount, quantity: Quantity): Price {
    return averagePrice(value, contractsToBase(quantity, this.instrument.contractSize));
  }

  /** Profit of the trade in progress that is already locked in, net of fees and funding. */
  get realisedNet(): Amount {
    return (this.realised - this.feesDeducted - this.funding) as Amount;
  }

  /** Best that the price has done for what is held, as a share of the entry price. */
  get mfe(): number {
    return this.#bestFor(this.quantity > 0n ? "long" : "short", this.entryPrice);
  }

  /** Worst that it has done, as a share of the entry price: never above zero. */
  get mae(): number {
    return this.#worstFor(this.quantity > 0n ? "long" : "short", this.entryPrice);
  }

  #bestFor(side: Direction, entry: Price): number {
    return side === "long" ? distance(this.high, entry) : -distance(this.low, entry);
  }

  #worstFor(side: Direction, entry: Price): number {
    return side === "long" ? distance(this.low, entry) : -distance(this.high, entry);
  }

  /** Value of `quantity` at `price`: exact. */
  valueOf(quantity: Quantity, price: Price): Amount {
    return notionalOf(price, quantity, this.instrument);
  }

  /**
   * Books a fill. Crossing zero closes one trade and opens the next, sharing the fee by quantity.
   * @returns the trade that it closed, and the profit it realised before fees
   */
  apply(
    fill: Fill,
    terms: FillTerms,
  ): { readonly realised: Amount; readonly closed: ClosedTrade | undefined } {
    const held = this.quantity;
    const signed = (fill.side === "buy" ? fill.quantity : -fill.quantity) as Quantity;
    this.#see(fill.price);
    if (held === 0n || held > 0n === signed > 0n) {
      this.#enter(fill, terms, { quantity: fill.quantity, value: terms.value, feeValue: terms.feeValue });
      return { realised: NO_AMOUNT, closed: undefined };
    }
    const holding = absolute(held);
    const leaving = (fill.quantity < holding ? fill.quantity : holding) as Quantity;
    const feeLeaving = proportion(terms.feeValue, leaving, fill.quantity);
    const value = leaving === fill.quantity ? terms.value : this.valueOf(leaving, fill.price);
    const realised = this.#leave(fill, { quantity: leaving, value, feeValue: feeLeaving });
    if (this.quantity !== 0n) return { realised, closed: undefined };
    const closed = this.#close(fill, terms);
    if (leaving < fill.quantity) {
      this.#see(fill.price);
      this.#enter(fill, terms, {
        quantity: (fill.quantity - leaving) as Quantity,
        value: (terms.value - value) as Amount,
        feeValue: (terms.feeValue - feeLeaving) as Amount,
      });
    }
    return { realised, closed };
  }

  /** Widens the extremes by a bar. */
  observe(high: number, low: number): void {
    if (high > this.high) this.high = high;
    if (low < this.low) this.low = low;
  }

  /** Quantities become those of new shares and prices theirs: values, and so profit, stay exact. */
  split(ratio: SplitRatio): void {
    this.quantity = splitQuantity(this.quantity, ratio);
    this.entered = splitQuantity(this.entered, ratio);
    this.#leftOfEntered = splitQuantity(this.#leftOfEntered, ratio);
    this.exited = splitQuantity(this.exited, ratio);
    this.#entryPrice = undefined;
    this.#exitPrice = undefined;
    this.high = splitNumber(this.high, ratio);
    this.low = splitNumber(this.low, ratio);
    this.#cache();
  }

  snapshot() {
    const { quantity, dust, cost, realised, fees, feesDeducted, funding } = this;
    const { entered, enteredValue, exited, exitedValue, entryTime, strategy, high, low } = this;
    return {
      ...{ quantity, dust, cost, realised, fees, feesDeducted, funding },
      ...{ entered, enteredValue, exited, exitedValue, entryTime, strategy, high, low },
      leftOfEntered: this.#leftOfEntered,
      leftOfValue: this.#leftOfValue,
      ownEntryPrice: this.#entryPrice,
      ownExitPrice: this.#exitPrice,
    };
  }

  restore({ leftOfEntered, leftOfValue, ownEntryPrice, ownExitPrice, ...plain }: PositionSnapshot): void {
    Object.assign(this, plain);
    this.#leftOfEntered = leftOfEntered;
    this.#leftOfValue = leftOfValue;
    this.#entryPrice = ownEntryPrice;
    this.#exitPrice = ownExitPrice;
    this.#cache();
  }

  #see(price: Price): void {
    const seen = priceToNumber(price);
    if (this.quantity === 0n) {
      this.high = seen;
      this.low = seen;
    } else this.observe(seen, seen);
  }

  #enter(fill: Fill, terms: FillTerms, { quantity, value, feeValue }: Part): void {
    if (this.quantity === 0n) {
      this.entryTime = fill.at;
      this.strategy = terms.strategy;
    }
    const kept = quantity - (fill.quantity - terms.kept);
    this.#entryPrice = this.entered === 0n ? fill.price : undefined;
    this.quantity = (fill.side === "buy" ? this.quantity + kept : this.quantity - kept) as Quantity;
    this.cost = (fill.side === "buy" ? this.cost + value : this.cost - value) as Amount;
    this.entered = (this.entered + quantity) as Quantity;
    this.enteredValue = (this.enteredValue + value) as Amount;
    this.#pay(feeValue, !terms.isFeeInKind);
    this.#cache();
  }

  /** Releases cost in proportion. The rounding of an inexact share leaves the smaller profit or loss, the rest stays in the cost. */
  #leave(fill: Fill, { quantity: leaving, value, feeValue }: Part): Amount {
    const holding = absolute(this.quantity);
    this.#exitPrice = this.exited === 0n ? fill.price : undefined;
    if (leaving < holding) this.#leaveBasis(leaving, holding);
    const proceeds = fill.side === "sell" ? value : -value;
    const realised = (
      leaving === holding ? proceeds - this.cost : (proceeds * holding - this.cost * leaving) / holding
    ) as Amount; // BigInt division truncates: towards zero profit.
    this.cost = (this.cost - (proceeds - realised)) as Amount;
    this.quantity = (fill.side === "sell" ? this.quantity - leaving : this.quantity + leaving) as Quantity;
    this.realised = (this.realised + realised) as Amount;
    this.exited = (this.exited + leaving) as Quantity;
    this.exitedValue = (this.exitedValue + value) as Amount;
    this.#pay(feeValue, true);
    this.#cache();
    return realised;
  }

  /** Of what entered, as much is gone as of what was held: the average of the rest stays. */
  #leaveBasis(leaving: Quantity, holding: Quantity): void {
    const entered = (this.entered - this.#leftOfEntered) as Quantity;
    const value = (this.enteredValue - this.#leftOfValue) as Amount;
    const gone = ((entered * leaving) / holding) as Quantity;
    this.#leftOfEntered = (this.#leftOfEntered + gone) as Quantity;
    this.#leftOfValue = (this.#leftOfValue + proportion(value, gone, entered)) as Amount;
  }

  #close(fill: Fill, terms: FillTerms): ClosedTrade {
    const entryPrice = this.#averageEntry;
    const side = fill.side === "sell" ? "long" : "short";
    const closed: ClosedTrade = {
      id: terms.tradeId,
      instrument: this.instrument.id,
      strategy: this.strategy,
      side,
      quantity: this.entered,
      entryTime: this.entryTime,
      entryPrice,
      exitTime: fill.at,
      exitPrice: this.#exitPrice ?? this.#average(this.exitedValue, this.exited),
      fees: this.fees,
      funding: this.funding,
      pnl: this.realisedNet,
      entryValue: this.enteredValue,
      mfe: this.#bestFor(side, entryPrice),
      mae: this.#worstFor(side, entryPrice),
      exitReason: terms.exitReason,
    };
    this.realised = NO_AMOUNT;
    this.fees = NO_AMOUNT;
    this.feesDeducted = NO_AMOUNT;
    this.funding = NO_AMOUNT;
    this.entered = NO_QUANTITY;
    this.enteredValue = NO_AMOUNT;
    this.#leftOfEntered = NO_QUANTITY;
    this.#leftOfValue = NO_AMOUNT;
    this.exited = NO_QUANTITY;
    this.exitedValue = NO_AMOUNT;
    this.#entryPrice = NO_PRICE;
    return closed;
  }

  #pay(feeValue: Amount, isDeducted: boolean): void {
    this.fees = (this.fees + feeValue) as Amount;
    if (isDeducted) this.feesDeducted = (this.feesDeducted + feeValue) as Amount;
  }

  #cache(): void {
    this.units = quantityToNumber(contractsToBase(this.quantity, this.instrument.contractSize));
    if (this.instrument.settlement === "margin") this.marginOffset = amountToNumber(this.cost);
  }
}

export type PositionSnapshot = ReturnType<Position["snapshot"]>;

/** From the entry price, as a share of it. */
function distance(price: number, entryPrice: Price): number {
  const entry = priceToNumber(entryPrice);
  return entry === 0 ? 0 : price / entry - 1;
}
