import {
  type Amount,
  absolute,
  contractsToBase,
  floorToStep,
  larger,
  multiply,
  NO_AMOUNT,
  NO_QUANTITY,
  type Price,
  proportion,
  type Quantity,
  type Ratio,
  ratio,
  ratioFromNumber,
  scalePrice,
  shareUp,
  smaller,
} from "../base/index.ts";
import {
  type FeeBound,
  type Fill,
  feeBound,
  type Instrument,
  type InstrumentId,
  notionalOf,
  type OrderRequest,
  rulesAt,
  type Side,
} from "../domain/index.ts";
import { bookedDown } from "./booked.ts";
import { type OnMargin, unrealisedAt } from "./margin.ts";

const ONE = ratio("1");

/**
 * What stands behind a contract. `isolated`: its own margin and nothing else, so that one position cannot lose what
 * another one needs. `cross`: all cash of the account and what its other positions have won or lost, which keeps a
 * position longer and may lose everything with it.
 */
export type MarginMode = "isolated" | "cross";

/** Money that an order would tie up: in all, and by unit of the base asset. */
export interface FundsNeeded {
  readonly amount: Amount;
  readonly unit: Price;
}

/** Money an order ties up until it ends. Whoever holds the order holds its lock. */
export interface Lock {
  readonly instrument: Instrument;
  /** A spot sale ties up what it sells. */
  units: Quantity;
  readonly unit: Price;
  amount: Amount;
}

/**
 * The venue's own books of our account, kept apart from the engine's on purpose: they are the truth that tests hold
 * the engine's books against. Spot trades against cash; contracts against margin, at one leverage for the account.
 *
 * Funding that an isolated position pays comes out of its margin. What it earns goes to the cash, where Binance would add
 * it to the margin: so a liquidation is never later here than there.
 */
export class VenueAccount {
  #cash: bigint;
  readonly #held: Quantity[];
  readonly #cost: Amount[];
  /** What is left of fees that were taken out of what was bought: less than a step, so that nobody can trade it. */
  readonly #dust: Quantity[];
  /** Units of spot assets in resting sales. */
  readonly #offered: Quantity[];
  /** Funding paid out of the margin of an isolated position. */
  readonly #spent: Amount[];
  #locked = 0n;
  /** Instruments on margin. */
  readonly #contracts: readonly Instrument[];
  readonly #instruments: readonly Instrument[];
  readonly mode: MarginMode;
  readonly leverage: number;
  readonly #markOf: (instrument: InstrumentId) => Price;
  readonly #marginShare: Ratio;
  /** What a unit worth 1 ties up, fee included, by instrument. */
  readonly #costShare: readonly Ratio[];
  readonly #fees: readonly FeeBound[];

  constructor(args: {
    readonly instruments: readonly Instrument[];
    readonly balance: Amount;
    readonly leverage: number;
    readonly mode: MarginMode;
    /** Price that an open position is valued at. */
    markOf(instrument: InstrumentId): Price;
  }) {
    this.mode = args.mode;
    this.leverage = args.leverage;
    this.#markOf = args.markOf;
    this.#spent = args.instruments.map(() => NO_AMOUNT);
    this.#instruments = args.instruments;
    this.#contracts = args.instruments.filter(({ settlement }) => settlement === "margin");
    this.#cash = args.balance;
    this.#held = args.instruments.map(() => 0n as Quantity);
    this.#cost = args.instruments.map(() => 0n as Amount);
    this.#dust = args.instruments.map(() => NO_QUANTITY);
    this.#offered = args.instruments.map(() => NO_QUANTITY);
    this.#marginShare = ratioFromNumber(1 / args.leverage);
    this.#fees = args.instruments.map(({ fees }) => feeBound(fees));
    this.#costShare = args.instruments.map(
      ({ settlement }, id) =>
        ((settlement === "asset" ? ONE : this.#marginShare) + (this.#fees[id] as FeeBound).share) as Ratio,
    );
  }

  get cash(): Amount {
    return this.#cash as Amount;
  }

  /** What can be traded: without dust. */
  held(instrument: Instrument): Quantity {
    return this.#held[instrument.id] as Quantity;
  }

  dust({ id }: Instrument): Quantity {
    return this.#dust[id] as Quantity;
  }

  /**
   * Cash that neither orders nor margin tie up. An isolated position loses out of its own margin; a cross position out of
   * the cash, so its unrealised loss is taken off. Unrealised profit never counts: Binance lends on it in cross mode, but
   * what is bought with it is gone with it.
   */
  get free(): Amount {
    let free = this.#cash - this.#locked;
    for (const { id } of this.#contracts) {
      if (this.#held[id] === 0n) continue;
      free -= this.#initialMargin(id) - (this.#spent[id] as Amount);
      if (this.mode === "isolated") continue;
      const unrealised = this.#unrealised(id);
      if (unrealised < 0n) free += unrealised;
    }
    return free as Amount;
  }

  #initialMargin(id: InstrumentId): Amount {
    return shareUp(absolute(this.#cost[id] as Amount), this.#marginShare);
  }

  /** Instruments that may be held on margin. */
  get contracts(): readonly Instrument[] {
    return this.#contracts;
  }

  /**
   * What is held on margin, and what may be lost with it: the margin of an isolated position, else all cash and what the
   * others have won or lost, not yet realised. Cash can be negative for as long as such a profit outweighs it.
   */
  position(id: InstrumentId): OnMargin {
    const margin =
      this.mode === "isolated"
        ? this.#initialMargin(id) - (this.#spent[id] as Amount)
        : this.#cash + this.#unrealisedBeside(id);
    return { ...this.#holding(id), margin: margin as Amount };
  }

  #holding(id: InstrumentId): Pick<OnMargin, "units" | "cost"> {
    const { contractSize } = this.#instruments[id] as Instrument;
    const units = contractsToBase(this.#held[id] as Quantity, contractSize);
    return { units, cost: this.#cost[id] as Amount };
  }

  #unrealised(id: InstrumentId): bigint {
    return this.#held[id] === 0n ? 0n : unrealisedAt(this.#holding(id), this.#markOf(id));
  }

  /** Of all contracts but one. */
  #unrealisedBeside(one: InstrumentId): bigint {
    let sum = 0n;
    for (const { id } of this.#contracts) if (id !== one) sum += this.#unrealised(id);
    return sum;
  }

  /**
   * Takes what holding a position costs, or pays what it earns (`due` below zero). A position that cannot pay all of it
   * pays what it has: its margin, or in cross mode what the account has, with all profits and losses that are open.
   * @returns what was paid
   */
  pay({ id }: Instrument, due: Amount): Amount {
    const most = larger(bookedDown(this.#payable(id)), NO_AMOUNT); // Who owes more than there is gets nothing for it.
    const paid = due <= 0n ? due : smaller(due, most);
    this.#cash -= paid;
    if (paid > 0n && this.mode === "isolated")
      this.#spent[id] = ((this.#spent[id] as Amount) + paid) as Amount;
    return paid;
  }

  #payable(id: InstrumentId): Amount {
    const { margin } = this.position(id);
    return this.mode === "isolated" ? margin : ((margin + this.#unrealised(id)) as Amount);
  }

  /** Shares were split: what is held becomes `held`, at the same cost. No order may be left on them. */
  hold({ id }: Instrument, held: Quantity): void {
    this.#held[id] = held;
  }

  /** What an order would tie up at its worst price: nothing for what only reduces, the asset itself for a spot sale. */
  needs(order: OrderRequest, instrument: Instrument, worst: Price): FundsNeeded {
    if (order.reduceOnly || (instrument.settlement === "asset" && order.side === "sell"))
      return { amount: 0n as Amount, unit: 0n as Price };
    const { perUnit, perOrder } = this.#fees[instrument.id] as FeeBound; // One an instrument, as the share.
    const share = this.#costShare[instrument.id] as Ratio;
    const unit = (scalePrice(worst, share, "up") + perUnit) as Price;
    const units = contractsToBase(order.quantity, instrument.contractSize);
    const value = order.conditions?.notional;
    const most =
      value === undefined ? multiply(unit, units) : shareUp(value, share) + multiply(perUnit, units);
    return { amount: (most + perOrder) as Amount, unit };
  }

  /** What a spot sale may still sell: what is held and not offered already. */
  sellable(instrument: Instrument): Quantity {
    return (this.held(instrument) - (this.#offered[instrument.id] as Quantity)) as Quantity;
  }

  /** @returns undefined where nothing is tied up */
  lock(order: OrderRequest, instrument: Instrument, { amount, unit }: FundsNeeded): Lock | undefined {
    const isSale = instrument.settlement === "asset" && order.side === "sell" && !order.reduceOnly;
    if (amount === 0n && !isSale) return undefined;
    const units = isSale ? order.quantity : NO_QUANTITY;
    this.#locked += amount;
    if (isSale) this.#offer(instrument, units);
    return { instrument, amount, unit, units };
  }

  #offer({ id }: Instrument, units: bigint): void {
    this.#offered[id] = ((this.#offered[id] as Quantity) + units) as Quantity;
  }

  /** The order ended: what is still tied up is free again. */
  unlock(lock: Lock): void {
    this.#locked -= lock.amount;
    this.#offer(lock.instrument, -lock.units);
    lock.amount = NO_AMOUNT;
    lock.units = NO_QUANTITY;
  }

  /**
   * Books a fill worth `value`, and frees the share of its order's lock that it used. `inKind`: what of the purchase its fee
   * has taken. What is left beside whole steps waits as dust until it makes one up.
   */
  settle(
    fill: Pick<Fill, "side" | "quantity" | "fee" | "at"> & { readonly inKind?: Quantity | undefined },
    value: Amount,
    instrument: Instrument,
    lock: Lock | undefined,
  ): void {
    const { id } = instrument;
    const { side, quantity } = fill;
    const signed = side === "buy" ? value : -value;
    if (instrument.settlement === "asset") this.#cash -= signed + fill.fee;
    else {
      this.#settleContract(side, quantity, signed as Amount, id);
      this.#cash -= fill.fee;
    }
    const held = this.#held[id] as Quantity;
    const kept = fill.inKind === undefined ? quantity : this.#kept(instrument, fill, fill.inKind);
    this.#held[id] = (side === "buy" ? held + kept : held - kept) as Quantity;
    if (lock !== undefined) this.#release(lock, quantity);
    // Sold at a better price than was asked for, it ties up more than was set aside.
    if (side === "sell" && instrument.settlement === "margin" && this.mode === "isolated") this.#fundFrom(id);
  }

  #kept(instrument: Instrument, { quantity, at }: Pick<Fill, "quantity" | "at">, inKind: Quantity): Quantity {
    const all = ((this.#dust[instrument.id] as Quantity) + quantity - inKind) as Quantity;
    const kept = floorToStep(all, rulesAt(instrument, at).step);
    this.#dust[instrument.id] = (all - kept) as Quantity;
    return kept;
  }

  /** A position has no more margin than the account could give it. */
  #fundFrom(id: InstrumentId): void {
    const { free } = this;
    if (free < 0n) this.#spent[id] = ((this.#spent[id] as Amount) - free) as Amount;
  }

  #settleContract(side: Side, quantity: Quantity, signed: Amount, id: number): void {
    const held = this.#held[id] as Quantity;
    const cost = this.#cost[id] as Amount;
    const isAdding = held === 0n || held > 0n === (side === "buy");
    if (isAdding) {
      this.#cost[id] = (cost + signed) as Amount;
      return;
    }
    const holding = absolute(held);
    const leaving = (quantity < holding ? quantity : holding) as Quantity;
    const part = proportion(signed, leaving, quantity);
    const realised = leaving === holding ? -part - cost : (-part * holding - cost * leaving) / holding;
    this.#cash += realised;
    this.#cost[id] = (cost + part + realised + (signed - part)) as Amount;
    const spent = this.#spent[id] as Amount;
    if (spent !== 0n) this.#spent[id] = (spent - proportion(spent, leaving, holding)) as Amount;
  }

  #release(lock: Lock, quantity: Quantity): void {
    const part = notionalOf(lock.unit, quantity, lock.instrument);
    const freed = part < lock.amount ? part : lock.amount;
    lock.amount = (lock.amount - freed) as Amount;
    this.#locked -= freed;
    if (lock.units === 0n) return;
    const sold = quantity < lock.units ? quantity : lock.units;
    lock.units = (lock.units - sold) as Quantity;
    this.#offer(lock.instrument, -sold);
  }
}
