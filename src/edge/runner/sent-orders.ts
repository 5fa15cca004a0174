import { createHash } from "node:crypto";
import { refillMap } from "../../core/base/index.ts";
import type { AccountEvent, OrderId } from "../../core/domain/index.ts";
import type { ClientOrderId } from "../ports/index.ts";
import { clientOrderId, parseClientOrderId } from "../venues/index.ts";

/** Eight letters and digits that stand for a run in the names of its orders. */
export const venueName = (run: string): string => createHash("sha256").update(run).digest("hex").slice(0, 8);

/** Names of orders at the venue: each bears the epoch of the process that decided it, and is never used twice. */
export class SentOrders {
  readonly #run: string;
  readonly #epoch: () => number;
  readonly #ids = new Map<OrderId, ClientOrderId>();

  /** `epoch`: of the process whose records are being walked. */
  constructor(run: string, epoch: () => number) {
    this.#run = run;
    this.#epoch = epoch;
  }

  /** Called where an order is decided, also in a replay. */
  name(order: OrderId): void {
    this.#ids.set(order, clientOrderId({ epoch: this.#epoch(), run: this.#run, ordinal: order }));
  }

  snapshot(): ReadonlyMap<OrderId, ClientOrderId> {
    return new Map(this.#ids);
  }

  restore(ids: ReadonlyMap<OrderId, ClientOrderId>): void {
    refillMap(this.#ids, ids);
  }

  /** Whether it was decided that it leaves: an order that is being written down may have no name yet. */
  isNamed(order: OrderId): boolean {
    return this.#ids.has(order);
  }

  idOf(order: OrderId): ClientOrderId {
    const id = this.#ids.get(order);
    if (id === undefined) throw new Error(`order ${order} was never named`);
    return id;
  }

  /** @returns undefined for the order of somebody else */
  orderOf(id: ClientOrderId): OrderId | undefined {
    const name = parseClientOrderId(id);
    if (name?.run !== this.#run) return undefined;
    const order = name.ordinal as OrderId; // A brand is born.
    return this.#ids.get(order) === id ? order : undefined;
  }

  /** A split names the orders that it cancelled: by the venue's names on the wire, by ours in the engine. */
  withCancelled(event: AccountEvent, cancelled: readonly ClientOrderId[]): AccountEvent {
    if (event.kind !== "SharesSplit") return event;
    const orders = cancelled.map((id) => this.orderOf(id)).filter((order) => order !== undefined);
    return { ...event, cancelled: orders };
  }
}
