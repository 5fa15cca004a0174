import { dropAt, putAt } from "../base/index.ts";
import type { RestingOrder } from "./resting-order.ts";

/** Orders by price, the one that the market comes to first in front; equals in the order they came. */
export class Ladder {
  readonly orders: RestingOrder[] = [];
  /** 1: the market comes from below, the lowest price is first; -1: from above. */
  readonly #direction: 1 | -1;

  constructor(direction: 1 | -1) {
    this.#direction = direction;
  }

  add(order: RestingOrder): void {
    putAt(this.orders, this.#placeOf(order), order);
  }

  remove(order: RestingOrder): void {
    // Prices do not move while an order stands here, so that it is where it was put.
    const place = this.#placeOf(order) - 1;
    dropAt(this.orders, this.orders[place] === order ? place : this.orders.indexOf(order));
  }

  /** Whether a market at `price` has come to the first order, or gone beyond it. */
  reaches(price: number): boolean {
    const first = this.orders[0];
    return first !== undefined && this.hasReached(first, price);
  }

  hasReached(order: RestingOrder, price: number): boolean {
    return (price - order.price) * this.#direction >= 0;
  }

  /** Behind all that are nearer, and behind equals that came before. */
  #placeOf({ price, arrival }: RestingOrder): number {
    let from = 0;
    let to = this.orders.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      const other = this.orders[middle] as RestingOrder; // In range by the loop.
      const further = (other.price - price) * this.#direction;
      if (further > 0 || (further === 0 && other.arrival.turn > arrival.turn)) to = middle;
      else from = middle + 1;
    }
    return from;
  }
}
