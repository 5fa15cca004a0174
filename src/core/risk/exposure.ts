import {
  type Amount,
  absolute,
  amountToNumber,
  formatAmount,
  formatQuantity,
  larger,
  NO_AMOUNT,
  NO_PRICE,
  type Price,
  priceToNumber,
  type Quantity,
  type Ratio,
  ratio,
  ratioFromNumber,
  ratioToNumber,
  scalePrice,
  shareUp,
} from "../base/index.ts";
import { areLegsOfOne, type FeeBound, feeBound, type InstrumentId, type Side } from "../domain/index.ts";
import type { LatestPrices } from "../market/index.ts";
import type { Portfolio, Position } from "../portfolio/index.ts";
import type { AccountTold } from "./entry-trace.ts";
import { bringsYet, looser, type Reservation, type Reservations } from "./reservations.ts";

const ONE = ratio("1");
/** Units of the smallest amount in one, as a double. */
export const AMOUNT_ONE = 1e20;

/** A fee bound in doubles, in quote units; `costShare`: what a unit worth 1 ties up when it is bought, fee included. */
interface NearFees {
  readonly share: number;
  readonly perUnit: number;
  readonly perOrder: number;
  readonly costShare: number;
}

/** Sums over all instruments, in quote units. */
interface Estimate {
  readonly equity: number;
  /** Balance that nothing ties up. */
  readonly free: number;
  /** Worst-case value of the other instruments, and what they lose when their stops are hit. */
  readonly others: number;
  readonly risk: number;
}

/** What is held plus the worst that live orders may add, valued exactly in the account's currency. */
export class Exposure {
  readonly #portfolio: Portfolio;
  readonly #prices: LatestPrices;
  readonly #reservations: Reservations;
  /** Protective stop in force, by instrument; as doubles: NaN where there is none. */
  readonly #stops: (Price | undefined)[];
  readonly #nearStops: Float64Array;
  /** 1 / leverage used on instruments that have it, rounded up. */
  readonly #marginShare: bigint;
  readonly #nearMarginShare: number;
  /** What a unit worth 1 ties up when it is bought, fee included, by instrument. */
  readonly #costShare: readonly Ratio[];
  readonly #fees: readonly FeeBound[];
  readonly #nearFees: readonly NearFees[];
  readonly #otherLegs: readonly (InstrumentId | undefined)[];

  constructor(args: {
    readonly portfolio: Portfolio;
    readonly prices: LatestPrices;
    readonly reservations: Reservations;
    readonly leverageUsed: number;
  }) {
    this.#portfolio = args.portfolio;
    this.#prices = args.prices;
    this.#reservations = args.reservations;
    this.#stops = args.portfolio.positions.map(() => undefined);
    this.#nearStops = new Float64Array(this.#stops.length).fill(Number.NaN);
    this.#marginShare = ratioFromNumber(1 / args.leverageUsed) + 1n;
    this.#nearMarginShare = Number(this.#marginShare) / 1e12;
    this.#fees = args.portfolio.positions.map(({ instrument }) => feeBound(instrument.fees));
    const instruments = args.portfolio.positions.map(({ instrument }) => instrument);
    this.#otherLegs = instruments.map((one) => instruments.find((other) => areLegsOfOne(one, other))?.id);
    this.#costShare = args.portfolio.positions.map(({ instrument: { id, settlement } }) => {
      const { share } = this.#fees[id] as FeeBound; // One an instrument.
      return ((settlement === "asset" ? ONE : this.#marginShare) + share) as Ratio;
    });
    this.#nearFees = this.#fees.map(({ share, perUnit, perOrder }, id) => ({
      share: ratioToNumber(share),
      perUnit: priceToNumber(perUnit),
      perOrder: amountToNumber(perOrder),
      costShare: ratioToNumber(this.#costShare[id] as Ratio), // One an instrument.
    }));
  }

  /** Whether nothing of an instrument is held, and no live order of it may add risk. */
  isIdle(instrument: InstrumentId): boolean {
    return this.#portfolio.position(instrument).isFlat && this.#reservations.of(instrument).length === 0;
  }

  /** What orders of an instrument cost at most. */
  nearFees(instrument: InstrumentId): NearFees {
    return this.#nearFees[instrument] as NearFees; // One an instrument.
  }

  /** Latest price on the tick grid, as a double. */
  nearPrice(instrument: InstrumentId): number {
    return this.#prices.onGrid(instrument);
  }

  /** The protective stop in force. */
  stopOf(instrument: InstrumentId): Price | undefined {
    return this.#stops[instrument];
  }

  setStop(instrument: InstrumentId, stop: Price | undefined): void {
    this.#stops[instrument] = stop;
    this.#nearStops[instrument] = stop === undefined ? Number.NaN : priceToNumber(stop);
  }

  /** Protective stops in force, by instrument. */
  get stops(): readonly (Price | undefined)[] {
    return this.#stops;
  }

  /** What the sums over all instruments come to in doubles: one pass, because every entry asks. In quote units. */
  estimate(instrument: InstrumentId): Estimate {
    const { cashNumber, open } = this.#portfolio;
    const marginShare = this.#nearMarginShare;
    let equity = cashNumber;
    let free = cashNumber;
    let others = 0;
    let risk = 0;
    for (let i = 0; i < open.length; i++) {
      const { instrument: held, units, marginOffset } = open[i] as Position;
      const price = this.#prices.onGrid(held.id);
      const value = units * price;
      equity += value - marginOffset;
      if (held.settlement === "margin")
        free += Math.min(0, value - marginOffset) - Math.abs(marginOffset) * marginShare;
      if (held.id === instrument || this.#reservations.of(held.id).length > 0) continue;
      const stop = this.#nearStops[held.id] as number;
      others += Math.abs(value);
      risk += Number.isNaN(stop) ? Math.abs(value) : Math.max(0, units * (price - stop));
    }
    for (const busy of this.#reservations.active) {
      for (const reservation of this.#reservations.of(busy))
        free -= Number(this.#tiedUpBy(reservation, busy)) / AMOUNT_ONE;
      if (busy === instrument) continue;
      others += Number(this.of(busy)) / AMOUNT_ONE;
      risk += Number(this.riskOf(busy)) / AMOUNT_ONE;
    }
    return { equity, free, others, risk };
  }

  equity(): Amount {
    return this.#portfolio.equityAt((instrument) => this.#prices.exact(instrument));
  }

  /**
   * Quantity that fills of `side` could lead to. What is held the other way is not set off against it: a stop may take
   * that away before the order fills.
   */
  worstQuantity(instrument: InstrumentId, side: Side): Quantity {
    const held = this.#portfolio.position(instrument).quantity;
    const own = side === "buy" ? held : -held;
    let quantity = own > 0n ? own : 0n;
    for (const reservation of this.#reservations.of(instrument)) {
      if (reservation.side === side) quantity += reservation.remaining;
    }
    return quantity as Quantity;
  }

  /** The highest price anything of this instrument could be valued at now. */
  worstPrice(instrument: InstrumentId): Price {
    let price = this.#prices.exact(instrument);
    for (const reservation of this.#reservations.of(instrument)) price = larger(price, reservation.worst);
    return price;
  }

  /** Worst-case value of one instrument. */
  of(instrument: InstrumentId): Amount {
    const long = this.worstQuantity(instrument, "buy");
    const short = this.worstQuantity(instrument, "sell");
    const quantity = larger(long, short);
    if (quantity <= 0n) return NO_AMOUNT;
    return this.#portfolio.position(instrument).valueOf(quantity, this.worstPrice(instrument));
  }

  /** Worst-case value of the other leg of the same market; zero without hedge mode. */
  ofOtherLeg(instrument: InstrumentId): Amount {
    const other = this.#otherLegs[instrument];
    return other === undefined ? NO_AMOUNT : this.of(other);
  }

  /** Worst-case value of all other instruments. */
  ofOthers(instrument: InstrumentId): Amount {
    let total = 0n;
    this.#eachBusy((other) => {
      if (other !== instrument) total += this.of(other);
    });
    return total as Amount;
  }

  /** Worst-case value of all that is held or on its way. */
  ofAll(): Amount {
    let total = 0n;
    this.#eachBusy((instrument) => {
      total += this.of(instrument);
    });
    return total as Amount;
  }

  /**
   * What would be lost from here if every stop were hit; without a stop the whole value is at risk. A live entry brings its
   * stop for all of its side: what is held, and the other entries, count to the loosest that they may come to have.
   * `instead` asks what if everything of one side had that stop.
   */
  riskOf(
    instrument: InstrumentId,
    instead?: { readonly side: Side; readonly stop: Price | undefined },
  ): Amount {
    const position = this.#portfolio.position(instrument);
    const heldSide = position.isFlat ? undefined : position.quantity > 0n ? "buy" : "sell";
    const inForce = this.#stops[instrument];
    const reservations = this.#reservations.of(instrument);
    let risk = 0n;
    if (heldSide !== undefined) {
      const asked = instead?.side === heldSide ? instead.stop : undefined;
      const stop = this.#loosest(instrument, heldSide, asked ?? inForce, true);
      const loss = lossPerUnit(heldSide, this.#prices.exact(instrument), stop);
      risk += position.valueOf(absolute(position.quantity), loss);
    }
    for (const reservation of reservations) {
      if (!reservation.isEntry) continue;
      const { side, entry, remaining } = reservation;
      const isHeld = side === heldSide;
      const own =
        bringsYet(reservation, isHeld) || !isHeld ? reservation.stop : (inForce ?? reservation.stop);
      const asked = instead?.side === side ? instead.stop : undefined;
      const least = own && asked !== undefined ? looser(side, own, asked) : own;
      risk += position.valueOf(
        remaining,
        lossPerUnit(side, entry, this.#loosest(instrument, side, least, isHeld)),
      );
    }
    return risk as Amount;
  }

  /** What has no stop gets none by entries that may never fill. */
  #loosest(
    instrument: InstrumentId,
    side: Side,
    stop: Price | undefined,
    isHeld: boolean,
  ): Price | undefined {
    return stop && this.#reservations.loosestStop(instrument, side, stop, isHeld);
  }

  riskOfAll(): Amount {
    let total = 0n;
    this.#eachBusy((instrument) => {
      total += this.riskOf(instrument);
    });
    return total as Amount;
  }

  /** Instruments other than this one that hold a position or may soon. */
  othersBusy(instrument: InstrumentId): number {
    let count = 0;
    this.#eachBusy((other) => {
      if (
        other !== instrument &&
        (!this.#portfolio.position(other).isFlat || this.#reservations.hasEntry(other))
      )
        count++;
    });
    return count;
  }

  /** Price that one unit of an order ties up of the free balance: cash for spot, margin for contracts; plus the fee. */
  costPerUnit(instrument: InstrumentId, side: Side, worst: Price): Price {
    if (side === "sell" && this.#portfolio.position(instrument).instrument.settlement === "asset")
      return NO_PRICE;
    const { perUnit } = this.#fees[instrument] as FeeBound; // One an instrument, as the share.
    return (scalePrice(worst, this.#costShare[instrument] as Ratio, "up") + perUnit) as Price;
  }

  /** The part of a fee that an order pays whatever its size, at most. */
  feePerOrder(instrument: InstrumentId): Amount {
    return (this.#fees[instrument] as FeeBound).perOrder; // One an instrument.
  }

  /** Free balance that a live order ties up at its worst. */
  #tiedUpBy({ side, remaining, worst }: Reservation, instrument: InstrumentId): bigint {
    const unit = this.costPerUnit(instrument, side, worst);
    if (unit === 0n) return 0n;
    return this.#portfolio.position(instrument).valueOf(remaining, unit) + this.feePerOrder(instrument);
  }

  /** Balance that no live order and no margin ties up. */
  freeBalance(): Amount {
    let free: bigint = this.#portfolio.cash;
    for (const position of this.#portfolio.open) {
      if (position.instrument.settlement === "asset") continue;
      const value = position.valueOf(position.quantity, this.#prices.exact(position.instrument.id));
      const unrealised = value - position.cost;
      if (unrealised < 0n) free += unrealised;
      free -= shareUp(absolute(position.cost), this.#marginShare as Ratio);
    }
    for (const instrument of this.#reservations.active) {
      for (const reservation of this.#reservations.of(instrument))
        free -= this.#tiedUpBy(reservation, instrument);
    }
    return free as Amount;
  }

  /** The account as it stands for an entry in this instrument, in plain data. */
  tell(instrument: InstrumentId): AccountTold {
    return {
      equity: formatAmount(this.equity()),
      free: formatAmount(this.freeBalance()),
      held: formatQuantity(this.#portfolio.position(instrument).quantity),
    };
  }

  /** Visits each instrument that has a position or a reservation, once. */
  #eachBusy(visit: (instrument: InstrumentId) => void): void {
    for (const position of this.#portfolio.open) visit(position.instrument.id);
    for (const instrument of this.#reservations.active) {
      if (this.#portfolio.position(instrument).isFlat) visit(instrument);
    }
  }
}

/** Loss of one unit from `from` to its stop: all of it where there is no stop, nothing where the stop already locks in profit. */
function lossPerUnit(side: Side, from: Price, stop: Price | undefined): Price {
  if (stop === undefined) return from;
  const loss = side === "buy" ? from - stop : stop - from;
  return (loss > 0n ? loss : 0n) as Price;
}
