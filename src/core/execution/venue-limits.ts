import { floorToStep, formatQuantity, type Price, type Quantity, smaller } from "../base/index.ts";
import {
  type Instrument,
  type OrderEvent,
  type Rejection,
  rulesAt,
  type VenueAbilities,
} from "../domain/index.ts";
import { type EmulatedOrder, neverWas, refuseCrossing } from "./emulated-order.ts";
import { watchTypeOf } from "./emulated-watch.ts";
import type { EmulatorParts } from "./emulator-parts.ts";

type LimitsParts = Pick<EmulatorParts, "instruments" | "abilities" | "held" | "last" | "now">;

/** What the venue of an emulated order can do for it. */
export class VenueLimits {
  readonly #of: LimitsParts;

  constructor(parts: LimitsParts) {
    this.#of = parts;
  }

  can({ request }: EmulatedOrder): VenueAbilities {
    return this.#of.abilities[request.instrument] as VenueAbilities; // It is emulated because of them.
  }

  /**
   * What of an order may be placed. Where it may only reduce and its venue does not know it: no more than is held, in whole
   * steps of the day, since such a venue lets nobody close a position off the step.
   */
  doable(order: EmulatedOrder): Quantity {
    const { request, remaining } = order;
    if (!request.reduceOnly || this.can(order).reduceOnly) return remaining;
    const fitted = smaller(remaining, this.#reducible(order));
    return fitted > 0n ? floorToStep(fitted, this.#stepOf(order)) : fitted;
  }

  /** Whether nothing is left that an order could reduce: a venue that knows what only reduces does not know what is watched. */
  isPointless(order: EmulatedOrder): boolean {
    if (order.isWatched && order.request.reduceOnly) return this.#reducible(order) <= 0n;
    return this.doable(order) <= 0n;
  }

  /** What an order comes to of which nothing may be placed: less than a step is left, or nothing is. */
  nothingOf(order: EmulatedOrder): OrderEvent {
    const { request, remaining } = order;
    const [id, at] = [request.id, this.#of.now()];
    const quantity = smaller(remaining, this.#reducible(order));
    if (quantity <= 0n) return { kind: "OrderCancelled", order: id, at };
    const step = formatQuantity(this.#stepOf(order));
    const rejection: Rejection = { kind: "QuantityOffStep", quantity: formatQuantity(quantity), step };
    return neverWas(order, { kind: "OrderRejected", order: id, rejection, at });
  }

  #reducible({ request: { instrument, side } }: EmulatedOrder): Quantity {
    const held = this.#of.held(instrument);
    return (side === "sell" ? held : -held) as Quantity;
  }

  #instrumentOf({ request }: EmulatedOrder): Instrument {
    return this.#of.instruments[request.instrument] as Instrument; // Ids are places in the list.
  }

  #stepOf(order: EmulatedOrder): Quantity {
    return rulesAt(this.#instrumentOf(order), this.#of.now()).step;
  }

  /** Whether it sells units that can be in one order alone, see `SharedUnits`. */
  sharesUnits(order: EmulatedOrder): boolean {
    const { settlement } = this.#instrumentOf(order);
    return order.request.reduceOnly && settlement === "asset" && !this.can(order).reduceOnly;
  }

  /** Whether its venue cancels it with its group: it has to be there. One that waits for another joins its group later. */
  seesToGroup(order: EmulatedOrder): boolean {
    return this.can(order).oneCancelsOther && (order.stage === "working" || order.stage === "held");
  }

  /** What an able venue would say against an order when it comes, and nobody else would say before its price is there. */
  refuseAtOnce(order: EmulatedOrder): Rejection | undefined {
    const { request } = order;
    const isToBeWatched = watchTypeOf(request, this.can(order)) !== undefined;
    if (isToBeWatched && request.reduceOnly && this.#reducible(order) <= 0n)
      return { kind: "ReduceOnlyWouldIncrease" };
    return this.refuseCrossing(order, request.limit);
  }

  /** A post-only order that would take at the price where the market stands, on a venue that would let it. */
  refuseCrossing(order: EmulatedOrder, limit: Price | undefined): Rejection | undefined {
    if (this.can(order).postOnly) return undefined;
    return refuseCrossing(order.request, limit, this.#of.last(order.request.instrument));
  }
}
