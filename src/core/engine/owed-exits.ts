import {
  floorToStep,
  NO_QUANTITY,
  parseDecimal,
  QUANTITY_DIGITS,
  type Quantity,
  refillMap,
} from "../base/index.ts";
import {
  type InstrumentId,
  type OrderRequest,
  type Rejection,
  type SplitRatio,
  splitQuantity,
} from "../domain/index.ts";
import { closes, type TrackedOrder } from "../execution/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { Leaving } from "./leave-rest.ts";
import { OWN_EXITS } from "./order-names.ts";

/** What is to leave a position. `part`: no more than that; undefined: all of it. */
export interface Owed extends Pick<Leaving, "why" | "exitReason"> {
  readonly part: Quantity | undefined;
}

/**
 * What was to leave a position and did not, or not all of it: it leaves as soon as time goes on, since asking a venue at
 * once that cannot be reached would be asked for ever. What would leave the other side of a position leaves nothing.
 */
export class OwedExits {
  readonly #owed = new Map<InstrumentId, Owed>();
  readonly #portfolio: Portfolio;

  constructor(portfolio: Portfolio) {
    this.#portfolio = portfolio;
  }

  snapshot(): ReadonlyMap<InstrumentId, Owed> {
    return new Map(this.#owed);
  }

  restore(owed: ReadonlyMap<InstrumentId, Owed>): void {
    refillMap(this.#owed, owed);
  }

  get isEmpty(): boolean {
    return this.#owed.size === 0;
  }

  has(id: InstrumentId): boolean {
    return this.#owed.has(id);
  }

  forget(id: InstrumentId): void {
    this.#owed.delete(id);
  }

  /** What is owed is being asked for. */
  take(id: InstrumentId): Owed | undefined {
    const owed = this.#owed.get(id);
    this.#owed.delete(id);
    return owed;
  }

  /** It is to be asked for once more. */
  keep(id: InstrumentId, owed: Owed): void {
    this.#owed.set(id, owed);
  }

  /** What protects a position cannot: all of it leaves. */
  all({ instrument, side }: OrderRequest, why: string): void {
    if (this.#closes(instrument, side))
      this.keep(instrument, { why, exitReason: "stop-loss", part: undefined });
  }

  /** An order that somebody counts on comes to nothing, or to less. `lacking`: see `partOf` and `thereOf`. */
  due({ request, due, pending }: TrackedOrder, lacking: Quantity | undefined, why: string): void {
    const { instrument: id, side } = request;
    if (due === undefined || !this.#closes(id, side)) return;
    const isOwn = OWN_EXITS.has(due.reason);
    if (pending === "cancel" && isOwn) return; // Its strategy has thought better of it.
    const before = this.#owed.get(id);
    if (before !== undefined && before.part === undefined) return; // All of it leaves anyway.
    const part = lacking && (((before?.part ?? 0n) + lacking) as Quantity);
    this.keep(id, { why: isOwn ? request.why : why, exitReason: due.reason, part });
  }

  /** Shares were split: so many new ones are owed, without the parts that are asked for again at once. */
  split(id: InstrumentId, ratio: SplitRatio, again: readonly TrackedOrder[]): void {
    const owed = this.#owed.get(id);
    if (owed?.part === undefined) return; // All of it is all of it.
    const asked = again.reduce((sum, order) => sum + (partOf(order) ?? 0n), 0n);
    const part = splitQuantity((owed.part - asked) as Quantity, ratio);
    if (part > 0n) this.keep(id, { ...owed, part });
    else this.forget(id);
  }

  #closes(id: InstrumentId, side: OrderRequest["side"]): boolean {
    return closes(side, this.#portfolio.position(id).quantity);
  }
}

/** What an order was to leave, if that was a part: all of the order, or what it lacks. */
export const partOf = ({ due, remaining }: TrackedOrder, lacking = remaining): Quantity | undefined =>
  due?.of === "part" ? lacking : undefined;

/** The same, where the venue says how much is there: more than that would be turned away again. */
export function thereOf(order: TrackedOrder, rejection: Rejection): Quantity | undefined {
  if (rejection.kind !== "InsufficientBalance") return partOf(order);
  const said = parseDecimal(rejection.available, QUANTITY_DIGITS);
  const isLess = said.ok && said.value > 0n && said.value < order.remaining;
  return isLess ? (said.value as Quantity) : partOf(order); // A brand is born.
}

/** How much of an order its venue takes, where it takes whole steps only; 0 where it was turned away for another reason. */
export function stepsOf({ remaining }: TrackedOrder, rejection: Rejection): Quantity {
  if (rejection.kind !== "QuantityOffStep") return NO_QUANTITY;
  const step = parseDecimal(rejection.step, QUANTITY_DIGITS);
  return step.ok && step.value > 0n ? floorToStep(remaining, step.value as Quantity) : NO_QUANTITY; // A brand is born.
}
