/**
 * The books of one instrument kept a second time, by the average-cost rule on rational numbers: what entered has one
 * average cost a unit, what leaves takes its share of it along, and nothing is ever rounded. Prices count 1e-12,
 * quantities 1e-8 and money 1e-20, as in `base`; everything else is done another way than in `portfolio`.
 */
import { Fraction } from "./fraction.ts";

export interface SlowFill {
  readonly isBuy: boolean;
  readonly price: bigint;
  readonly quantity: bigint;
  readonly fee: bigint;
  readonly feeIn: "quote" | "base" | "other";
  /** Price of one unit of the fee asset, where that is another one. */
  readonly otherPrice: bigint;
}

/** From flat to flat. */
export interface SlowTrade {
  readonly isLong: boolean;
  entered: bigint;
  enteredValue: Fraction;
  exited: bigint;
  exitedValue: Fraction;
  realised: Fraction;
  /** Value of all fees, and of those among them that were taken out of what was bought. */
  fees: Fraction;
  feesInCost: Fraction;
  /** Times that a part of the position was left: each may round once. */
  partialCloses: number;
  /** Fills that were shared with the trade before or after: their fee is divided once. */
  sharedFills: number;
  high: bigint;
  low: bigint;
}

export class SlowBooks {
  /** Money, as it should be without any rounding. */
  cash: Fraction;
  /** Signed: negative is short. */
  held = 0n;
  /** Cost of one unit of quantity. */
  average = Fraction.ZERO;
  open: SlowTrade | undefined;
  readonly closed: SlowTrade[] = [];
  feesValue = Fraction.ZERO;
  otherPaid = 0n;
  readonly #isSpot: boolean;
  readonly #contractSize: Fraction;

  constructor(terms: { readonly isSpot: boolean; readonly contractSize: bigint; readonly cash: bigint }) {
    this.#isSpot = terms.isSpot;
    this.#contractSize = Fraction.of(terms.contractSize, 100_000_000n);
    this.cash = Fraction.of(terms.cash);
  }

  book(fill: SlowFill): void {
    const direction = fill.isBuy ? 1n : -1n;
    const against = this.held * direction < 0n ? absolute(this.held) : 0n;
    const leaving = against < fill.quantity ? against : fill.quantity;
    const entering = fill.quantity - leaving;
    const fee = feeValueOf(fill);
    if (this.open !== undefined) this.see(fill.price, fill.price);
    if (leaving > 0n)
      this.#leave(fill, leaving, fee.times(Fraction.of(leaving, fill.quantity)), entering > 0n);
    if (entering > 0n)
      this.#enter(fill, entering, fee.times(Fraction.of(entering, fill.quantity)), leaving > 0n);
    if (this.#isSpot) this.cash = this.cash.minus(this.value(fill.price, direction * fill.quantity));
    if (fill.feeIn === "quote") this.cash = this.cash.minus(Fraction.of(fill.fee));
    if (fill.feeIn === "other") this.otherPaid += fill.fee;
    this.feesValue = this.feesValue.plus(fee);
  }

  /** The price went this far while something was held. */
  see(high: bigint, low: bigint): void {
    if (this.open === undefined) return;
    if (high > this.open.high) this.open.high = high;
    if (low < this.open.low) this.open.low = low;
  }

  value(price: bigint, quantity: bigint): Fraction {
    return Fraction.of(price * quantity).times(this.#contractSize);
  }

  /** Average price of what is held, where no fee was taken out of it. */
  get entryPrice(): Fraction {
    return this.average.over(this.#contractSize);
  }

  /** Profit of what is held, were it sold at `mark`. */
  unrealised(mark: bigint): Fraction {
    return this.value(mark, this.held).minus(this.average.times(Fraction.of(this.held)));
  }

  /** Cash and what is held: an asset is worth its price, a contract what it has gained. */
  equity(mark: bigint): Fraction {
    return this.cash.plus(this.#isSpot ? this.value(mark, this.held) : this.unrealised(mark));
  }

  #enter(fill: SlowFill, quantity: bigint, fee: Fraction, isShared: boolean): void {
    const { price } = fill;
    this.open ??= newTrade(fill.isBuy, price);
    const { open } = this;
    const kept = fill.feeIn === "base" && this.#isSpot ? quantity - fill.fee / 1_000_000_000_000n : quantity;
    const cost = this.average.times(Fraction.of(absolute(this.held))).plus(this.value(price, quantity));
    this.held += fill.isBuy ? kept : -kept;
    this.average = cost.over(Fraction.of(absolute(this.held)));
    open.entered += quantity;
    open.enteredValue = open.enteredValue.plus(this.value(price, quantity));
    open.fees = open.fees.plus(fee);
    if (kept !== quantity) open.feesInCost = open.feesInCost.plus(fee);
    if (isShared) open.sharedFills++;
  }

  #leave(fill: SlowFill, quantity: bigint, fee: Fraction, isShared: boolean): void {
    const { open } = this;
    if (open === undefined) throw new Error("left what was never entered");
    const proceeds = this.value(fill.price, quantity);
    const cost = this.average.times(Fraction.of(quantity));
    const gain = this.held > 0n ? proceeds.minus(cost) : cost.minus(proceeds);
    this.held += fill.isBuy ? quantity : -quantity;
    open.realised = open.realised.plus(gain);
    open.exited += quantity;
    open.exitedValue = open.exitedValue.plus(proceeds);
    open.fees = open.fees.plus(fee);
    if (!this.#isSpot) this.cash = this.cash.plus(gain);
    if (isShared) open.sharedFills++;
    if (this.held !== 0n) open.partialCloses++;
    else {
      this.closed.push(open);
      this.open = undefined;
      this.average = Fraction.ZERO;
    }
  }
}

function feeValueOf({ fee, feeIn, price, otherPrice }: SlowFill): Fraction {
  if (feeIn === "quote") return Fraction.of(fee);
  return Fraction.of(fee * (feeIn === "base" ? price : otherPrice), 1_000_000_000_000n);
}

const newTrade = (isLong: boolean, price: bigint): SlowTrade => ({
  isLong,
  entered: 0n,
  enteredValue: Fraction.ZERO,
  exited: 0n,
  exitedValue: Fraction.ZERO,
  realised: Fraction.ZERO,
  fees: Fraction.ZERO,
  feesInCost: Fraction.ZERO,
  partialCloses: 0,
  sharedFills: 0,
  high: price,
  low: price,
});

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
