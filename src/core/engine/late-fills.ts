import { refillMap, type UnixMs } from "../base/index.ts";
import type { Approved, Fill, InstrumentId, OrderRequest, OrderRole } from "../domain/index.ts";
import type { KeptOrder, TrackedOrder } from "../execution/index.ts";
import { type FilledParts, filledRequest } from "./filled-request.ts";

/** What late fills need of the desk. */
interface LateParts extends FilledParts {
  /** Name of the strategy that trades an instrument. */
  strategyOf(instrument: InstrumentId): string;
  /** Books a fill as that of an order of its own, which never was sent. */
  book(request: Approved<OrderRequest>, fill: Fill): TrackedOrder;
  onLateFill(at: UnixMs): void;
}

/**
 * Fills of orders that ended so long ago that their record is gone: what they did is real, and counts. Their stop is
 * forgotten with them: no new risk is taken until a person has looked. A trade that was told as a part of such an order
 * before its end cannot be told from a new one: it counts as well, and the venue's positions will say so.
 */
export class LateFills {
  readonly #of: LateParts;
  /** Orders that stand for them, by the trade that they are. */
  readonly #booked = new Map<string, TrackedOrder>();

  constructor(parts: LateParts) {
    this.#of = parts;
  }

  /** @returns whether it is of an order whose record is gone: one that had filled in whole is only told again */
  hear(fill: Fill): boolean {
    const { orders, onLateFill, strategyOf, book } = this.#of;
    const forgotten = orders.forgotten(fill.order);
    if (forgotten === undefined) return false;
    const trade = tradeOf(fill);
    if (forgotten === "unfilled" && !this.#booked.has(trade)) {
      const why = `order ${fill.order} filled long after its end: it counts, and nothing is known of its stop`;
      const opener = strategyOf(fill.instrument);
      this.#booked.set(trade, book(filledRequest(this.#of, fill, { opener, why }), fill));
      onLateFill(fill.at);
    }
    return true;
  }

  snapshot(): ReadonlyMap<string, KeptOrder> {
    const { orders } = this.#of;
    return new Map([...this.#booked].map(([trade, order]) => [trade, orders.keep(order)]));
  }

  /** After the book of orders. */
  restore(booked: ReadonlyMap<string, KeptOrder>): void {
    const { orders } = this.#of;
    refillMap(
      this.#booked,
      [...booked].map(([trade, order]) => [trade, orders.kept(order)] as const),
    );
  }

  /** What an order was for that has filled; undefined: nobody knows any more, and it is told again. */
  roleOf(fill: Fill): OrderRole | undefined {
    return (this.#of.orders.find(fill.order) ?? this.#booked.get(tradeOf(fill)))?.request.role;
  }
}

/** Trades have names of their own at each order. */
const tradeOf = ({ order, tradeId }: Fill): string => `${order}|${tradeId}`;
