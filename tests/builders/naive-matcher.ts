/**
 * A second opinion on matching: every order in one list, looked at from the first to the last, in floats. Nothing slips,
 * there is volume for everybody, and money for everything.
 */
import type { OrderTerms } from "./order.ts";

interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

interface Waiting {
  readonly id: number;
  readonly isBuy: boolean;
  kind: "market" | "marketable" | "limit" | "stop" | "take-profit";
  readonly limit: number;
  readonly trigger: number;
}

export class NaiveMatcher {
  #orders: Waiting[] = [];
  #last: number;

  constructor(last: number) {
    this.#last = last;
  }

  /** @returns whether an exchange would take it */
  submit(id: number, terms: OrderTerms): boolean {
    const isBuy = terms.side !== "sell";
    const [limit, trigger] = [Number(terms.limit), Number(terms.trigger)];
    const order: Waiting = { id, isBuy, kind: "market", limit, trigger };
    if (terms.trigger !== undefined) order.kind = terms.type === "take-profit" ? "take-profit" : "stop";
    else if (terms.limit !== undefined) order.kind = within(order, this.#last) ? "marketable" : "limit";
    if (terms.trigger !== undefined && isSetOff(order, this.#last)) return false;
    this.#orders.push(order);
    return true;
  }

  cancel(id: number): void {
    this.#orders = this.#orders.filter((order) => order.id !== id);
  }

  /** @returns what fills, in order: "1 @ 101 taker" */
  bar(bar: Bar): readonly string[] {
    const filled: string[] = [];
    const { open, high, low } = bar;
    const fill = (order: Waiting, price: number, liquidity: string): void => {
      filled.push(`${order.id} @ ${price} ${liquidity}`);
      this.cancel(order.id);
    };
    for (const order of [...this.#orders]) if (order.kind === "market") fill(order, open, "taker");
    for (const order of [...this.#orders]) {
      if (order.kind === "marketable" && within(order, open)) fill(order, open, "taker");
      else if (order.kind === "limit" && isThrough(order, open)) fill(order, open, "maker");
      else if (isSetOff(order, open)) fill(order, open, "taker");
    }
    for (const order of this.#orders) if (order.kind === "marketable") order.kind = "limit";
    for (const order of this.#nearest(open, ["stop"]))
      if (isSetOff(order, order.isBuy ? high : low)) fill(order, order.trigger, "taker");
    for (const order of this.#nearest(open, ["limit", "take-profit"])) {
      const extreme = order.isBuy ? low : high;
      if (order.kind === "limit" && isThrough(order, extreme)) fill(order, order.limit, "maker");
      if (order.kind === "take-profit" && isSetOff(order, extreme)) fill(order, order.trigger, "taker");
    }
    this.#last = bar.close;
    return filled;
  }

  /** The list is in the order they came, and sorting keeps that among equals. */
  #nearest(open: number, kinds: readonly Waiting["kind"][]): readonly Waiting[] {
    const distance = ({ kind, limit, trigger }: Waiting): number =>
      Math.abs((kind === "limit" ? limit : trigger) - open);
    return this.#orders.filter(({ kind }) => kinds.includes(kind)).sort((a, b) => distance(a) - distance(b));
  }
}

const within = ({ isBuy, limit }: Waiting, price: number): boolean =>
  isBuy ? price <= limit : price >= limit;
const isThrough = ({ isBuy, limit }: Waiting, price: number): boolean =>
  isBuy ? price < limit : price > limit;

function isSetOff({ kind, isBuy, trigger }: Waiting, price: number): boolean {
  if (kind !== "stop" && kind !== "take-profit") return false;
  return isBuy === (kind === "stop") ? price >= trigger : price <= trigger;
}
