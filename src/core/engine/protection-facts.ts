import { absolute } from "../base/index.ts";
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

  /** Whether what is held is to have a stop, or what entries that still work may bring. */
  isWanted(instrument: InstrumentId): boolean {
    const { plan } = this.#desk.protector;
    if (plan.stop(instrument) !== undefined || plan.rules(instrument)?.trail !== undefined) return true;
    return this.#desk.orders
      .live(instrument)
      .some(
        ({ request: { role }, context: { stop, rules } }) =>
          role === "entry" && (stop !== undefined || rules?.trail !== undefined),
      );
  }
}
