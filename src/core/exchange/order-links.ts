import type { OrderId, OrderRequest } from "../domain/index.ts";

/** Filled orders that are remembered: what waits for one of them is sent soon after it. */
const FILLED_MAX = 256;

/** How orders hang together on the venue: groups of which one cancels the others, and orders that wait for another. */
export class OrderLinks {
  readonly #groups = new Map<number, OrderId[]>();
  readonly #children = new Map<OrderId, OrderRequest[]>();
  /** A ring: the oldest is overwritten first. */
  readonly #filled: OrderId[] = [];
  #filledNext = 0;

  /** The order rests: its group knows it. */
  join({ id, conditions }: OrderRequest): void {
    const group = conditions?.oneCancelsOther;
    if (group === undefined) return;
    const members = this.#groups.get(group);
    if (members === undefined) this.#groups.set(group, [id]);
    else members.push(id);
  }

  /** The order is gone. */
  leave({ id, conditions }: OrderRequest): void {
    const group = conditions?.oneCancelsOther;
    if (group === undefined) return;
    const left = this.#groups.get(group)?.filter((member) => member !== id) ?? [];
    if (left.length === 0) this.#groups.delete(group);
    else this.#groups.set(group, left);
  }

  /** The other orders of its group. */
  others({ id, conditions }: OrderRequest): readonly OrderId[] {
    const group = conditions?.oneCancelsOther;
    if (group === undefined) return [];
    return this.#groups.get(group)?.filter((member) => member !== id) ?? [];
  }

  hold(child: OrderRequest, parent: OrderId): void {
    const children = this.#children.get(parent);
    if (children === undefined) this.#children.set(parent, [child]);
    else children.push(child);
  }

  /** The orders that waited for this one: they do not any more. */
  release(parent: OrderId): readonly OrderRequest[] {
    const children = this.#children.get(parent);
    if (children === undefined) return [];
    this.#children.delete(parent);
    return children;
  }

  /** The order has filled whole. */
  noteFilled(id: OrderId): void {
    this.#filled[this.#filledNext] = id;
    this.#filledNext = (this.#filledNext + 1) % FILLED_MAX;
  }

  hasFilled(id: OrderId): boolean {
    return this.#filled.includes(id);
  }

  /** An order that waits for another. */
  held(id: OrderId): OrderRequest | undefined {
    for (const children of this.#children.values())
      for (const child of children) if (child.id === id) return child;
    return undefined;
  }

  /** Takes back an order that still waits. @returns whether there was one */
  withdraw(child: OrderId): boolean {
    for (const [parent, children] of this.#children) {
      const left = children.filter(({ id }) => id !== child);
      if (left.length === children.length) continue;
      if (left.length === 0) this.#children.delete(parent);
      else this.#children.set(parent, left);
      return true;
    }
    return false;
  }

  get isEmpty(): boolean {
    return this.#children.size === 0;
  }
}
