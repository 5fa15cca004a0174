import {
  type Amount,
  amountAsQuantity,
  amountToNumber,
  assert,
  dropAt,
  floorToStep,
  NO_AMOUNT,
  type Price,
  putAt,
  type Quantity,
  quantityAsAmount,
  refillList,
} from "../base/index.ts";
import {
  type ClosedTrade,
  type ExitReason,
  type Fill,
  type Instrument,
  type InstrumentId,
  rulesAt,
  type SplitRatio,
} from "../domain/index.ts";
import { type AssetId, Ledger } from "./ledger.ts";
import { Position, type PositionSnapshot } from "./position.ts";

/** Latest price of an instrument, or of an asset in the account's currency. */
export interface Valuation {
  /** Price of one unit of `asset` in the account's currency; undefined when nothing in the run prices it. */
  priceOf(asset: string): Price | undefined;
}

/** Balances, positions and profit of one account: fills go in, exact books come out. */
export class Portfolio {
  readonly ledger = new Ledger();
  readonly currency: string;
  readonly positions: readonly Position[];
  /** Every finished trade, in order of closing. */
  readonly trades: ClosedTrade[] = [];
  /** Fees paid so far, in the account's currency. */
  fees: Amount = NO_AMOUNT;
  /** Funding and borrowing so far, in the account's currency. Positive: paid. */
  funding: Amount = NO_AMOUNT;
  /** Dividends so far, in the account's currency. Positive: received. */
  dividends: Amount = NO_AMOUNT;
  /** Value of everything that was bought and sold, in quote assets. */
  turnover: Amount = NO_AMOUNT;
  /** Instruments with an open position: what marking has to look at. */
  readonly open: Position[] = [];
  readonly #currencyId: AssetId;
  readonly #heldAs: readonly AssetId[];
  readonly #valuation: Valuation;
  #cash = 0;

  constructor(args: {
    readonly instruments: readonly Instrument[];
    readonly currency: string;
    readonly balance: Amount;
    readonly valuation: Valuation;
  }) {
    this.currency = args.currency;
    this.#valuation = args.valuation;
    this.#currencyId = this.ledger.asset(args.currency);
    this.positions = args.instruments.map((instrument) => new Position(instrument));
    // A position may be the asset itself; a contract is an asset of its own, named by its symbol.
    this.#heldAs = args.instruments.map((i) =>
      this.ledger.asset(i.settlement === "asset" ? i.base : i.symbol),
    );
    this.ledger.transfer(this.#currencyId, "outside", "wallet", args.balance);
    this.#refreshCash();
  }

  position(instrument: InstrumentId): Position {
    const position = this.positions[instrument];
    assert(position !== undefined, "the portfolio has no instrument", instrument);
    return position;
  }

  /** What the wallet holds of the account's currency. */
  get cash(): Amount {
    return this.ledger.balance(this.#currencyId, "wallet");
  }

  /** The same as a float, for marking. */
  get cashNumber(): number {
    return this.#cash;
  }

  /** Books a fill in the ledger and in its position. @returns the trade that it closed, if any */
  apply(
    fill: Fill,
    why: { readonly strategy: string; readonly exitReason: ExitReason },
  ): ClosedTrade | undefined {
    const { strategy, exitReason } = why;
    const position = this.position(fill.instrument);
    const { instrument } = position;
    const wasFlat = position.isFlat;
    const feeValue = this.#valueOfFee(fill, instrument);
    const isFeeInKind = takesInKind(fill, instrument);
    const kept = isFeeInKind ? keptOf(fill, position) : fill.quantity;
    const tradeId = this.trades.length + 1;
    const value = position.valueOf(fill.quantity, fill.price);
    const { realised, closed } = position.apply(fill, {
      strategy,
      exitReason,
      value,
      feeValue,
      kept,
      isFeeInKind,
      tradeId,
    });
    this.#book(fill, instrument, instrument.settlement === "asset" ? value : realised);
    this.fees = (this.fees + feeValue) as Amount;
    this.turnover = (this.turnover + value) as Amount;
    if (wasFlat !== position.isFlat) this.#listOpen(position);
    this.#refreshCash();
    if (closed !== undefined) this.trades.push(closed);
    return closed;
  }

  /** Books what holding a position cost (`amount` above zero) or earned. */
  pay(instrument: InstrumentId, amount: Amount): void {
    const position = this.position(instrument);
    assert(!position.isFlat, "nothing is held that pays", instrument);
    this.ledger.transfer(this.#currencyId, "wallet", "funding", amount);
    position.funding = (position.funding + amount) as Amount;
    this.funding = (this.funding + amount) as Amount;
    this.#refreshCash();
  }

  /** Books a dividend that was paid (`amount` above zero) or received. */
  payDividend(instrument: InstrumentId, amount: Amount): void {
    const position = this.position(instrument);
    assert(!position.isFlat, "nothing is held that pays", instrument);
    this.ledger.transfer(this.#currencyId, "wallet", "issuer", amount);
    position.funding = (position.funding + amount) as Amount;
    this.dividends = (this.dividends - amount) as Amount;
    this.#refreshCash();
  }

  /** What is held becomes more or fewer shares, fractions included, at the same cost. */
  split(instrument: InstrumentId, ratio: SplitRatio): void {
    const position = this.position(instrument);
    if (position.isFlat) return;
    const before = position.quantity;
    position.split(ratio);
    const received = quantityAsAmount((position.quantity - before) as Quantity);
    this.ledger.transfer(this.#heldAs[instrument] as AssetId, "issuer", "wallet", received);
  }

  /** Equity with every open position at the price that `markOf` gives: exact. */
  equityAt(markOf: (instrument: InstrumentId) => Price): Amount {
    let equity: bigint = this.cash;
    for (const position of this.open) {
      const value = position.valueOf(position.quantity, markOf(position.instrument.id));
      equity += position.instrument.settlement === "asset" ? value : value - position.cost;
    }
    return equity as Amount;
  }

  snapshot() {
    const { trades, fees, funding, dividends, turnover } = this;
    return {
      ledger: this.ledger.snapshot(),
      positions: this.positions.map((position) => position.snapshot()),
      trades: [...trades],
      ...{ fees, funding, dividends, turnover },
    };
  }

  /** Of a portfolio of the same instruments and currency. */
  restore({ ledger, positions, trades, ...sums }: PortfolioSnapshot): void {
    this.ledger.restore(ledger);
    this.open.length = 0;
    this.positions.forEach((position, place) => {
      position.restore(positions[place] as PositionSnapshot); // One an instrument.
      if (!position.isFlat) this.open.push(position);
    });
    refillList(this.trades, trades);
    Object.assign(this, sums);
    this.#refreshCash();
  }

  /** `money` is what changes hands for the asset, or the profit of a contract. */
  #book(fill: Fill, { id, settlement }: Instrument, money: Amount): void {
    const { ledger } = this;
    const held = this.#heldAs[id] as AssetId; // One per instrument.
    const quantity = quantityAsAmount(fill.quantity);
    const isBuy = fill.side === "buy";
    ledger.transfer(held, isBuy ? "market" : "wallet", isBuy ? "wallet" : "market", quantity);
    const isPaid = settlement === "asset" && isBuy;
    ledger.transfer(this.#currencyId, isPaid ? "wallet" : "market", isPaid ? "market" : "wallet", money);
    ledger.transfer(
      fill.feeAsset === this.currency ? this.#currencyId : ledger.asset(fill.feeAsset),
      "wallet",
      "venue",
      fill.fee,
    );
  }

  #valueOfFee(fill: Fill, instrument: Instrument): Amount {
    if (fill.feeAsset === this.currency || fill.fee === 0n) return fill.fee;
    const price = fill.feeAsset === instrument.base ? fill.price : this.#valuation.priceOf(fill.feeAsset);
    return (price === undefined ? 0n : (fill.fee * price) / 1_000_000_000_000n) as Amount;
  }

  /** Kept in order of instrument: what is summed over it must not depend on the order of fills. */
  #listOpen(position: Position): void {
    if (position.isFlat) dropAt(this.open, this.open.indexOf(position));
    else {
      const place = this.open.findIndex((other) => other.instrument.id > position.instrument.id);
      putAt(this.open, place === -1 ? this.open.length : place, position);
    }
  }

  #refreshCash(): void {
    this.#cash = amountToNumber(this.cash);
  }
}

export type PortfolioSnapshot = ReturnType<Portfolio["snapshot"]>;

/** A spot fee in the base asset comes out of what was bought. */
const takesInKind = ({ side, fee, feeAsset }: Fill, { settlement, base }: Instrument): boolean =>
  settlement === "asset" && feeAsset === base && side === "buy" && fee !== 0n;

/** What of a purchase its fee has left, in whole steps: the rest is dust, until it makes up a step. */
function keptOf({ fee, quantity, at }: Fill, position: Position): Quantity {
  const taken = amountAsQuantity(fee);
  assert(quantityAsAmount(taken) === fee, "a fee in the base asset has at most 8 decimals");
  const all = (position.dust + quantity - taken) as Quantity;
  const kept = floorToStep(all, rulesAt(position.instrument, at).step);
  position.dust = (all - kept) as Quantity;
  return kept;
}
