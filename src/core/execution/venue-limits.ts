import { type Price, type Quantity, smaller } from "../base/index.ts";
import type { Instrument, Rejection, VenueAbilities } from "../domain/index.ts";
import { type EmulatedOrder, refuseCrossing } from "./emulated-order.ts";
import type { EmulatorParts } from "./emulator-parts.ts";

/** What the venue of an emulated order can do for it. */
export class VenueLimits {
  readonly #of: Pick<EmulatorParts, "instruments" | "abilities" | "held" | "last">;

  constructor(parts: Pick<EmulatorParts, "instruments" | "abilities" | "held" | "last">) {
    this.#of = parts;
  }

  can({ request }: EmulatedOrder): VenueAbilities {
    return this.#of.abilities[request.instrument] as VenueAbilities; // It is emulated because of them.
  }

  /** What of an order may be placed: where it may only reduce and its venue does not know it, no more than is held. */
  doable(order: EmulatedOrder): Quantity {
    const { request, remaining } = order;
    if (!request.reduceOnly || this.can(order).reduceOnly) return remaining;
    const held = this.#of.held(request.instrument);
    const reducible = (request.side === "sell" ? held : -held) as Quantity;
    return smaller(remaining, reducible);
  }

  /** Whether it sells units that can be in one order alone, see `SharedUnits`. */
  sharesUnits(order: EmulatedOrder): boolean {
    const { settlement } = this.#of.instruments[order.request.instrument] as Instrument; // Ids are places in the list.
    return order.request.reduceOnly && settlement === "asset" && !this.can(order).reduceOnly;
  }

  /** Whether its venue cancels it with its group: it has to be there. One that waits for another joins its group later. */
  seesToGroup(order: EmulatedOrder): boolean {
    return this.can(order).oneCancelsOther && (order.stage === "working" || order.stage === "held");
  }

  /** A post-only order that would take at the price where the market stands, on a venue that would let it. */
  refuseCrossing(order: EmulatedOrder, limit: Price | undefined): Rejection | undefined {
    if (this.can(order).postOnly) return undefined;
    return refuseCrossing(order.request, limit, this.#of.last(order.request.instrument));
  }
}
