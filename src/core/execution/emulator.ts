import {
  formatPrice,
  type Price,
  priceToNumber,
  type Quantity,
  smaller,
  type UnixMs,
} from "../base/index.ts";
import {
  type Amendment,
  type Approved,
  type Instrument,
  type InstrumentId,
  namesWhatItHasNot,
  type OrderEvent,
  type OrderId,
  type OrderRequest,
  type Outbox,
  type Rejection,
  type VenueAbilities,
} from "../domain/index.ts";
import { EmulatedOrder, isBeyond, plainOrder, quantityAt, watchTypeOf } from "./emulated-order.ts";
import type { OrderBook } from "./order-book.ts";

/** What the emulator needs to know of its engine. */
export interface EmulatorParts {
  readonly instruments: readonly Instrument[];
  /** By instrument; undefined: its venue can do everything. */
  readonly abilities: readonly (VenueAbilities | undefined)[];
  readonly outbox: Outbox;
  readonly orders: OrderBook;
  /** Latest price, in quote units. */
  last(instrument: InstrumentId): number;
  /** Held, signed. */
  held(instrument: InstrumentId): Quantity;
  now(): UnixMs;
  /** An order that does no more than the one that was approved for it. */
  approveChild(parent: Approved<OrderRequest>, child: OrderRequest): Approved<OrderRequest>;
  /** What an able venue would have said. */
  tell(event: OrderEvent): void;
}

/**
 * Order types that a venue lacks, built of market and limit orders and of watches. Whoever trades cannot tell: events
 * bear the id of the order that was asked for, and come as a venue would send them. IOC and FOK cannot be built: only
 * a venue can keep them.
 */
export class Emulator {
  readonly #of: EmulatorParts;
  readonly #orders = new Map<OrderId, EmulatedOrder>();
  /** From the id that the venue knows, where that is another. */
  readonly #aliases = new Map<OrderId, OrderId>();

  constructor(parts: EmulatorParts) {
    this.#of = parts;
  }

  // --- asked --------------------------------------------------------------------------------------------------------

  submit(request: Approved<OrderRequest>): void {
    const can = this.#of.abilities[request.instrument];
    if (can === undefined || !isBeyond(request, can)) {
      this.#of.outbox.submitOrder(request);
      return;
    }
    const order = new EmulatedOrder(request);
    this.#orders.set(request.id, order);
    const parent = request.conditions?.after;
    if (parent === undefined || this.#of.orders.find(parent)?.status === "FILLED") this.#begin(order);
    else if (!this.#of.orders.isLive(parent))
      this.#end(order, { kind: "OrderCancelled", order: request.id, at: this.#of.now() });
  }

  cancel(id: OrderId): void {
    const order = this.#orders.get(id);
    if (order?.isMoving === true) {
      order.stay(); // The old one is on its way out already: now nothing follows it.
      return;
    }
    if (order === undefined || order.stage === "working") {
      this.#of.outbox.cancelOrder(order?.venueId ?? id);
      return;
    }
    if (order.stage === "watching") this.#of.outbox.unwatch(id);
    this.#end(order, { kind: "OrderCancelled", order: id, at: this.#of.now() });
  }

  amend(id: OrderId, to: Approved<Amendment>): void {
    const order = this.#orders.get(id);
    const rejection = order && this.#refuseCrossing(order, to.limit ?? order.request.limit);
    if (order === undefined) this.#of.outbox.amendOrder(id, to);
    else if (rejection !== undefined || namesWhatItHasNot(order.request, to))
      this.#of.tell({ kind: "ReplaceRefused", order: id, rejection, at: this.#of.now() });
    else if (order.stage === "held") {
      order.take(to);
      this.#of.tell({ kind: "OrderReplaced", order: id, to, at: this.#of.now() });
    } else if (order.stage === "watching") {
      order.before = order.request;
      order.replacement = to;
      order.take(to);
      this.#of.outbox.unwatch(id);
      this.#watch(order);
    } else if (to.trigger !== undefined && watchTypeOf(order.request, this.#can(order)) !== undefined)
      // It was set off already.
      this.#of.tell({ kind: "ReplaceRefused", order: id, rejection: undefined, at: this.#of.now() });
    else if (this.#can(order).amend) this.#of.outbox.amendOrder(order.venueId, to);
    else {
      order.replacement = to;
      this.#of.outbox.cancelOrder(order.venueId);
    }
  }

  /** A post-only order that would take at the price where the market stands, on a venue that would let it. */
  #refuseCrossing(
    order: EmulatedOrder,
    limit: Price | undefined,
    last = this.#of.last(order.request.instrument),
  ): Rejection | undefined {
    const { side, conditions } = order.request;
    if (conditions?.postOnly !== true || limit === undefined || this.#can(order).postOnly) return undefined;
    const at = priceToNumber(limit);
    if (side === "buy" ? at < last : at > last) return undefined;
    return { kind: "PostOnlyWouldCross", limit: formatPrice(limit), last: String(last) };
  }

  /** Sends an order on its way, or waits for the price that will. */
  #begin(order: EmulatedOrder): void {
    const { request } = order;
    const rejection = this.#refuseCrossing(order, request.limit);
    if (rejection !== undefined) {
      this.#end(order, { kind: "OrderRejected", order: request.id, rejection, at: request.at });
      return;
    }
    if (watchTypeOf(request, this.#can(order)) === undefined) this.#work(order);
    else {
      order.stage = "watching";
      this.#watch(order);
    }
  }

  #watch({ request }: EmulatedOrder): void {
    const { id, instrument, side, trigger, expiresAt, conditions } = request;
    const can = this.#of.abilities[instrument] as VenueAbilities; // It is emulated because of them.
    const type = watchTypeOf(request, can) ?? "time";
    const isTime = type === "time";
    this.#of.outbox.watch({
      order: id,
      instrument,
      side,
      type,
      trigger: isTime ? undefined : trigger,
      trail: isTime ? undefined : conditions?.trail,
      expiresAt,
    });
  }

  /** Sends the plain form of an order; where the venue keeps no time, its end is watched. */
  #work(order: EmulatedOrder): void {
    const { request } = order;
    const can = this.#can(order);
    const quantity = this.#doable(order);
    if (quantity <= 0n) {
      this.#end(order, { kind: "OrderCancelled", order: request.id, at: this.#of.now() });
      return;
    }
    order.stage = "working";
    order.placed = quantity;
    const child = { ...plainOrder(request, can), id: order.venueId, quantity };
    this.#of.outbox.submitOrder(this.#of.approveChild(request, child));
    const { id, instrument, side, expiresAt } = request;
    if (expiresAt === Number.POSITIVE_INFINITY || can.goodTillDate || order.isTimed) return;
    order.isTimed = true;
    const nothing = { trigger: undefined, trail: undefined };
    this.#of.outbox.watch({ order: id, instrument, side, type: "time", expiresAt, ...nothing });
  }

  // --- answered -----------------------------------------------------------------------------------------------------

  /** Takes what a venue or a watch says, and tells what an able venue would have said. */
  hear(event: OrderEvent): void {
    const id = this.#aliases.get(event.order) ?? event.order;
    const order = this.#orders.get(id);
    const told = order === undefined ? event : this.#translate(order, event);
    if (told !== undefined) this.#tell(told);
  }

  /** What an event means to an emulated order; undefined: nothing that would be told. */
  #translate(order: EmulatedOrder, event: OrderEvent): OrderEvent | undefined {
    const { id } = order.request;
    switch (event.kind) {
      case "OrderAccepted": {
        const isNews = !order.isAccepted;
        order.isAccepted = true;
        if (order.stage === "watching" && order.replacement !== undefined) {
          const to = order.replacement;
          order.replacement = undefined;
          return { kind: "OrderReplaced", order: id, to, at: event.at };
        }
        return isNews ? { ...event, order: id } : undefined;
      }
      case "PriceReached":
        this.#setOff(order, event.price, event.at);
        return undefined;
      case "WatchExpired":
        return this.#expire(order, event.at);
      case "OrderFilled":
        order.filled = (order.filled + event.fill.quantity) as Quantity;
        order.placed = (order.placed - event.fill.quantity) as Quantity;
        if (order.remaining <= 0n) this.#forget(order);
        return { ...event, order: id, fill: { ...event.fill, order: id } };
      case "OrderCancelled":
        return this.#cancelled(order, event.at);
      case "OrderRejected":
        if (order.stage === "watching" && order.before !== undefined && order.replacement !== undefined) {
          order.request = order.before;
          order.replacement = undefined;
          this.#watch(order);
          return { kind: "ReplaceRefused", order: id, rejection: event.rejection, at: event.at };
        }
        this.#forget(order);
        // It had been accepted: a venue that sets an order off and cannot place it lets it expire.
        if (order.isAccepted) return { kind: "OrderExpired", order: id, reason: "rejected", at: event.at };
        return { ...event, order: id };
      case "OrderExpired":
        this.#forget(order);
        return { ...event, order: id };
      case "CancelRefused":
        order.isRefitted = false;
        if (order.replacement === undefined) return { ...event, order: id };
        order.replacement = undefined;
        return { kind: "ReplaceRefused", order: id, rejection: undefined, at: event.at };
      case "OrderReplaced":
        order.take(event.to);
        return { ...event, order: id };
      case "ReplaceRefused":
      case "OrderOutcomeLost":
        return { ...event, order: id };
    }
  }

  /** The price that it waited for is there. */
  #setOff(order: EmulatedOrder, price: number, at: UnixMs): void {
    const { request } = order;
    if (this.#refuseCrossing(order, request.limit, price) !== undefined) {
      this.#end(order, { kind: "OrderExpired", order: request.id, reason: "rejected", at });
      return;
    }
    if (request.conditions?.notional === undefined || this.#can(order).byValue) {
      this.#work(order);
      return;
    }
    const instrument = this.#of.instruments[request.instrument] as Instrument; // Ids are places in the list.
    const quantity = quantityAt(price, request, instrument, at);
    if (quantity <= 0n) {
      this.#end(order, { kind: "OrderExpired", order: request.id, reason: "immediate", at });
      return;
    }
    const { notional, ...conditions } = request.conditions;
    order.request = { ...request, quantity, conditions };
    this.#tell({ kind: "OrderReplaced", order: request.id, to: { quantity }, at });
    this.#work(order);
  }

  #expire(order: EmulatedOrder, at: UnixMs): OrderEvent | undefined {
    if (order.stage === "working") {
      order.isExpiring = true;
      this.#of.outbox.cancelOrder(order.venueId);
      return undefined;
    }
    this.#forget(order);
    return { kind: "OrderExpired", order: order.request.id, reason: "time", at };
  }

  #cancelled(order: EmulatedOrder, at: UnixMs): OrderEvent | undefined {
    const { id } = order.request;
    const { replacement } = order;
    if (order.isExpiring || (replacement === undefined && !order.isRefitted)) {
      this.#forget(order);
      if (order.isExpiring) return { kind: "OrderExpired", order: id, reason: "time", at };
      return { kind: "OrderCancelled", order: id, at };
    }
    order.isRefitted = false;
    order.replacement = undefined;
    if (replacement !== undefined) order.take(replacement);
    // The new one goes out under an id of its own, for what has not been filled.
    this.#aliases.delete(order.venueId);
    order.venueId = this.#of.orders.nextId();
    this.#aliases.set(order.venueId, id);
    this.#work(order);
    return replacement === undefined ? undefined : { kind: "OrderReplaced", order: id, to: replacement, at };
  }

  // --- what hangs together ------------------------------------------------------------------------------------------

  /** Tells, then does what follows for the orders that hang together with this one. */
  #tell(event: OrderEvent): void {
    this.#of.tell(event);
    const { order: id, at } = event;
    if (event.kind === "OrderFilled") {
      this.#cancelGroup(id);
      this.#fitReducing(event.fill.instrument);
    }
    for (const child of [...this.#orders.values()]) {
      if (child.stage !== "held" || child.request.conditions?.after !== id || this.#of.orders.isLive(id))
        continue;
      if (event.kind === "OrderFilled") this.#begin(child);
      else this.#end(child, { kind: "OrderCancelled", order: child.request.id, at });
    }
  }

  /** One of a group has filled: the others go, where the venue does not see to it. */
  #cancelGroup(id: OrderId): void {
    const group = this.#of.orders.find(id)?.request.conditions?.oneCancelsOther;
    if (group === undefined) return;
    for (const other of [...this.#orders.values()]) {
      const { id: otherId, conditions } = other.request;
      if (otherId !== id && conditions?.oneCancelsOther === group && !this.#can(other).oneCancelsOther)
        this.cancel(otherId);
    }
  }

  /** What of an order may be placed: where it may only reduce and its venue does not know it, no more than is held. */
  #doable(order: EmulatedOrder): Quantity {
    const { request, remaining } = order;
    if (!request.reduceOnly || this.#can(order).reduceOnly) return remaining;
    const held = this.#of.held(request.instrument);
    const reducible = (request.side === "sell" ? held : -held) as Quantity;
    return smaller(remaining, reducible);
  }

  /** What is held has changed: orders that may only reduce follow it. */
  #fitReducing(instrument: InstrumentId): void {
    for (const order of [...this.#orders.values()]) {
      const { request, stage, placed } = order;
      if (request.instrument !== instrument || stage === "held") continue;
      const doable = this.#doable(order);
      if (doable <= 0n && (stage === "watching" || placed > 0n)) this.cancel(request.id);
      else if (doable <= 0n)
        this.#end(order, { kind: "OrderCancelled", order: request.id, at: this.#of.now() });
      else if (stage === "working" && doable !== placed) {
        order.isRefitted = true;
        this.#of.outbox.cancelOrder(order.venueId);
      }
    }
  }

  #end(order: EmulatedOrder, event: OrderEvent): void {
    this.#forget(order);
    this.#tell(event);
  }

  #forget({ request, venueId, stage }: EmulatedOrder): void {
    this.#orders.delete(request.id);
    this.#aliases.delete(venueId);
    if (stage === "working") this.#of.outbox.unwatch(request.id);
  }

  #can({ request }: EmulatedOrder): VenueAbilities {
    return this.#of.abilities[request.instrument] as VenueAbilities; // It is emulated because of them.
  }
}
