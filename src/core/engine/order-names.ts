import type { ExitReason, InstrumentId, OrderId } from "../domain/index.ts";
import type { OrderBook, TrackedOrder } from "../execution/index.ts";

/** Exits for other reasons are those of a person, of time, or of a session that ends. */
export const OWN_EXITS: ReadonlySet<ExitReason> = new Set(["signal", "reversal"]);

/** What a strategy asked for itself, of live orders: those of a tag, or all. Protection is none of it. */
export const ownOrders = (live: readonly TrackedOrder[], tag: string | undefined): readonly TrackedOrder[] =>
  live.filter(({ request, context, isTakenOver }) => {
    if (isTakenOver) return false;
    const isOwn = request.role === "entry" || (request.role === "exit" && OWN_EXITS.has(context.exitReason));
    return isOwn && (tag === undefined || context.tag === tag);
  });

/** What strategies call their orders, and groups of them. */
export class OrderNames {
  /** Numbers of the groups that strategies name. */
  readonly #groups = new Map<string, number>();
  readonly #orders: OrderBook;

  constructor(orders: OrderBook) {
    this.#orders = orders;
  }

  /** The live order of a tag. */
  orderOf(instrument: InstrumentId, tag: string): OrderId | undefined {
    return this.tagged(instrument, tag)?.request.id;
  }

  tagged(instrument: InstrumentId, tag: string): TrackedOrder | undefined {
    // One that is being taken back has given its name away.
    return this.#orders
      .live(instrument)
      .find(({ context, pending }) => context.tag === tag && pending !== "cancel");
  }

  /** The groups that were named, in the order of their numbers. */
  snapshot(): readonly string[] {
    return [...this.#groups.keys()];
  }

  restore(groups: readonly string[]): void {
    this.#groups.clear();
    for (const key of groups) this.#groups.set(key, this.#groups.size + 1);
  }

  /** Number of a group that a strategy names. */
  groupOf(instrument: InstrumentId, name: string): number {
    const key = `${instrument} ${name}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    this.#groups.set(key, this.#groups.size + 1);
    return this.#groups.size;
  }
}
