import type { Approved, OrderId, OrderRequest } from "../domain/index.ts";

/** How orders hang together on the venue: groups of which one cancels the others, and orders that wait for another. */
export class OrderLinks {
  readonly #groups = new Map<number, OrderId[]>();
  readonly #children = new Map<OrderId, Approved<OrderRequest>[]>();

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

  hold(child: Approved<OrderRequest>, parent: OrderId): void {
    const children = this.#children.get(parent);
    if (children === undefined) this.#children.set(parent, [child]);
    else children.push(child);
  }

  /** The orders that waited for this one: they do not any more. */
  release(parent: OrderId): readonly Approved<OrderRequest>[] {
    const children = this.#children.get(parent);
    if (children === undefined) return [];
    this.#children.delete(parent);
    return children;
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
