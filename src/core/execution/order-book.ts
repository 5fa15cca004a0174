import { assert, ByNumber, dropAt } from "../base/index.ts";
import type { Approved, InstrumentId, OrderId, OrderRequest } from "../domain/index.ts";
import { EndedOrders } from "./ended-orders.ts";
import { type OrderContext, TrackedOrder, type TrackedOrderSnapshot } from "./tracked-order.ts";

/** Every order of the run that may still change something, and the ids they get. */
export class OrderBook {
  #lastId = 0;
  /** A fill of theirs may still come late, or twice. */
  readonly #ended: EndedOrders;
  readonly #orders = new ByNumber<OrderId, TrackedOrder>();
  readonly #liveByInstrument: TrackedOrder[][];

  constructor(instruments: number) {
    this.#ended = new EndedOrders(instruments);
    this.#liveByInstrument = Array.from({ length: instruments }, () => []);
  }

  /** An order has its id before it is judged; an id is never used twice. */
  nextId(): OrderId {
    this.#lastId++;
    return this.#lastId as OrderId; // A brand is born.
  }

  track(request: Approved<OrderRequest>, context: OrderContext): TrackedOrder {
    assert(!this.#orders.has(request.id), "an order exists already", request.id);
    const order = new TrackedOrder(request, context);
    this.#orders.set(request.id, order);
    this.live(request.instrument).push(order);
    return order;
  }

  /** @throws InvariantBroken for an order that is not ours */
  get(id: OrderId): TrackedOrder {
    const order = this.#orders.get(id);
    assert(order !== undefined, "an order is not ours", id);
    return order;
  }

  find(id: OrderId): TrackedOrder | undefined {
    return this.#orders.get(id);
  }

  /** Whether an order of ours may still change something. */
  isLive(id: OrderId): boolean {
    return this.#orders.get(id)?.isLive === true;
  }

  /** Whether an order of ours has ended, remembered or not. */
  isOver(id: OrderId): boolean {
    const order = this.#orders.get(id);
    return order === undefined ? id <= this.#lastId : !order.isLive;
  }

  /** Live orders of an instrument, oldest first. */
  live(instrument: InstrumentId): TrackedOrder[] {
    const orders = this.#liveByInstrument[instrument];
    assert(orders !== undefined, "the book has no instrument", instrument);
    return orders;
  }

  /** Takes an order that has ended off the live list. Its record stays for a while. */
  retire(order: TrackedOrder): void {
    assert(!order.isLive, "an order still lives", order.request.id);
    const orders = this.live(order.request.instrument);
    const place = orders.indexOf(order);
    if (place === -1) return; // Ended before: this was a late fill.
    dropAt(orders, place);
    const forgotten = this.#ended.add(order);
    if (forgotten !== undefined) this.#orders.delete(forgotten.request.id);
  }

  snapshot() {
    return {
      lastId: this.#lastId,
      orders: this.#orders.values().map((order) => order.snapshot()),
      ended: this.#ended.snapshot(),
    };
  }

  /** Of a book of the same instruments. */
  restore({ lastId, orders, ended }: OrderBookSnapshot): void {
    this.#lastId = lastId;
    this.#orders.clear();
    for (const live of this.#liveByInstrument) live.length = 0;
    for (const order of orders.map((one) => TrackedOrder.restored(one))) {
      this.#orders.set(order.request.id, order);
      if (order.isLive) this.live(order.request.instrument).push(order);
    }
    this.#ended.restore(ended, (id) => this.get(id));
  }

  /** An order that somebody holds on to: its record may be gone from here. */
  keep(order: TrackedOrder): KeptOrder {
    const { id } = order.request;
    return this.#orders.get(id) === order ? { id } : { id, gone: order.snapshot() };
  }

  /** The order that was kept, once this book is restored. */
  kept({ id, gone }: KeptOrder): TrackedOrder {
    return gone === undefined ? this.get(id) : TrackedOrder.restored(gone);
  }

  /** What is left to know of an order of ours whose record is gone; undefined: it is remembered, or not ours. */
  forgotten(id: OrderId): "filled" | "unfilled" | undefined {
    if (id > this.#lastId || this.#orders.has(id)) return undefined;
    return this.#ended.wasFilled(id) ? "filled" : "unfilled";
  }

  /** Forgets another name of an order with its record. @returns whether that is gone */
  forgetToo(alias: OrderId, own: OrderId): boolean {
    if (this.#orders.has(own)) return false;
    if (this.#ended.wasFilled(own)) this.#ended.noteFilled(alias);
    return true;
  }
}

export type OrderBookSnapshot = ReturnType<OrderBook["snapshot"]>;

/** An order in a snapshot of somebody else: its id, and all of it where the book has forgotten it. */
export interface KeptOrder {
  readonly id: OrderId;
  readonly gone?: TrackedOrderSnapshot;
}
