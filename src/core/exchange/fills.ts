import {
  absolute,
  baseToContracts,
  contractsToBase,
  floorToStep,
  multiply,
  NO_AMOUNT,
  NO_QUANTITY,
  type Price,
  priceToNumber,
  type Quantity,
  quantityToNumber,
  quantityWithin,
  smaller,
} from "../base/index.ts";
import { type Fill, type InstrumentId, rulesAt } from "../domain/index.ts";
import { FeeDesk } from "./fees.ts";
import { adverseTick, slippageOf, takerPrice } from "./fill-model.ts";
import type { Floor } from "./floor.ts";
import type { LiquidatedIn } from "./liquidation.ts";
import type { Requests } from "./requests.ts";
import type { RestingOrder } from "./resting-order.ts";

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
    switch (order.stance) {
      case "take":
        this.#take(order, price);
        return;
      case "marketable":
        if (order.isWithinLimit(price)) this.#take(order, price);
        else if (order.request.conditions?.timeInForce !== undefined) this.#floor.end(order, "immediate");
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
        if (order.request.limit === undefined || order.isWithinLimit(price)) this.#take(order, price);
        else if (order.request.conditions?.timeInForce !== undefined) this.#floor.end(order, "immediate");
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
    const slip = slippageOf(floor.model.slippage, units, floor.series, floor.row);
    this.#trades++;
    const to = { tradeId: String(this.#trades), at: floor.now };
    floor.answer(floor.watch.liquidate(instrument, { ...bar, slip }, to));
  }

  /** Takes back what can only reduce, and has nothing to reduce any more. */
  cancelPointless(id: InstrumentId): void {
    const floor = this.#floor;
    if (floor.book(id).size === 0) return;
    const held = floor.account.held(floor.instrument(id));
    for (const { request } of floor.book(id).all()) {
      const reducible = request.side === "sell" ? held : -held;
      if (request.reduceOnly && reducible <= 0n) this.#requests.cancel(request.id);
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
      const slip = slippageOf(floor.model.slippage, 0, floor.series, floor.row);
      const price = takerPrice(traded, slip, { side: request.side, tick, bound: undefined });
      this.tell(order, traded, price === undefined ? traded : priceToNumber(price));
      return;
    }
    floor.noteMet(instrument.id, traded, request.side);
    const quantity = this.#fillable(order, step);
    if (quantity === 0n) return;
    const units = quantityToNumber(contractsToBase(quantity, instrument.contractSize));
    const slip = slippageOf(floor.model.slippage, units, floor.series, floor.row);
    const bound = request.limit ?? request.collar;
    const price = takerPrice(traded, slip, { side: request.side, tick, bound });
    if (price === undefined) floor.end(order, "collar");
    else if (request.conditions?.notional !== undefined) this.sizeByValue(order, price, step);
    else {
      const bounded = floor.watch.bounded(order.request, instrument, price, tick);
      this.fill(order, { quantity, price: bounded, liquidity: "taker" });
    }
  }

  /** What the volume lets it have. Nothing: it waits for the next bar, or is over because it takes all or nothing. */
  #fillable(order: RestingOrder, step: Quantity): Quantity {
    const { remaining, request, instrument } = order;
    const quantity = this.#floor.budget(instrument.id).within(remaining, step);
    if (quantity === remaining || request.conditions?.timeInForce !== "FOK") return quantity;
    this.#floor.end(order, "immediate");
    return NO_QUANTITY;
  }

  /** An order by value gets its quantity from the price it would fill at; then it fills like any other. */
  sizeByValue(order: RestingOrder, price: Price, step: Quantity): void {
    const floor = this.#floor;
    const { request, instrument } = order;
    const { notional, ...conditions } = request.conditions ?? {};
    const most = baseToContracts(quantityWithin(notional ?? NO_AMOUNT, price), instrument.contractSize);
    const quantity = floorToStep(smaller(most, request.quantity), step);
    if (quantity <= 0n) {
      floor.end(order, "immediate");
      return;
    }
    order.amend({ ...request, quantity, conditions }, order.lock, order.arrival);
    floor.answer({ kind: "OrderReplaced", order: request.id, to: { quantity }, at: floor.now });
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

  /** Fills an order, or what of it only reduces. `isMore`: the same order is filled further at once. */
  fill(
    order: RestingOrder,
    offered: Pick<Fill, "quantity" | "price" | "liquidity"> & { readonly isMore?: boolean },
  ): void {
    const floor = this.#floor;
    const { request, instrument } = order;
    const { price, liquidity } = offered;
    let { quantity } = offered;
    if (request.reduceOnly) {
      const held = floor.account.held(instrument);
      const reducible = request.side === "sell" ? held : -held;
      if (reducible <= 0n) {
        floor.remove(order);
        floor.answer({ kind: "OrderCancelled", order: request.id, at: floor.now });
        return;
      }
      if (reducible < quantity) quantity = reducible as Quantity;
    }
    const value = multiply(price, contractsToBase(quantity, instrument.contractSize));
    const asked = this.#fees.charge(instrument, order.costs, { quantity, value, liquidity, at: floor.now });
    const fee = request.reduceOnly ? floor.watch.feeWithin(instrument, price, quantity, asked) : asked;
    this.#trades++;
    const fill: Fill = {
      order: request.id,
      instrument: instrument.id,
      side: request.side,
      price,
      quantity,
      fee,
      feeAsset: instrument.quote,
      liquidity,
      tradeId: String(this.#trades),
      at: floor.now,
    };
    const held = floor.account.held(instrument);
    floor.account.settle(fill, value, instrument, order.lock);
    floor.watch.note(instrument, floor.now);
    const after = floor.account.held(instrument);
    if (held !== 0n && (after === 0n || held > 0n !== after > 0n)) floor.turned = instrument.id;
    floor.budget(instrument.id).use(quantity);
    floor.answer({ kind: "OrderFilled", order: request.id, fill, at: floor.now });
    this.#after(order, quantity, offered.isMore === true);
  }

  /** What a fill does to its order, and to those that hang together with it. */
  #after(order: RestingOrder, quantity: Quantity, isMore: boolean): void {
    const floor = this.#floor;
    const { request } = order;
    order.remaining = (order.remaining - quantity) as Quantity;
    const isWhole = order.remaining === 0n;
    const others = request.conditions?.oneCancelsOther === undefined ? [] : floor.links.others(request);
    if (isWhole) floor.remove(order);
    for (const other of others) this.#requests.cancel(other);
    if (isWhole) for (const child of floor.links.release(request.id)) this.#requests.accept(child);
    else if (request.conditions?.timeInForce !== undefined && !isMore) floor.end(order, "immediate");
  }
}
