import type { OrderId } from "../domain/index.ts";
import type { TrackedOrder } from "./tracked-order.ts";

/**
 * Orders that are remembered for each instrument after their end. One that has filled in whole can only be told again;
 * one that has not may still fill, and then its stop is wanted.
 */
const FILLED_MAX = 64;
const UNFILLED_MAX = 1_024;

/** What ended, as rings: the oldest is forgotten first, and nothing but one bit an order grows. */
export class EndedOrders {
  readonly #filled: Ring;
  readonly #unfilled: Ring;
  /** One bit an order that is forgotten: whether it had filled in whole. */
  #wasFilled = new Uint32Array(4);

  constructor(instruments: number) {
    this.#filled = ringOf(FILLED_MAX * instruments);
    this.#unfilled = ringOf(UNFILLED_MAX * instruments);
  }

  /** @returns the one that is forgotten for it */
  add(order: TrackedOrder): TrackedOrder | undefined {
    const ring = order.status === "FILLED" ? this.#filled : this.#unfilled;
    const forgotten = ring.orders[ring.next];
    ring.orders[ring.next] = order;
    ring.next = (ring.next + 1) % ring.orders.length;
    if (forgotten?.status === "FILLED") this.noteFilled(forgotten.request.id); // Perhaps only after its end.
    return forgotten;
  }

  snapshot() {
    return {
      filled: idsOf(this.#filled),
      unfilled: idsOf(this.#unfilled),
      wasFilled: this.#wasFilled.slice(),
    };
  }

  /** `orderOf`: those that are remembered. */
  restore(
    { filled, unfilled, wasFilled }: EndedOrdersSnapshot,
    orderOf: (id: OrderId) => TrackedOrder,
  ): void {
    fill(this.#filled, filled, orderOf);
    fill(this.#unfilled, unfilled, orderOf);
    this.#wasFilled = wasFilled.slice();
  }

  noteFilled(id: OrderId): void {
    const word = id >>> 5;
    if (word >= this.#wasFilled.length) {
      const larger = new Uint32Array(word * 2);
      larger.set(this.#wasFilled);
      this.#wasFilled = larger;
    }
    this.#wasFilled[word] = (this.#wasFilled[word] ?? 0) | (1 << (id & 31));
  }

  /** Whether a forgotten order had filled in whole. */
  wasFilled(id: OrderId): boolean {
    return (((this.#wasFilled[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1;
  }
}

interface Ring {
  readonly orders: (TrackedOrder | undefined)[];
  next: number;
}

const ringOf = (length: number): Ring => ({
  orders: new Array<TrackedOrder | undefined>(length).fill(undefined),
  next: 0,
});

export type EndedOrdersSnapshot = ReturnType<EndedOrders["snapshot"]>;

const idsOf = ({ orders, next }: Ring) => ({ ids: orders.map((order) => order?.request.id), next });

function fill(
  ring: Ring,
  { ids, next }: ReturnType<typeof idsOf>,
  orderOf: (id: OrderId) => TrackedOrder,
): void {
  ids.forEach((id, place) => {
    ring.orders[place] = id === undefined ? undefined : orderOf(id);
  });
  ring.next = next;
}
