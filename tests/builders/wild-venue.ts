/**
 * A venue that tells the truth in the worst way: late, in parts, out of order, twice, or first not at all. What it has
 * done is kept here, so that a test can compare.
 */
import {
  NO_AMOUNT,
  NO_PRICE,
  type Price,
  type Quantity,
  quantity,
  type UnixMs,
} from "../../src/core/base/index.ts";
import type {
  Amendment,
  Fill,
  InstrumentId,
  OrderEvent,
  OrderId,
  OrderRequest,
  Outbox,
  Side,
  Watch,
} from "../../src/core/domain/index.ts";

/** What the venue does next, to one of the orders it knows. */
export interface Deed {
  readonly what: "accept" | "fill" | "end" | "reject" | "lose" | "repeat" | "replace";
  /** Which order, counted from the newest. */
  readonly which: number;
  /** How much of what remains, in percent. */
  readonly part: number;
}

interface Known {
  request: OrderRequest;
  remaining: bigint;
  /** New terms that it has been asked for and not answered yet. */
  asked: Amendment | undefined;
  isHeardOf: boolean;
  isLost: boolean;
  cancelAsked: boolean;
}

export class WildVenue implements Outbox {
  /** Signed; what the fills have come to. */
  held = 0n;
  fills = 0;
  /** The only one it lists. */
  readonly instrument = 0 as InstrumentId;
  readonly #open: Known[] = [];
  readonly #told: OrderEvent[] = [];
  readonly #step: bigint = quantity("0.001");

  submitOrder(request: OrderRequest): void {
    this.#open.push({
      request,
      remaining: request.quantity,
      asked: undefined,
      isHeardOf: false,
      isLost: false,
      cancelAsked: false,
    });
  }

  cancelOrder(id: OrderId): void {
    const order = this.#open.find(({ request }) => request.id === id);
    if (order !== undefined) order.cancelAsked = true;
  }

  amendOrder(id: OrderId, to: Amendment): void {
    const order = this.#open.find(({ request }) => request.id === id);
    if (order !== undefined) order.asked = to;
  }

  /** It tells no prices. */
  watch(_?: Watch): void {}
  unwatch(_?: OrderId): void {}

  get isIdle(): boolean {
    return this.#open.length === 0;
  }

  /** Held on that side, and all that may still be filled there by orders that can add. */
  worst(side: Side): bigint {
    const own = side === "buy" ? this.held : -this.held;
    let units = own > 0n ? own : 0n;
    for (const { request, remaining, asked } of this.#open) {
      if (request.side !== side || request.reduceOnly) continue;
      const amended =
        asked?.quantity === undefined ? remaining : remaining + asked.quantity - request.quantity;
      units += amended > remaining ? amended : remaining;
    }
    return units;
  }

  /** What it says next once it behaves; undefined where nobody waits for a word of it. */
  nextInCalm(at: UnixMs): OrderEvent | undefined {
    for (const order of this.#open) {
      const deed = order.cancelAsked ? "end" : order.asked !== undefined ? "replace" : "accept";
      if (deed === "accept" && order.isHeardOf) continue;
      return this.#do(order, { what: deed, which: 0, part: 100 }, NO_PRICE, at);
    }
    return undefined;
  }

  get working(): readonly OrderRequest[] {
    return this.#open.map(({ request }) => request);
  }

  /** What the venue says next; undefined where it has nothing of that kind to say. */
  next(deed: Deed, price: Price, at: UnixMs): OrderEvent | undefined {
    if (deed.what === "repeat") return this.#told[this.#told.length - 1 - deed.which];
    const order = this.#open[this.#open.length - 1 - deed.which];
    if (order === undefined) return undefined;
    const event = this.#do(order, deed, price, at);
    if (event?.kind === "OrderFilled" || event?.kind === "OrderAccepted") this.#told.push(event);
    return event;
  }

  #do(order: Known, { what, part }: Deed, price: Price, at: UnixMs): OrderEvent | undefined {
    const { id } = order.request;
    switch (what) {
      case "accept":
        order.isHeardOf = true;
        return { kind: "OrderAccepted", order: id, at };
      case "fill":
        return this.#fill(order, part, price, at);
      case "end": {
        this.#forget(order);
        const isAsked = order.cancelAsked || order.request.expiresAt === Number.POSITIVE_INFINITY;
        if (isAsked) return { kind: "OrderCancelled", order: id, at };
        return { kind: "OrderExpired", order: id, reason: "time", at };
      }
      case "reject": {
        if (order.isHeardOf) return undefined;
        this.#forget(order);
        const rejection = { kind: "BelowMinQuantity", quantity: "0", minimum: "1" } as const;
        return { kind: "OrderRejected", order: id, rejection, at };
      }
      case "lose":
        if (order.isHeardOf || order.isLost) return undefined;
        order.isLost = true;
        return { kind: "OrderOutcomeLost", order: id, at };
      case "replace":
        return this.#replace(order, part, at);
      case "repeat":
        return undefined;
    }
  }

  /** Takes the new terms, or refuses them: always where they ask for less than has filled. */
  #replace(order: Known, part: number, at: UnixMs): OrderEvent | undefined {
    const { asked, request } = order;
    if (asked === undefined) return undefined;
    order.asked = undefined;
    order.isHeardOf = true;
    const quantity = asked.quantity ?? request.quantity;
    const remaining = order.remaining + quantity - request.quantity;
    if (part === 1 || remaining <= 0n)
      return { kind: "ReplaceRefused", order: request.id, rejection: undefined, at };
    order.remaining = remaining;
    order.request = { ...request, quantity };
    return { kind: "OrderReplaced", order: request.id, to: asked, at };
  }

  #fill(order: Known, part: number, price: Price, at: UnixMs): OrderEvent | undefined {
    const { request } = order;
    let units = (order.remaining * BigInt(part)) / 100n;
    units -= units % this.#step;
    if (request.reduceOnly) {
      const reducible = request.side === "sell" ? this.held : -this.held;
      if (reducible < units) units = reducible;
    }
    if (units <= 0n) return undefined;
    order.isHeardOf = true;
    order.remaining -= units;
    if (order.remaining === 0n) this.#forget(order);
    this.held += request.side === "buy" ? units : -units;
    this.fills++;
    const fill: Fill = {
      order: request.id,
      instrument: request.instrument,
      side: request.side,
      price,
      quantity: units as Quantity,
      fee: NO_AMOUNT,
      feeAsset: "USDT",
      liquidity: "taker",
      tradeId: `v${this.fills}`,
      at,
    };
    return { kind: "OrderFilled", order: request.id, fill, at };
  }

  #forget(order: Known): void {
    this.#open.splice(this.#open.indexOf(order), 1);
  }
}
