import {
  type Amount,
  absolute,
  amountToNumber,
  contractsToBase,
  larger,
  multiply,
  NO_AMOUNT,
  type Price,
  priceToNumber,
  proportion,
  type Quantity,
  quantityToNumber,
  type Ratio,
  ratioToNumber,
  roundToTick,
  shareUp,
  smaller,
  type UnixMs,
} from "../base/index.ts";
import {
  type Instrument,
  type InstrumentId,
  type MarginTier,
  notionalOf,
  type OrderRequest,
  type PositionLiquidated,
  rulesAt,
  tiersOf,
} from "../domain/index.ts";
import { at, type BarSeries } from "../market/index.ts";
import type { VenueAccount } from "./account.ts";
import { bookedDown } from "./booked.ts";
import { takerPrice } from "./fill-model.ts";
import {
  bankruptcyPrice,
  liquidationPrice,
  maintenanceMargin,
  nearLiquidationPrice,
  notionalAt,
  type OnMargin,
  unrealisedAt,
} from "./margin.ts";
import type { MarkPrices } from "./mark-prices.ts";

/** Prices of the watch are moved this share towards the market: a double must not make it late. */
const CAUTION = 1e-9;

/** The bar in which a position is liquidated, or the moment. */
export interface LiquidatedIn {
  readonly opensAt: number;
  readonly open: number;
  /** Met at `open` and not on the way from it. */
  readonly isAtOnce: boolean;
}

/** What the watch keeps of an instrument, in doubles. */
interface Watched {
  readonly instrument: Instrument;
  readonly tiers: readonly MarginTier[];
  readonly nearTiers: readonly { readonly rate: number; readonly amount: number }[];
  units: number;
  cost: number;
  /** Where an isolated position is liquidated; NaN: nowhere. */
  price: number;
  /** The last fill or payment. */
  changedAt: UnixMs;
}

/**
 * Looks after the margin of every position. A position is liquidated as Binance does it: when the mark reaches the
 * price at which what is left of its margin no longer exceeds the maintenance margin of its tier, all orders on the
 * instrument are cancelled and the whole position is closed at the market, at that price or at the open that gapped
 * beyond it, slipped like every market order, for a liquidation fee instead of the taker's. What then remains of the
 * margin is ours. A close beyond the bankruptcy price is taken over at that price by the venue's insurance fund, so that
 * an isolated position loses at most its margin, and an account never more than it has. (Binance, "Liquidation
 * Protocols" and "Insurance Fund"; there large positions are first reduced by tiers, here they are always closed whole.)
 *
 * In cross mode the position is closed whose market moved when the whole account fell short, valued with all others at
 * their last prices.
 */
export class LiquidationWatch {
  readonly #account: VenueAccount;
  readonly #fee: Ratio;
  readonly #markOf: (instrument: InstrumentId) => Price;
  readonly #last: Float64Array;
  readonly #marks: readonly (MarkPrices | undefined)[];
  readonly #watched: readonly (Watched | undefined)[];
  /** Positions that some price could liquidate. */
  #inDanger = 0;

  constructor(args: {
    readonly account: VenueAccount;
    /** Share of the value that is closed. */
    readonly liquidationFee: Ratio;
    markOf(instrument: InstrumentId): Price;
    /** The same in doubles, by instrument. */
    readonly last: Float64Array;
    readonly marks: readonly (MarkPrices | undefined)[];
    readonly instruments: readonly Instrument[];
  }) {
    this.#account = args.account;
    this.#fee = args.liquidationFee;
    this.#markOf = args.markOf;
    this.#last = args.last;
    this.#marks = args.marks;
    this.#watched = args.instruments.map((instrument) =>
      instrument.settlement === "asset" ? undefined : watchedOf(instrument),
    );
  }

  /** Whether any position could be liquidated. */
  get isBusy(): boolean {
    return this.#inDanger > 0;
  }

  /** A fill or a payment changed what is held on margin. */
  note({ id }: Instrument, now: UnixMs): void {
    const watched = this.#watched[id];
    if (watched === undefined) return;
    if (!Number.isNaN(watched.price)) this.#inDanger--;
    const { units, cost, margin } = this.#account.position(id);
    watched.units = quantityToNumber(units);
    watched.cost = amountToNumber(cost);
    watched.changedAt = now;
    watched.price =
      units === 0n
        ? Number.NaN
        : this.#account.mode === "cross"
          ? 0 // It depends on all others: asked for anew on each bar.
          : cautious(
              nearLiquidationPrice(
                { units: watched.units, cost: watched.cost, margin: amountToNumber(margin) },
                watched.nearTiers,
              ),
              watched.units,
            );
    if (!Number.isNaN(watched.price)) this.#inDanger++;
  }

  /** Where the position of an instrument is liquidated, with others where they stand; NaN where no price does. */
  priceOf(id: InstrumentId): number {
    const watched = this.#watched[id];
    if (watched === undefined || Number.isNaN(watched.price) || this.#account.mode === "isolated")
      return watched?.price ?? Number.NaN;
    let margin = amountToNumber(this.#account.cash);
    for (const other of this.#watched) {
      if (other === undefined || other === watched || other.units === 0) continue;
      const worth = other.units * at(this.#last, other.instrument.id);
      margin += worth - other.cost - nearMaintenance(other, Math.abs(worth));
    }
    const { units, cost, nearTiers } = watched;
    return cautious(nearLiquidationPrice({ units, cost, margin }, nearTiers), units);
  }

  /** The price that a bar liquidates the position at, if it does: of the mark where it is known that finely. */
  reachedBy(series: BarSeries, row: number): number | undefined {
    if (this.#inDanger === 0) return undefined;
    const price = this.priceOf(series.instrument);
    if (Number.isNaN(price)) return undefined;
    const isLong = (this.#watched[series.instrument] as Watched).units > 0; // It has a price.
    const which = isLong ? "low" : "high";
    const opensAt = at(series.columns.time, row);
    const extreme =
      this.#marks[series.instrument]?.extreme(which, opensAt, opensAt + series.intervalMs) ??
      at(series.columns[which], row);
    return isBeyond(extreme, price, isLong) ? price : undefined;
  }

  /** Whether the market of a moment is beyond the price already: no order of ours comes before the venue then. */
  reachedAt(id: InstrumentId, moment: number, last: number): boolean {
    if (this.#inDanger === 0) return false;
    const price = this.priceOf(id);
    if (Number.isNaN(price)) return false;
    const isLong = (this.#watched[id] as Watched).units > 0; // As above.
    return isBeyond(this.#marks[id]?.at(moment) ?? last, price, isLong);
  }

  /**
   * The first position whose margin is used up at the prices of a moment, without a bar that moved it there.
   * @param moved whose market has moved, where one has: it is closed before others that share its margin
   */
  shortAt(moment: number, moved?: InstrumentId): Instrument | undefined {
    if (this.#inDanger === 0) return undefined;
    const short = this.#account.contracts.filter(({ id }) => this.reachedAt(id, moment, at(this.#last, id)));
    return short.find(({ id }) => id === moved) ?? short[0];
  }

  /** Closes the position in the venue's books: inside a bar that opened at `opensAt`, or at once, at `open`. */
  liquidate(
    instrument: Instrument,
    row: LiquidatedIn & { readonly slip: number },
    to: { readonly tradeId: string; readonly at: UnixMs },
  ): PositionLiquidated {
    const { id } = instrument;
    const account = this.#account;
    const watched = this.#watched[id] as Watched; // Only what is watched is liquidated.
    const held = account.held(instrument);
    const of = account.position(id);
    const side = held > 0n ? "sell" : "buy";
    const { tick } = rulesAt(instrument, to.at);
    const reached = priceToNumber(
      liquidationPrice({ ...of, margin: this.#marginFor(id, of) }, watched.tiers),
    );
    const worse = held > 0n ? Math.min(row.open, reached) : Math.max(row.open, reached);
    // A position that was opened inside the bar met the price on its way; it was not there at the open.
    const traded = row.isAtOnce ? row.open : watched.changedAt > row.opensAt ? reached : worse;
    const market = larger(takerPrice(traded, row.slip, { side, tick, bound: undefined }) ?? tick, tick);
    const bankrupt = roundToTick(bankruptcyPrice(of), tick, held > 0n ? "up" : "down");
    const price = larger(held > 0n ? larger(market, bankrupt) : smaller(market, bankrupt), tick);
    const quantity = absolute(held);
    const value = notionalOf(price, quantity, instrument);
    const left = bookedDown((of.margin + unrealisedAt(of, price)) as Amount);
    const fee = smaller(shareUp(value, this.#fee), left);
    const terms = { side, price, quantity, fee } as const;
    const fill = { instrument: id, ...terms, feeAsset: instrument.quote, liquidity: "taker" as const, ...to };
    account.settle(fill, value, instrument, undefined);
    this.note(instrument, to.at);
    const insured = multiply(absolute((price - market) as Price), absolute(of.units));
    return { kind: "PositionLiquidated", instrument: id, fill, insured, at: to.at };
  }

  /** No close of our own goes beyond bankruptcy: there the venue would have come first. */
  bounded(
    { reduceOnly }: Pick<OrderRequest, "reduceOnly">,
    instrument: Instrument,
    price: Price,
    tick: Price,
  ): Price {
    const watched = this.#watched[instrument.id];
    if (!reduceOnly || watched === undefined || this.#inDanger === 0) return price;
    const isLong = watched.units > 0;
    if (!isBeyond(priceToNumber(price), this.priceOf(instrument.id), isLong)) return price;
    const bankrupt = roundToTick(
      bankruptcyPrice(this.#account.position(instrument.id)),
      tick,
      isLong ? "up" : "down",
    );
    return isLong ? larger(price, bankrupt) : larger(smaller(price, bankrupt), tick);
  }

  /** A close pays its fee out of what is left at its price of what stands behind it: no more than that. */
  feeWithin({ id, contractSize }: Instrument, price: Price, quantity: Quantity, fee: Amount): Amount {
    if (this.#inDanger === 0 || this.#watched[id] === undefined) return fee;
    const of = this.#account.position(id);
    const units = contractsToBase(quantity, contractSize);
    const left = proportion((of.margin + unrealisedAt(of, price)) as Amount, units, absolute(of.units));
    return smaller(fee, larger(bookedDown(left), NO_AMOUNT));
  }

  /** What may be lost before a position is liquidated: not what others must keep covered. Exact. */
  #marginFor(id: InstrumentId, { margin }: OnMargin): Amount {
    if (this.#account.mode === "isolated") return margin;
    let left: bigint = margin;
    for (const other of this.#watched) {
      if (other === undefined || other.instrument.id === id || other.units === 0) continue;
      const { units } = this.#account.position(other.instrument.id);
      left -= maintenanceMargin(other.tiers, notionalAt(units, this.#markOf(other.instrument.id)));
    }
    return left as Amount;
  }
}

const watchedOf = (instrument: Instrument): Watched => {
  const tiers = tiersOf(instrument);
  const nearTiers = tiers.map(({ maintenanceRate, maintenanceAmount }) => ({
    rate: ratioToNumber(maintenanceRate),
    amount: amountToNumber(maintenanceAmount),
  }));
  return { instrument, tiers, nearTiers, units: 0, cost: 0, price: Number.NaN, changedAt: 0 as UnixMs };
};

/** Nearer to the market by a hair; NaN for a long that only a price of nothing would liquidate. */
const cautious = (price: number, units: number): number =>
  units < 0 ? price * (1 - CAUTION) : price > 0 ? price * (1 + CAUTION) : Number.NaN;

const isBeyond = (mark: number, price: number, isLong: boolean): boolean =>
  isLong ? mark <= price : mark >= price;

/** The tier that asks most is the one in force. */
function nearMaintenance({ nearTiers }: Watched, notional: number): number {
  let most = 0;
  for (const { rate, amount } of nearTiers) most = Math.max(most, notional * rate - amount);
  return most;
}
