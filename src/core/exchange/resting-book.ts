import { dropAt } from "../base/index.ts";
import { Ladder } from "./ladder.ts";
import type { RestingOrder } from "./resting-order.ts";

/** Orders that rest on one instrument. However many there are, a bar looks only at the nearest. */
export class RestingBook {
  /** Those that take at the next price, within a limit or without; in the order they came. */
  readonly waiting: RestingOrder[] = [];
  /** Trailing stops: their prices move. */
  readonly following: RestingOrder[] = [];
  /** Watches that wait for nothing but their time. */
  readonly timed: RestingOrder[] = [];
  readonly above = { stops: new Ladder(1), limits: new Ladder(1) };
  readonly below = { stops: new Ladder(-1), limits: new Ladder(-1) };
  readonly #lists: readonly (readonly RestingOrder[])[] = [
    this.waiting,
    this.following,
    this.timed,
    ...[this.above.stops, this.above.limits, this.below.stops, this.below.limits].map(({ orders }) => orders),
  ];
  size = 0;
  /** No order expires before this. */
  expiresFrom = Number.POSITIVE_INFINITY;

  add(order: RestingOrder): void {
    this.size++;
    this.expiresFrom = Math.min(this.expiresFrom, order.request.expiresAt);
    this.#place(order);
  }

  remove(order: RestingOrder): void {
    this.size--;
    this.#take(order);
  }

  /** Changes an order, and puts it where it belongs then. */
  move(order: RestingOrder, change: () => void): void {
    this.#take(order);
    change();
    this.expiresFrom = Math.min(this.expiresFrom, order.request.expiresAt);
    this.#place(order);
  }

  /** The bar that opened at `opensAt` closes: what has met that open rests from now on like any other. */
  settle(opensAt: number): void {
    if (this.waiting.length === 0) return;
    for (const order of [...this.waiting])
      if (order.stance === "marketable" && order.arrival.at <= opensAt) this.move(order, () => order.rest());
  }

  /** Orders whose time has come, oldest first. */
  expired(now: number): readonly RestingOrder[] {
    if (now < this.expiresFrom) return NONE;
    const expired: RestingOrder[] = [];
    this.expiresFrom = Number.POSITIVE_INFINITY;
    for (const orders of this.#lists)
      for (const order of orders) {
        const { expiresAt } = order.request;
        if (expiresAt <= now) expired.push(order);
        else this.expiresFrom = Math.min(this.expiresFrom, expiresAt);
      }
    return expired.sort(byTurn);
  }

  /** Oldest first. */
  all(): readonly RestingOrder[] {
    return this.#lists.flat().sort(byTurn);
  }

  #place(order: RestingOrder): void {
    const list = this.#listOf(order);
    if (list instanceof Ladder) list.add(order);
    else list.push(order);
  }

  #take(order: RestingOrder): void {
    const list = this.#listOf(order);
    if (list instanceof Ladder) list.remove(order);
    else dropAt(list, list.indexOf(order));
  }

  #listOf(order: RestingOrder): Ladder | RestingOrder[] {
    const isBuy = order.request.side === "buy";
    switch (order.stance) {
      case "take":
      case "marketable":
        return this.waiting;
      case "time":
        return this.timed;
      case "stop":
        if (order.isFollowing) return this.following;
        return isBuy ? this.above.stops : this.below.stops;
      case "touch":
      case "limit":
        return isBuy ? this.below.limits : this.above.limits;
    }
  }
}

const NONE: readonly RestingOrder[] = [];

const byTurn = (a: RestingOrder, b: RestingOrder): number => a.arrival.turn - b.arrival.turn;
