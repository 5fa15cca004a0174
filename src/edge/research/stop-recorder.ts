import { type Price, priceToNumber, ratioToNumber, refillList, refillMap } from "../../core/base/index.ts";
import type { Fill, InstrumentId, OrderEvent, OrderRequest, Side } from "../../core/domain/index.ts";

/** A protective stop over the time that it stood at one level. Plain data: it travels back from the worker. */
export interface StopLevel {
  readonly instrument: InstrumentId;
  /** Unix ms. */
  readonly from: number;
  /** Infinity where it still stood when the run ended. */
  readonly to: number;
  /** `sell` protects what is held long. */
  readonly side: Side;
  /** In quote units; undefined for one that trails. */
  readonly price: number | undefined;
  readonly trail: StopTrail | undefined;
}

/** How a trailing stop follows the best price since `activation`: at an amount of quote units, or at a share of that price. */
export interface StopTrail {
  readonly by: number;
  readonly isRatio: boolean;
  /** Undefined: at once. */
  readonly activation: number | undefined;
}

/** Notes where protective stops stood, for whoever draws them: one entry for each level, nothing per bar. */
export class StopRecorder {
  readonly #ended: StopLevel[] = [];
  readonly #standing = new Map<number, StopLevel>();

  submitted(order: OrderRequest): void {
    const { id, instrument, side, role, trigger, conditions, at } = order;
    if (role !== "stop-loss") return;
    const trail = trailOf(conditions?.trail);
    if (trigger === undefined && trail === undefined) return; // Leaves at once: there is no level.
    const price = trail === undefined ? numberOf(trigger) : undefined;
    this.#standing.set(id, { instrument, from: at, to: Number.POSITIVE_INFINITY, side, price, trail });
  }

  answered(event: OrderEvent): void {
    const level = this.#standing.get(event.order);
    if (level === undefined) return;
    if (event.kind === "OrderRejected")
      this.#standing.delete(event.order); // It never stood.
    else if (event.kind === "OrderCancelled" || event.kind === "OrderExpired")
      this.#end(event.order, level, event.at);
    else if (event.kind === "OrderReplaced") this.#move(event.order, level, event);
  }

  filled({ order, at }: Fill): void {
    const level = this.#standing.get(order);
    if (level !== undefined) this.#end(order, level, at);
  }

  /** Every level so far, oldest first. */
  levels(): readonly StopLevel[] {
    return [...this.#ended, ...this.#standing.values()].sort((a, b) => a.from - b.from || a.to - b.to);
  }

  snapshot() {
    return { ended: [...this.#ended], standing: new Map(this.#standing) };
  }

  restore({ ended, standing }: StopRecorderSnapshot): void {
    refillList(this.#ended, ended);
    refillMap(this.#standing, standing);
  }

  #move(order: number, level: StopLevel, { at, to }: Extract<OrderEvent, { kind: "OrderReplaced" }>): void {
    const price = numberOf(to.trigger);
    if (price === undefined || price === level.price) return;
    this.#end(order, level, at);
    this.#standing.set(order, { ...level, from: at, price });
  }

  #end(order: number, level: StopLevel, at: number): void {
    this.#standing.delete(order);
    if (at > level.from) this.#ended.push({ ...level, to: at });
  }
}

type StopRecorderSnapshot = ReturnType<StopRecorder["snapshot"]>;

const numberOf = (price: Price | undefined): number | undefined =>
  price === undefined ? undefined : priceToNumber(price);

function trailOf(trail: NonNullable<OrderRequest["conditions"]>["trail"]): StopTrail | undefined {
  if (trail === undefined) return undefined;
  const { distance, activation } = trail;
  const by = distance.kind === "ratio" ? ratioToNumber(distance.by) : priceToNumber(distance.by);
  return { by, isRatio: distance.kind === "ratio", activation: numberOf(activation) };
}
