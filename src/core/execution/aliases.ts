import { refillMap } from "../base/index.ts";
import type { OrderId } from "../domain/index.ts";
import type { OrderBook } from "./order-book.ts";

/** Ids by which a venue knows orders, where they are others than ours. They stay for as long as it may speak of them. */
export class Aliases {
  readonly #orders: OrderBook;
  readonly #ownOf = new Map<OrderId, OrderId>();

  constructor(orders: OrderBook) {
    this.#orders = orders;
  }

  /** The id that an order has with us. */
  own(venueId: OrderId): OrderId {
    return this.#ownOf.get(venueId) ?? venueId;
  }

  /** Another name of an order, by which what goes out for it from now on is known. */
  another(own: OrderId): OrderId {
    for (const [alias, named] of this.#ownOf)
      if (this.#orders.forgetToo(alias, named)) this.#ownOf.delete(alias);
    const venueId = this.#orders.nextId();
    this.#ownOf.set(venueId, own);
    return venueId;
  }

  snapshot(): ReadonlyMap<OrderId, OrderId> {
    return new Map(this.#ownOf);
  }

  restore(ownOf: ReadonlyMap<OrderId, OrderId>): void {
    refillMap(this.#ownOf, ownOf);
  }
}
