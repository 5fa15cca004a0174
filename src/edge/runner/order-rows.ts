import { formatQuantity, type Quantity, quantity, refillList, refillMap } from "../../core/base/index.ts";
import { isLive, type OrderMove, type OrderStatus, orderMoveLeadsTo } from "../../core/domain/index.ts";

/** An order as a person sees it. Numbers are decimal texts, times Unix milliseconds. */
export interface OrderRow {
  readonly id: number;
  readonly symbol: string;
  readonly side: string;
  readonly type: string;
  readonly role: string;
  readonly quantity: string;
  readonly filled: string;
  readonly price: string | null;
  readonly status: OrderStatus;
  readonly at: number;
  readonly why: string;
}

/** An order as it was sent. */
export interface SentRow extends Omit<OrderRow, "filled" | "price" | "status"> {
  readonly limit: string | null;
  readonly trigger: string | null;
}

/** What a venue has changed in an order; what is left out stays. */
export type NewTerms = Partial<Pick<SentRow, "limit" | "trigger" | "quantity">>;

/** Ended orders that are shown; more are in the journal. */
const SHOWN_MAX = 100;

/** Answers that move an order on; after the others it stands as it stood. */
const MOVES: ReadonlyMap<string, OrderMove> = new Map<string, OrderMove>([
  ["OrderAccepted", "accept"],
  ["OrderRejected", "reject"],
  ["OrderCancelled", "cancel"],
  ["OrderExpired", "expire"],
  ["OrderOutcomeLost", "lose"],
  ["OrderNotSent", "fail"],
  ["OrderProvenAbsent", "proveAbsent"],
]);

/** An order that is known, as it stands. */
export interface Known {
  sent: SentRow;
  status: OrderStatus;
  filled: bigint;
}

/**
 * The orders of a run as they stand, from what happened to them: a run tells it of itself as it goes, and its journal
 * tells it later, so that both come to the same. Bounded: a run may last for years.
 */
export class OrderRows {
  readonly #live = new Map<number, Known>();
  /** Latest last, and a few more than are shown: room is not made for each. */
  readonly #ended: Known[] = [];
  /** All that there were. */
  placed = 0;

  submitted(sent: SentRow): void {
    this.placed++;
    this.#live.set(sent.id, { sent, status: "SUBMITTED", filled: 0n });
  }

  /** `answer`: as events of orders are called. */
  answered(id: number, answer: string, { limit, trigger, quantity: size }: NewTerms = {}): void {
    const known = this.#live.get(id);
    if (known === undefined) return;
    const { sent } = known;
    if (answer === "OrderReplaced")
      known.sent = {
        ...sent,
        limit: limit ?? sent.limit,
        trigger: trigger ?? sent.trigger,
        quantity: size ?? sent.quantity,
      };
    const move = MOVES.get(answer);
    if (move !== undefined) this.#move(known, move);
  }

  /** A fill may come after the end of its order: the venue's word wins. */
  filled(id: number, size: Quantity): void {
    const known = this.#live.get(id) ?? this.#ended.findLast(({ sent }) => sent.id === id);
    if (known === undefined) return; // Of the venue's own making, or of long ago.
    known.filled += size;
    this.#move(known, known.filled >= quantity(known.sent.quantity) ? "fillAll" : "fillPart");
  }

  snapshot() {
    return { live: new Map(this.#live), ended: [...this.#ended], placed: this.placed };
  }

  restore({ live, ended, placed }: OrderRowsSnapshot): void {
    refillMap(this.#live, live);
    refillList(this.#ended, ended);
    this.placed = placed;
  }

  #move(known: Known, move: OrderMove): void {
    known.status = orderMoveLeadsTo(known.status, move) ?? known.status;
    if (isLive(known.status) || !this.#live.delete(known.sent.id)) return;
    this.#ended.push(known);
    if (this.#ended.length >= 2 * SHOWN_MAX) this.#ended.splice(0, SHOWN_MAX);
  }

  /** Working ones first, then the latest that ended, latest first. */
  list(): readonly OrderRow[] {
    return [...this.#live.values(), ...this.#ended.slice(-SHOWN_MAX).reverse()].map(rowOf);
  }
}

type OrderRowsSnapshot = ReturnType<OrderRows["snapshot"]>;

function rowOf({ sent, status, filled }: Known): OrderRow {
  const { id, symbol, side, type, role, quantity: asked, limit, trigger, at, why } = sent;
  const done = formatQuantity(filled as Quantity);
  const row = { id, symbol, side, type, role, quantity: asked, filled: done };
  return { ...row, price: limit ?? trigger, status, at, why };
}
