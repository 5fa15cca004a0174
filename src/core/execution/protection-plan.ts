import { absolute, type Price, type Quantity } from "../base/index.ts";
import type { ExitReason, InstrumentId, OrderRole, Side } from "../domain/index.ts";
import type { TrackedOrder } from "./tracked-order.ts";

/** A protective order that should be in the market. */
export interface WantedChild {
  readonly role: Extract<OrderRole, "stop-loss" | "take-profit">;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly exitReason: ExitReason;
}

/** What has to be done so that protection matches what is held. */
export interface ProtectionChange {
  readonly submit: readonly WantedChild[];
  readonly cancel: readonly TrackedOrder[];
}

const NOTHING: ProtectionChange = { submit: [], cancel: [] };

/** Stop and target of each position: one cancels the other, both always sized to what is held. */
export class ProtectionPlan {
  readonly #stops: (Price | undefined)[];
  readonly #targets: (Price | undefined)[];

  constructor(instruments: number) {
    this.#stops = Array.from({ length: instruments }, () => undefined);
    this.#targets = Array.from({ length: instruments }, () => undefined);
  }

  stop(instrument: InstrumentId): Price | undefined {
    return this.#stops[instrument];
  }

  target(instrument: InstrumentId): Price | undefined {
    return this.#targets[instrument];
  }

  /** What is left out stays as it is. */
  set(
    instrument: InstrumentId,
    to: { readonly stop?: Price | undefined; readonly target?: Price | undefined },
  ): void {
    if (to.stop !== undefined) this.#stops[instrument] = to.stop;
    if (to.target !== undefined) this.#targets[instrument] = to.target;
  }

  clear(instrument: InstrumentId): void {
    this.#stops[instrument] = undefined;
    this.#targets[instrument] = undefined;
  }

  /** Compares what should protect `held` (signed) with the live protective orders. Pure. */
  changes(instrument: InstrumentId, held: Quantity, live: readonly TrackedOrder[]): ProtectionChange {
    const stop = this.#stops[instrument];
    const target = this.#targets[instrument];
    const isWanted = held !== 0n && (stop !== undefined || target !== undefined);
    if (!isWanted && !live.some(isProtective)) return NOTHING;
    const change = { submit: [] as WantedChild[], cancel: [] as TrackedOrder[] };
    this.#match("stop-loss", stop, held, live, change);
    this.#match("take-profit", target, held, live, change);
    return change;
  }

  #match(
    role: WantedChild["role"],
    price: Price | undefined,
    held: Quantity,
    live: readonly TrackedOrder[],
    change: { submit: WantedChild[]; cancel: TrackedOrder[] },
  ): void {
    const side = held > 0n ? "sell" : "buy";
    const quantity = absolute(held);
    const current = live.filter((order) => isProtective(order) && order.request.role === role);
    const wants = held !== 0n && price !== undefined;
    const kept = wants ? current.find((order) => suits(order, side, price, quantity)) : undefined;
    // The new one is asked for before the old one goes: no moment without protection, and both can only reduce.
    if (wants && kept === undefined) change.submit.push({ role, side, price, quantity, exitReason: role });
    for (const order of current) if (order !== kept) change.cancel.push(order);
  }
}

function isProtective({ isLive, pending, request }: TrackedOrder): boolean {
  return isLive && pending !== "cancel" && (request.role === "stop-loss" || request.role === "take-profit");
}

function suits(order: TrackedOrder, side: Side, price: Price, quantity: Quantity): boolean {
  const { request, remaining } = order;
  return request.side === side && remaining === quantity && (request.trigger ?? request.limit) === price;
}
