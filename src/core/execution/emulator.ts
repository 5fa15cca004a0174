import type { Quantity, UnixMs } from "../base/index.ts";
import type {
  Amendment,
  Approved,
  Instrument,
  InstrumentId,
  OrderEvent,
  OrderId,
  OrderRequest,
} from "../domain/index.ts";
import { Aliases } from "./aliases.ts";
import {
  afterItsEnd,
  EmulatedOrder,
  isAlwaysNews,
  isBeyond,
  neverWas,
  plainOrder,
  quantityAt,
  refuseCrossing,
  type TakenBack,
  takesAtOnce,
} from "./emulated-order.ts";
import { followWatchFor, forgetsItsWay, timeWatchFor, watchFor, watchTypeOf } from "./emulated-watch.ts";
import type { EmulatorParts } from "./emulator-parts.ts";
import { SharedUnits } from "./shared-units.ts";
import { VenueLimits } from "./venue-limits.ts";

/**
 * Order types that a venue lacks, built of market and limit orders and of watches. Whoever trades cannot tell: events bear
 * the id of the order that was asked for, as a venue would send them. IOC and FOK cannot be built: only a venue can keep them.
 */
export class Emulator {
  readonly #of: EmulatorParts;
  readonly #orders = new Map<OrderId, EmulatedOrder>();
  readonly #aliases: Aliases;
  readonly #limits: VenueLimits;
  readonly #units: SharedUnits;

  constructor(parts: EmulatorParts) {
    this.#of = parts;
    this.#aliases = new Aliases(parts.orders);
    this.#limits = new VenueLimits(parts);
    this.#units = new SharedUnits({
      ...parts,
      limits: this.#limits,
      working: this.#orders,
      takeBack: (order) => this.#takeBack(order, "refit"),
      work: (order) => this.#work(order),
      follow: (order) => this.#follow(order),
      newIdFor: (id) => this.#aliases.another(id),
      tell: (event) => this.#tell(event),
    });
  }

  snapshot() {
    const orders = [...this.#orders.values()].map((order) => ({ ...order }));
    return { orders, aliases: this.#aliases.snapshot() };
  }

  /** After the book of orders. */
  restore({ orders, aliases }: EmulatorSnapshot): void {
    for (const one of orders) this.#orders.set(one.request.id, EmulatedOrder.restored(one));
    this.#aliases.restore(aliases);
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
    if (order === undefined) {
      if (this.#of.orders.isLive(id)) this.#of.outbox.cancelOrder(id);
    } else if (order.stage === "working") this.#takeBack(order, "cancel");
    else {
      if (order.isWatched) this.#of.outbox.unwatch(id);
      this.#end(order, { kind: "OrderCancelled", order: id, at: this.#of.now() });
      this.#units.settle(order.request.instrument);
    }
  }

  /** Asks the venue, once, for what works there. */
  #takeBack(order: EmulatedOrder, why: TakenBack): void {
    if (order.takeBack(why)) this.#of.outbox.cancelOrder(order.venueId);
  }

  amend(id: OrderId, to: Approved<Amendment>): void {
    const order = this.#orders.get(id);
    const rejection = order && this.#limits.refuseCrossing(order, to.limit ?? order.request.limit);
    if (order === undefined) this.#of.outbox.amendOrder(id, to);
    else if (rejection !== undefined || order.isTooLate(to, this.#limits.can(order)))
      this.#of.tell({ kind: "ReplaceRefused", order: id, rejection, at: this.#of.now() });
    else if (order.isOwnAffair(to)) {
      order.take(to);
      this.#of.tell({ kind: "OrderReplaced", order: id, to, at: this.#of.now() });
      this.#units.settle(order.request.instrument);
    } else if (order.isWatched) {
      order.before = order.request;
      order.replacement = to;
      order.take(to);
      this.#of.outbox.unwatch(id);
      this.#watch(order);
    } else if (order.isAmendable(to, this.#limits.can(order))) this.#of.outbox.amendOrder(id, to);
    else {
      order.replacement = to;
      this.#takeBack(order, "replace");
    }
  }

  /** Sends an order on its way, or waits for the price that will. */
  #begin(order: EmulatedOrder): void {
    const { request } = order;
    const rejection = this.#limits.refuseAtOnce(order);
    if (rejection !== undefined) {
      this.#end(order, { kind: "OrderRejected", order: request.id, rejection, at: request.at });
      return;
    }
    order.isDue = takesAtOnce(request);
    if (watchTypeOf(request, this.#limits.can(order)) === undefined) this.#work(order);
    else {
      order.stage = "watching";
      this.#watch(order);
    }
  }

  #watch(order: EmulatedOrder): void {
    if (order.stage === "aside") this.#units.watch(order);
    else this.#of.outbox.watch(watchFor(order.request, this.#limits.can(order)));
  }

  /** Sends the plain form of an order; where the venue keeps no time, its end is watched. */
  #work(order: EmulatedOrder): void {
    const { request } = order;
    const can = this.#limits.can(order);
    const quantity = this.#limits.doable(order);
    if (quantity <= 0n) {
      this.#end(order, this.#limits.nothingOf(order));
      return;
    }
    if (!this.#units.mayWork(order, quantity)) return;
    order.stage = "working";
    order.placed = quantity;
    const child = { ...plainOrder(request, can, order.isPlain(can)), id: order.venueId, quantity };
    this.#of.outbox.submitOrder(this.#of.approveChild(request, child));
    this.#follow(order);
    if (request.expiresAt === Number.POSITIVE_INFINITY || can.goodTillDate || order.isTimed) return;
    order.isTimed = true;
    this.#of.outbox.watch(timeWatchFor(request));
  }

  /** From its first moment on, so that nothing is lost when it has to be sent anew. */
  #follow(order: EmulatedOrder): void {
    if (order.followId !== undefined || order.isSetOff) return;
    if (!forgetsItsWay(order.request, this.#limits.can(order))) return;
    order.followId = this.#aliases.another(order.request.id);
    this.#of.outbox.watch(followWatchFor(order.request, order.followId));
  }

  // --- answered -----------------------------------------------------------------------------------------------------

  /** Takes what a venue or a watch says, and tells what an able venue would have said. */
  hear(event: OrderEvent): void {
    const id = this.#aliases.own(event.order);
    const order = this.#orders.get(id);
    let told: OrderEvent | undefined = event;
    if (order !== undefined) told = this.#isPast(order, event) ? undefined : this.#translate(order, event);
    else if (id !== event.order || this.#of.orders.isOver(id)) told = afterItsEnd(id, event);
    if (told !== undefined) this.#tell(told);
    const instrument = (order ?? this.#of.orders.find(id))?.request.instrument;
    // Who would not be given back is asked again when there is other news, and not at once.
    if (instrument !== undefined && event.kind !== "CancelRefused") this.#units.settle(instrument);
  }

  /** What is held has changed by another hand. */
  noteHeld(instrument: InstrumentId): void {
    this.#fitReducing(instrument);
    this.#units.settle(instrument);
  }

  /** Late words about what it was before it went out anew: of those only a fill still means something. */
  #isPast({ venueId, stage, request }: EmulatedOrder, event: OrderEvent): boolean {
    const { kind } = event;
    const isOfWatch = kind === "OrderAccepted" || kind === "OrderRejected";
    if (stage === "aside" && event.order === request.id) return !isOfWatch && !isAlwaysNews(event);
    return !isAlwaysNews(event) && event.order !== venueId;
  }

  /** What an event means to an emulated order; undefined: nothing that would be told. */
  #translate(order: EmulatedOrder, event: OrderEvent): OrderEvent | undefined {
    const { id } = order.request;
    switch (event.kind) {
      case "OrderAccepted": {
        const isNews = !order.isAccepted;
        order.isAccepted = true;
        if (order.isWatched && order.replacement !== undefined) {
          const to = order.replacement;
          order.replacement = undefined;
          return { kind: "OrderReplaced", order: id, to, at: event.at };
        }
        return isNews ? { ...event, order: id } : undefined;
      }
      case "PriceReached":
        if (event.order === order.followId) this.#outrun(order);
        else if (order.isWatched) this.#setOff(order, event.price, event.at);
        return undefined;
      case "WatchExpired":
        return this.#expire(order, event.at);
      case "OrderFilled":
        if (this.#of.orders.find(id)?.hasBooked(event.fill.tradeId) !== true)
          this.#fill(order, event.fill.quantity, event.order);
        return { ...event, order: id, fill: { ...event.fill, order: id } };
      case "OrderCancelled":
        return this.#cancelled(order, event.at);
      case "OrderRejected":
        if (order.isWatched && order.before !== undefined && order.replacement !== undefined) {
          order.request = order.before;
          order.replacement = undefined;
          this.#watch(order);
          return { kind: "ReplaceRefused", order: id, rejection: event.rejection, at: event.at };
        }
        if (this.#units.isThereAlready(order, event.rejection)) {
          this.#setOff(order, this.#of.last(order.request.instrument), event.at);
          return undefined;
        }
        this.#forget(order);
        return neverWas(order, event);
      case "OrderExpired":
        this.#forget(order);
        return { ...event, order: id };
      case "CancelRefused":
        return order.stays(event.at);
      case "OrderReplaced":
        order.take(event.to);
        if (event.to.quantity !== undefined) order.placed = order.remaining;
        if (order.remaining <= 0n) this.#forget(order); // Its fills were heard before this.
        return { ...event, order: id };
      case "OrderNotSent":
      case "OrderProvenAbsent":
        this.#forget(order);
        return neverWas(order, event);
      case "OrderOutcomeLost": // Of what was there already, the venue's next word of it says what became of it.
        return order.wasThere ? undefined : { ...event, order: id };
      case "ReplaceRefused":
        return { ...event, order: id };
    }
  }

  #fill(order: EmulatedOrder, quantity: Quantity, venueId: OrderId): void {
    order.filled = (order.filled + quantity) as Quantity;
    if (venueId === order.venueId) order.placed = (order.placed - quantity) as Quantity;
    if (order.remaining > 0n) return;
    // What it was before has filled late: what went out for it since has lost its purpose.
    if (order.placed > 0n && order.takenBack === undefined) this.#of.outbox.cancelOrder(order.venueId);
    this.#forget(order);
  }

  /** The price that it waited for is there. */
  #setOff(order: EmulatedOrder, price: number, at: UnixMs): void {
    if (order.replacement !== undefined) this.#comeTooLate(order, at);
    const { request } = order;
    order.isDue = true;
    if (order.stage === "aside") order.isSetOff = true;
    const mayNotCross = !this.#limits.can(order).postOnly || order.isSetOff; // What stood aside would be turned away.
    if (mayNotCross && refuseCrossing(request, request.limit, price) !== undefined) {
      this.#end(order, { kind: "OrderExpired", order: request.id, reason: "rejected", at });
      return;
    }
    if (request.conditions?.notional === undefined || this.#limits.can(order).byValue) {
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

  /** It was set off before anybody has looked at its new terms. */
  #comeTooLate(order: EmulatedOrder, at: UnixMs): void {
    const { id } = order.request;
    this.#of.outbox.unwatch(id);
    order.request = order.before ?? order.request;
    order.replacement = undefined;
    this.#tell({ kind: "ReplaceRefused", order: id, rejection: undefined, at });
  }

  /**
   * The market has come back to where this trailing stop had followed it. Its venue sees that too, unless it was sent anew
   * meanwhile: then it follows from further away there, and leaves by an order that takes.
   */
  #outrun(order: EmulatedOrder): void {
    order.followId = undefined;
    order.isSetOff = true;
    order.isDue = true;
    if (order.stage === "aside") this.#work(order);
    else if (order.venueId !== order.request.id) this.#takeBack(order, "refit");
  }

  #expire(order: EmulatedOrder, at: UnixMs): OrderEvent | undefined {
    if (order.stage === "working") {
      this.#takeBack(order, "expire");
      return undefined;
    }
    this.#forget(order);
    return { kind: "OrderExpired", order: order.request.id, reason: "time", at };
  }

  #cancelled(order: EmulatedOrder, at: UnixMs): OrderEvent | undefined {
    const { id } = order.request;
    const { replacement, takenBack } = order;
    if (takenBack !== "refit" && takenBack !== "replace") {
      this.#forget(order);
      if (takenBack === "expire") return { kind: "OrderExpired", order: id, reason: "time", at };
      return { kind: "OrderCancelled", order: id, at };
    }
    order.takenBack = undefined;
    order.replacement = undefined;
    order.placed = 0n as Quantity;
    order.wasGivenBack = true;
    if (replacement !== undefined) order.take(replacement);
    order.venueId = this.#aliases.another(id); // For what has not been filled.
    this.#work(order);
    const isOver = !this.#orders.has(id); // Nothing was left to do.
    if (replacement === undefined || isOver) return undefined;
    return { kind: "OrderReplaced", order: id, to: replacement, at };
  }

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
      if (this.#of.orders.find(id)?.status === "FILLED") this.#begin(child);
      else this.#end(child, { kind: "OrderCancelled", order: child.request.id, at });
    }
  }

  /** One of a group has filled: the others go, where the venue does not see to it. */
  #cancelGroup(id: OrderId): void {
    const group = this.#of.orders.find(id)?.request.conditions?.oneCancelsOther;
    if (group === undefined) return;
    for (const other of [...this.#orders.values()]) {
      const { id: otherId, conditions } = other.request;
      const isOfGroup = otherId !== id && conditions?.oneCancelsOther === group;
      if (isOfGroup && !this.#limits.seesToGroup(other)) this.cancel(otherId);
    }
  }

  /** What is held has changed: orders that may only reduce follow it. */
  #fitReducing(instrument: InstrumentId): void {
    for (const order of [...this.#orders.values()]) {
      const { request, stage, placed } = order;
      if (request.instrument !== instrument || stage === "held" || !this.#orders.has(request.id)) continue;
      const isPointless = this.#limits.isPointless(order);
      if (isPointless && (order.isWatched || placed > 0n)) this.cancel(request.id);
      else if (isPointless)
        this.#end(order, { kind: "OrderCancelled", order: request.id, at: this.#of.now() });
      else if (stage === "working" && this.#limits.doable(order) !== placed) this.#takeBack(order, "refit");
    }
  }

  #end(order: EmulatedOrder, event: OrderEvent): void {
    this.#forget(order);
    this.#tell(event);
  }

  #forget({ request, stage, followId, replacement }: EmulatedOrder): void {
    this.#orders.delete(request.id);
    if (stage !== "held" && (stage !== "watching" || replacement !== undefined))
      this.#of.outbox.unwatch(request.id);
    if (followId !== undefined) this.#of.outbox.unwatch(followId);
  }
}

export type EmulatorSnapshot = ReturnType<Emulator["snapshot"]>;
