import { absolute, NO_QUANTITY, type Quantity } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { Desk } from "./desk.ts";
import { leavingAtMarket } from "./reducing.ts";

/** Whether what is held is protected as it was to be, for whoever watches over a run. */
export class ProtectionFacts {
  readonly #desk: Desk;
  readonly #portfolio: Portfolio;

  constructor(desk: Desk, portfolio: Portfolio) {
    this.#desk = desk;
    this.#portfolio = portfolio;
  }

  /** Whether what protects a position, or leaves it, never came to be, and not all of it is leaving: see `ProtectionDue`. */
  isLacking(instrument: InstrumentId): boolean {
    const { quantity } = this.#portfolio.position(instrument);
    if (quantity === 0n || !this.#desk.protector.isWanting(instrument)) return false;
    return leavingAtMarket(this.#desk.orders.live(instrument), quantity) < absolute(quantity);
  }

  /** Whether something was asked of the venue that protects a position, or leaves it, and nobody knows yet what came of it. */
  isAwaited(instrument: InstrumentId): boolean {
    return this.#desk.orders
      .live(instrument)
      .some(
        ({ request, status }) => request.role !== "entry" && (status === "SUBMITTED" || status === "UNKNOWN"),
      );
  }

  /** The most of an instrument that is to have a stop: what is held, and what entries that still work may bring; or nothing. */
  wantedFor(instrument: InstrumentId): Quantity {
    const { plan } = this.#desk.protector;
    const entries = this.#desk.orders.live(instrument).filter(({ request }) => request.role === "entry");
    const isWanted =
      plan.stop(instrument) !== undefined ||
      plan.rules(instrument)?.trail !== undefined ||
      entries.some(({ context: { stop, rules } }) => stop !== undefined || rules?.trail !== undefined);
    if (!isWanted) return NO_QUANTITY;
    const held = absolute(this.#portfolio.position(instrument).quantity);
    return entries.reduce((sum, { remaining }) => (sum + remaining) as Quantity, held);
  }
}
