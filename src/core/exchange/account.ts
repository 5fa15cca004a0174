import {
  type Amount,
  absolute,
  contractsToBase,
  larger,
  multiply,
  NO_QUANTITY,
  type Price,
  proportion,
  type Quantity,
  type Ratio,
  ratio,
  ratioFromNumber,
  scalePrice,
  shareUp,
} from "../base/index.ts";
import type { Instrument, OrderId, OrderRequest, Side } from "../domain/index.ts";

const ONE = ratio("1");

/** Money that an order would tie up: in all, and by unit of the base asset. */
export interface FundsNeeded {
  readonly amount: Amount;
  readonly unit: Price;
}

/** Money an order ties up until it ends. */
interface Lock {
  readonly instrument: Instrument;
  /** A spot sale ties up what it sells. */
  units: Quantity;
  readonly unit: Price;
  amount: Amount;
}

/**
 * The venue's own books of our account, kept apart from the engine's on purpose: they are the truth that tests hold
 * the engine's books against. Spot trades against cash; contracts against margin, at one leverage for the account.
 */
export class VenueAccount {
  #cash: bigint;
  readonly #held: Quantity[];
  readonly #cost: Amount[];
  /** Units of spot assets in resting sales. */
  readonly #offered: Quantity[];
  readonly #locks = new Map<OrderId, Lock>();
  #locked = 0n;
  /** Instruments on margin. */
  readonly #contracts: readonly Instrument[];
  readonly #marginShare: Ratio;

  constructor(args: {
    readonly instruments: readonly Instrument[];
    readonly balance: Amount;
    readonly leverage: number;
  }) {
    this.#contracts = args.instruments.filter(({ kind }) => kind !== "spot");
    this.#cash = args.balance;
    this.#held = args.instruments.map(() => 0n as Quantity);
    this.#cost = args.instruments.map(() => 0n as Amount);
    this.#offered = args.instruments.map(() => NO_QUANTITY);
    this.#marginShare = ratioFromNumber(1 / args.leverage);
  }

  get cash(): Amount {
    return this.#cash as Amount;
  }

  held(instrument: Instrument): Quantity {
    return this.#held[instrument.id] as Quantity;
  }

  /** Cash that neither orders nor margin tie up. Unrealised profit does not count, unrealised loss is not known here. */
  get free(): Amount {
    let free = this.#cash - this.#locked;
    for (const { id } of this.#contracts) {
      const cost = this.#cost[id] as Amount;
      if (cost !== 0n) free -= shareUp(absolute(cost), this.#marginShare);
    }
    return free as Amount;
  }

  /** What an order would tie up at its worst price: nothing for what only reduces, the asset itself for a spot sale. */
  needs(order: OrderRequest, instrument: Instrument, worst: Price): FundsNeeded {
    if (order.reduceOnly || (instrument.kind === "spot" && order.side === "sell"))
      return { amount: 0n as Amount, unit: 0n as Price };
    const fee = larger(instrument.fees.taker, 0n as Ratio);
    const share = instrument.kind === "spot" ? ONE : this.#marginShare;
    const unit = scalePrice(worst, (share + fee) as Ratio, "up");
    return { amount: multiply(unit, contractsToBase(order.quantity, instrument.contractSize)), unit };
  }

  /** What a spot sale may still sell: what is held and not offered already. */
  sellable(instrument: Instrument): Quantity {
    return (this.held(instrument) - (this.#offered[instrument.id] as Quantity)) as Quantity;
  }

  lock(order: OrderRequest, instrument: Instrument, { amount, unit }: FundsNeeded): void {
    const isSale = instrument.kind === "spot" && order.side === "sell" && !order.reduceOnly;
    if (amount === 0n && !isSale) return;
    const units = isSale ? order.quantity : NO_QUANTITY;
    this.#locks.set(order.id, { instrument, amount, unit, units });
    this.#locked += amount;
    this.#offer(instrument, units);
  }

  #offer({ id }: Instrument, units: bigint): void {
    this.#offered[id] = ((this.#offered[id] as Quantity) + units) as Quantity;
  }

  /** The order ended: what is still tied up is free again. */
  unlock(order: OrderId): void {
    const lock = this.#locks.get(order);
    if (lock === undefined) return;
    this.#locked -= lock.amount;
    this.#offer(lock.instrument, -lock.units);
    this.#locks.delete(order);
  }

  /** Books a fill and frees the share of the lock that it used. */
  settle(
    fill: {
      readonly order: OrderId;
      readonly side: Side;
      readonly price: Price;
      readonly quantity: Quantity;
      readonly fee: Amount;
    },
    instrument: Instrument,
  ): void {
    const { id } = instrument;
    const value = multiply(fill.price, contractsToBase(fill.quantity, instrument.contractSize));
    const signed = fill.side === "buy" ? value : -value;
    if (instrument.kind === "spot") this.#cash -= signed;
    else this.#settleContract(fill.side, fill.quantity, signed as Amount, id);
    this.#held[id] = ((this.#held[id] as Quantity) +
      (fill.side === "buy" ? fill.quantity : -fill.quantity)) as Quantity;
    this.#cash -= fill.fee;
    this.#release(fill.order, fill.quantity);
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
  }

  #release(order: OrderId, quantity: Quantity): void {
    const lock = this.#locks.get(order);
    if (lock === undefined) return;
    const part = multiply(lock.unit, contractsToBase(quantity, lock.instrument.contractSize));
    const freed = part < lock.amount ? part : lock.amount;
    lock.amount = (lock.amount - freed) as Amount;
    this.#locked -= freed;
    const sold = quantity < lock.units ? quantity : lock.units;
    lock.units = (lock.units - sold) as Quantity;
    this.#offer(lock.instrument, -sold);
    if (lock.amount === 0n && lock.units === 0n) this.#locks.delete(order);
  }
}
