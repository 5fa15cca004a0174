import { refillMap } from "../base/index.ts";
import type { OrderId } from "../domain/index.ts";
import type { Leaving } from "./leave-rest.ts";
import { OWN_EXITS } from "./order-names.ts";

/** Entries that were taken back because a position is left: what one of them fills all the same leaves with it. */
export class WithdrawnEntries {
  readonly #leaving = new Map<OrderId, Leaving>();

  /** What a person or a rule leaves is not left for a strategy's own reasons: those it could think better of. */
  note(entry: OrderId, leaving: Leaving): void {
    if (OWN_EXITS.has(leaving.exitReason) && this.#leaving.has(entry)) return;
    this.#leaving.set(entry, leaving);
  }

  /** Why the position of an entry is being left; undefined: it is not. */
  leaving(entry: OrderId): Leaving | undefined {
    return this.#leaving.get(entry);
  }

  snapshot(): ReadonlyMap<OrderId, Leaving> {
    return new Map(this.#leaving);
  }

  restore(leaving: ReadonlyMap<OrderId, Leaving>): void {
    refillMap(this.#leaving, leaving);
  }

  end(entry: OrderId): void {
    this.#leaving.delete(entry);
  }
}
