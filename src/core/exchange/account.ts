import {
  type Amount,
  absolute,
  contractsToBase,
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
} from "../base/index.ts";
import {
  type FeeBound,
  type Fill,
  feeBound,
  type Instrument,
  type OrderRequest,
  type Side,
} from "../domain/index.ts";

const ONE = ratio("1");

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
 */
export class VenueAccount {
  #cash: bigint;
  readonly #held: Quantity[];
  readonly #cost: Amount[];
  /** Units of spot assets in resting sales. */
  readonly #offered: Quantity[];
  #locked = 0n;
  /** Instruments on margin. */
  readonly #contracts: readonly Instrument[];
  readonly #marginShare: Ratio;
  /** What a unit worth 1 ties up, fee included, by instrument. */
  readonly #costShare: readonly Ratio[];
  readonly #fees: readonly FeeBound[];

  constructor(args: {
    readonly instruments: readonly Instrument[];
    readonly balance: Amount;
    readonly leverage: number;
  }) {
    this.#contracts = args.instruments.filter(({ settlement }) => settlement === "margin");
    this.#cash = args.balance;
    this.#held = args.instruments.map(() => 0n as Quantity);
    this.#cost = args.instruments.map(() => 0n as Amount);
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

  /** Books a fill worth `value`, and frees the share of its order's lock that it used. */
  settle(
    fill: Pick<Fill, "side" | "quantity" | "fee">,
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
    this.#held[id] = (side === "buy" ? held + quantity : held - quantity) as Quantity;
    if (lock !== undefined) this.#release(lock, quantity);
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

  #release(lock: Lock, quantity: Quantity): void {
    const part = multiply(lock.unit, contractsToBase(quantity, lock.instrument.contractSize));
    const freed = part < lock.amount ? part : lock.amount;
    lock.amount = (lock.amount - freed) as Amount;
    this.#locked -= freed;
    if (lock.units === 0n) return;
    const sold = quantity < lock.units ? quantity : lock.units;
    lock.units = (lock.units - sold) as Quantity;
    this.#offer(lock.instrument, -sold);
  }
}
