import {
  type Amount,
  absolute,
  contractsToBase,
  floorToStep,
  larger,
  NO_AMOUNT,
  NO_QUANTITY,
  type Price,
  priceToNumber,
  type Quantity,
  quantityAsAmount,
  quantityToNumber,
  smaller,
} from "../base/index.ts";
import { contractsWithin, type Fill, type InstrumentId, notionalOf, rulesAt } from "../domain/index.ts";
import { FeeDesk } from "./fees.ts";
import { adverseTick, feeInAsset, feeInKind, takerPrice } from "./fill-model.ts";
import type { Floor } from "./floor.ts";
import type { LiquidatedIn } from "./liquidation.ts";
import type { Requests } from "./requests.ts";
import type { RestingOrder } from "./resting-order.ts";

/** A fee that is not paid in the quote. `inKind`: what of the purchase it takes. */
interface Charged {
  readonly fee: Amount;
  readonly asset: string;
  readonly inKind?: Quantity;
}

/** What the market has for an order. `isMore`: the same order is filled further at once. */
type Offer = Pick<Fill, "quantity" | "price" | "liquidity"> & { readonly isMore?: boolean };

/** What happens to an order that the market has come to. */
export class Fills {
  readonly #floor: Floor;
  readonly #requests: Requests;
  readonly #fees = new FeeDesk();
  #trades = 0;

  constructor(floor: Floor, requests: Requests) {
    this.#floor = floor;
    this.#requests = requests;
  }

  /** The market stands at `price`, where an order has been waiting for it; its bar opened at `open`. */
  meet(order: RestingOrder, price: number, open: number): void {
    const book = this.#floor.book(order.instrument.id);
    const isPostOnly = order.request.conditions?.postOnly === true;
    switch (order.stance) {
      case "take":
        this.#take(order, price);
        return;
      case "marketable":
        if (order.isWithinLimit(price) && !isPostOnly) this.#take(order, price);
        else if (order.isImmediate) this.#floor.end(order, "immediate");
        else book.move(order, () => order.rest());
        return;
      case "stop":
      case "touch":
        if (order.isWatch) {
          this.tell(order, price);
          return;
        }
        this.#floor.noteMet(order.instrument.id, price, order.request.side);
        book.move(order, () => order.becomeLimitOrTake(this.#floor.now));
        if (order.request.limit !== undefined && !order.isWithinLimit(price)) {
          if (order.isImmediate) this.#floor.end(order, "immediate");
        } else if (isPostOnly) this.#floor.end(order, "rejected");
        else this.#take(order, price);
        return;
      case "limit":
        this.#make(order, open);
        return;
      case "time":
        return; // No price meets it.
    }
  }

  /**
   * The venue takes a position whose margin is used up: first all orders on the instrument are cancelled (in cross mode
   * also those elsewhere that tie up cash: that cash stood behind the position), then it is closed.
   */
  liquidate(id: InstrumentId, bar: LiquidatedIn): void {
    const floor = this.#floor;
    const instrument = floor.instrument(id);
    const isShared = floor.account.mode === "cross";
    const order =
      floor
        .book(id)
        .all()
        .find(({ isWatch }) => !isWatch) ?? (isShared ? floor.locking() : undefined);
    if (order !== undefined) {
      this.#requests.cancel(order.request.id);
      return;
    }
    const units = quantityToNumber(absolute(floor.account.position(id).units));
    const slip = floor.slippage(units, undefined);
    this.#trades++;
    const to = { tradeId: String(this.#trades), at: floor.now };
    floor.answer(floor.watch.liquidate(instrument, { ...bar, slip }, to));
  }

  /** Takes back what can only reduce, and has nothing to reduce any more. */
  cancelPointless(id: InstrumentId): void {
    const floor = this.#floor;
    if (floor.book(id).size === 0) return;
    const held = floor.account.held(floor.instrument(id));
    for (const order of floor.book(id).all()) {
      const reducible = order.request.side === "sell" ? held : -held;
      if (order.mayOnlyReduce && reducible <= 0n) this.#requests.cancel(order.request.id);
    }
  }

  /** A watch hears that the market has come to it. */
  tell(watch: RestingOrder, traded: number, price = traded): void {
    const floor = this.#floor;
    floor.noteMet(watch.instrument.id, traded, watch.request.side);
    floor.remove(watch);
    floor.answer({ kind: "PriceReached", order: watch.request.id, price, at: floor.now });
  }

  #take(order: RestingOrder, traded: number): void {
    const floor = this.#floor;
    const { request, instrument } = order;
    const { tick, step } = rulesAt(instrument, floor.now);
    if (order.isWatch) {
      // Who asks for the next price asks for the one that a small order of that side would get.
      const slip = floor.slippage(0, request.side);
      const price = takerPrice(traded, slip, { side: request.side, tick, bound: undefined });
      this.tell(order, traded, price === undefined ? traded : priceToNumber(price));
      return;
    }
    floor.noteMet(instrument.id, traded, request.side);
    const isSized = request.conditions?.notional === undefined;
    const quantity = isSized ? this.#fillable(order, step) : order.remaining;
    if (quantity === 0n) return;
    const units = quantityToNumber(contractsToBase(quantity, instrument.contractSize));
    const slip = floor.slippage(units, request.side);
    const bound = request.limit ?? request.collar;
    const price = takerPrice(traded, slip, { side: request.side, tick, bound });
    if (price === undefined) floor.end(order, "collar");
    else if (!isSized) this.sizeByValue(order, price, step);
    else {
      const bounded = floor.watch.bounded(order.request, instrument, price, tick);
      this.fillWithinValue(order, { quantity, price: bounded, liquidity: "taker" }, step);
    }
  }

  /** What the volume lets it have. Nothing: it waits for the next bar, or is over because it does not wait. */
  #fillable(order: RestingOrder, step: Quantity): Quantity {
    const { remaining, request, instrument } = order;
    const quantity = this.#floor.budget(instrument.id).within(remaining, step);
    const needed =
      request.conditions?.timeInForce === "FOK" ? remaining : order.isImmediate ? step : NO_QUANTITY;
    if (quantity === remaining || quantity >= needed) return quantity;
    this.#floor.end(order, "immediate");
    return NO_QUANTITY;
  }

  /** An order by value gets its quantity from the price it would fill at; then it fills like any other. */
  sizeByValue(order: RestingOrder, price: Price, step: Quantity): void {
    const floor = this.#floor;
    const { request, instrument } = order;
    const { notional = NO_AMOUNT, ...conditions } = request.conditions ?? {};
    const quantity = floorToStep(
      smaller(contractsWithin(notional, price, instrument), request.quantity),
      step,
    );
    if (quantity <= 0n || quantity < rulesAt(instrument, floor.now).minQuantity) {
      floor.end(order, "immediate");
      return;
    }
    const sized = { ...request, quantity, conditions };
    order.amend(sized, order.lock, order.arrival);
    order.valueLeft = notional;
    floor.answer({ kind: "OrderReplaced", order: request.id, to: { quantity }, at: floor.now });
  }

  /** The price may have moved since an order by value got its quantity, and its value is the bound: then the rest is over. */
  fillWithinValue(order: RestingOrder, offered: Offer, step: Quantity): void {
    const { valueLeft, instrument, request } = order;
    if (valueLeft === undefined) {
      this.fill(order, offered);
      return;
    }
    const most = contractsWithin(valueLeft, offered.price, instrument);
    const quantity = floorToStep(smaller(offered.quantity, most), step);
    if (quantity > 0n) this.fill(order, { ...offered, quantity });
    if (quantity < offered.quantity && this.#floor.order(request.id) === order)
      this.#floor.end(order, "immediate");
  }

  /** A resting limit fills at its own price, or at the open where that was already better. */
  #make(order: RestingOrder, open: number): void {
    const { request, instrument } = order;
    const { tick, step } = rulesAt(instrument, this.#floor.now);
    const isBetter = request.side === "buy" ? open < order.limit : open > order.limit;
    this.#floor.noteMet(instrument.id, isBetter ? open : order.limit, request.side);
    const price = isBetter ? adverseTick(open, tick, request.side) : (request.limit as Price);
    const quantity = this.#fillable(order, step);
    if (quantity > 0n) this.fill(order, { quantity, price, liquidity: "maker" });
  }

  /** Fills an order, or what of it only reduces. */
  fill(order: RestingOrder, offered: Offer): void {
    const floor = this.#floor;
    const { request, instrument } = order;
    const { price, liquidity } = offered;
    let { quantity } = offered;
    if (order.mayOnlyReduce) {
      const held = floor.account.held(instrument);
      const reducible = request.side === "sell" ? held : -held;
      if (reducible <= 0n) {
        floor.remove(order);
        floor.answer({ kind: "OrderCancelled", order: request.id, at: floor.now });
        return;
      }
      if (reducible < quantity) quantity = reducible as Quantity;
    }
    const value = notionalOf(price, quantity, instrument);
    const asked = this.#fees.charge(instrument, order.costs, { quantity, value, liquidity, at: floor.now });
    const fee = request.reduceOnly ? floor.watch.feeWithin(instrument, price, quantity, asked) : asked;
    const charged = this.#charged(fee, price, order);
    this.#trades++;
    const fill: Fill = {
      order: request.id,
      instrument: instrument.id,
      side: request.side,
      price,
      quantity,
      fee: charged?.fee ?? fee,
      feeAsset: charged?.asset ?? instrument.quote,
      liquidity,
      tradeId: String(this.#trades),
      at: floor.now,
    };
    const held = floor.account.held(instrument);
    const booked = charged === undefined ? fill : { ...fill, fee: NO_AMOUNT, inKind: charged.inKind };
    floor.account.settle(booked, value, instrument, order.lock);
    floor.watch.note(instrument, floor.now);
    const after = floor.account.held(instrument);
    if (held !== 0n && (after === 0n || held > 0n !== after > 0n)) floor.turned = instrument.id;
    floor.budget(instrument.id).use(quantity);
    floor.answer({ kind: "OrderFilled", order: request.id, fill, at: floor.now });
    this.#after(order, fill, offered.isMore === true);
  }

  /** A fee in units of the quote as what is paid instead: undefined where it is paid in the quote. */
  #charged(fee: Amount, price: Price, { request: { side }, instrument }: RestingOrder): Charged | undefined {
    const { feesIn } = this.#floor.model;
    if (feesIn === undefined) return undefined;
    const { base, kind, settlement } = instrument;
    if (feesIn !== "received") {
      // The very asset that fees are paid in is what is bought: then it is in the account, and they come out of it.
      const isBought = side === "buy" && settlement === "asset" && base === feesIn.asset;
      if (!isBought) return { fee: feeInAsset(fee, feesIn), asset: feesIn.asset };
    } else if (side === "sell" || kind !== "spot") return undefined;
    const inKind = feeInKind(fee, price);
    return { fee: quantityAsAmount(inKind), asset: base, inKind };
  }

  /** An order by value ties up what it may still come to, whatever its units cost. */
  #spend(order: RestingOrder, value: Amount, { price, quantity }: Fill): void {
    const { account } = this.#floor;
    const { instrument, remaining, request, lock } = order;
    const left = larger(NO_AMOUNT, (value - notionalOf(price, quantity, instrument)) as Amount);
    order.valueLeft = left;
    if (lock === undefined) return;
    account.unlock(lock);
    const rest = { ...request, quantity: remaining, conditions: { notional: left } };
    order.lock = account.lock(rest, instrument, account.needs(rest, instrument, price));
  }

  /** What a fill does to its order, and to those that hang together with it. */
  #after(order: RestingOrder, fill: Fill, isMore: boolean): void {
    const floor = this.#floor;
    const { request } = order;
    order.remaining = (order.remaining - fill.quantity) as Quantity;
    if (order.valueLeft !== undefined) this.#spend(order, order.valueLeft, fill);
    const isWhole = order.remaining === 0n;
    const others = request.conditions?.oneCancelsOther === undefined ? [] : floor.links.others(request);
    if (isWhole) floor.remove(order);
    for (const other of others) this.#requests.cancel(other);
    if (isWhole) {
      floor.links.noteFilled(request.id);
      for (const child of floor.links.release(request.id)) this.#requests.accept(child);
    } else if (order.isImmediate && !isMore) floor.end(order, "immediate");
  }
}
