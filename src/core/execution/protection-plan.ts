import {
  absolute,
  floorToStep,
  type Price,
  type Quantity,
  refillList,
  roundToTick,
  type UnixMs,
} from "../base/index.ts";
import {
  type ExitReason,
  type InstrumentId,
  type OrderId,
  type OrderRole,
  type OrderType,
  type PositionRules,
  type Side,
  splitQuantity,
  type TargetLevel,
  type Trail,
} from "../domain/index.ts";
import { type PlanSplit, splitRules, splitTo } from "./split-plan.ts";
import type { TrackedOrder } from "./tracked-order.ts";

/** A protective order that should be in the market. */
export interface WantedChild {
  readonly role: Extract<OrderRole, "stop-loss" | "take-profit">;
  readonly type: Extract<OrderType, "stop" | "limit" | "trailing-stop">;
  readonly side: Side;
  /** Undefined for a trailing stop, which has a trail. */
  readonly price: Price | undefined;
  readonly trail: Trail | undefined;
  readonly quantity: Quantity;
  readonly exitReason: ExitReason;
}

/** What has to be done so that protection matches what is held. */
export interface ProtectionChange {
  readonly submit: readonly WantedChild[];
  readonly cancel: readonly TrackedOrder[];
  /** Orders that have to be re-sized in place, because they remember how far they have followed. */
  readonly resize: readonly { readonly order: TrackedOrder; readonly quantity: Quantity }[];
}

interface Changes {
  readonly submit: WantedChild[];
  readonly cancel: TrackedOrder[];
  readonly resize: { readonly order: TrackedOrder; readonly quantity: Quantity }[];
}

/** A stage of a target. */
interface Progress {
  level: TargetLevel;
  /** Where it stood before the tick grew: what was asked for there may still fill. */
  was: Price | undefined;
  filled: bigint;
  isDone: boolean;
}

/** What protects one position. */
export interface Plan {
  stop: Price | undefined;
  target: Price | undefined;
  rules: PositionRules | undefined;
  /** When the wish for break even came in: what the price did before that does not matter. */
  breakEvenSince: UnixMs;
  /** Nearest first: what has been closed at each level, and whether it is done. */
  levels: Progress[];
  /** Entries whose terms are in it. */
  readonly adopted: OrderId[];
}

/** Of a wish that counts from the entry of its position on. */
const FROM_ENTRY = 0 as UnixMs;

const NOTHING: ProtectionChange = { submit: [], cancel: [], resize: [] };

/** Stop, targets and rules of each position: one cancels the other, all always sized to what is held. */
export class ProtectionPlan {
  readonly #plans: Plan[];

  constructor(instruments: number) {
    this.#plans = Array.from({ length: instruments }, () => ({
      stop: undefined,
      target: undefined,
      rules: undefined,
      breakEvenSince: FROM_ENTRY,
      levels: [],
      adopted: [],
    }));
  }

  stop(instrument: InstrumentId): Price | undefined {
    return this.#plan(instrument).stop;
  }

  /** The next target. */
  target(instrument: InstrumentId): Price | undefined {
    const { target, levels } = this.#plan(instrument);
    return target ?? levels.find(({ isDone }) => !isDone)?.level.price;
  }

  rules(instrument: InstrumentId): PositionRules | undefined {
    return this.#plan(instrument).rules;
  }

  /** An entry has filled, perhaps in part. Its terms come in once: what was moved since its first part stays moved. */
  adopt(instrument: InstrumentId, { request, context }: TrackedOrder, at: UnixMs): void {
    const plan = this.#plan(instrument);
    if (plan.adopted.includes(request.id)) return;
    plan.adopted.push(request.id);
    this.set(instrument, context);
    if (context.rules?.breakEven !== undefined) plan.breakEvenSince = at;
  }

  /** From when on a price counts for break even. */
  breakEvenSince(instrument: InstrumentId): UnixMs {
    return this.#plan(instrument).breakEvenSince;
  }

  /** What is left out stays as it is. New levels begin anew; one target replaces them. */
  set(
    instrument: InstrumentId,
    to: {
      readonly stop?: Price | undefined;
      readonly target?: Price | undefined;
      readonly rules?: PositionRules | undefined;
    },
  ): void {
    const plan = this.#plan(instrument);
    if (to.stop !== undefined) plan.stop = to.stop;
    if (to.target !== undefined) {
      plan.target = to.target;
      plan.levels = [];
    }
    if (to.rules === undefined) return;
    const { levels, trail, breakEven, hold } = to.rules;
    if (breakEven !== undefined) plan.breakEvenSince = FROM_ENTRY;
    const { rules: before } = plan;
    plan.rules = {
      levels,
      trail: trail ?? before?.trail,
      breakEven: breakEven ?? before?.breakEven,
      hold: hold ?? before?.hold,
    };
    if (levels.length === 0) return;
    plan.target = undefined;
    plan.levels = levels.map((level) => ({ level, was: undefined, filled: 0n, isDone: false }));
  }

  /** The stop has been moved to break even: that happens once. */
  endBreakEven(instrument: InstrumentId): void {
    const plan = this.#plan(instrument);
    if (plan.rules !== undefined) plan.rules = { ...plan.rules, breakEven: undefined };
  }

  /** Onto the tick of the day: off the grid protection would be rejected. Away from the market, never tighter than planned. */
  align(instrument: InstrumentId, tick: Price, isLong: boolean): void {
    const plan = this.#plan(instrument);
    const [behind, ahead] = isLong ? (["down", "up"] as const) : (["up", "down"] as const);
    plan.stop = plan.stop && roundToTick(plan.stop, tick, behind);
    plan.target = plan.target && roundToTick(plan.target, tick, ahead);
    for (const progress of plan.levels) {
      const price = roundToTick(progress.level.price, tick, ahead);
      if (price === progress.level.price) continue;
      progress.was = progress.level.price;
      progress.level = { ...progress.level, price };
    }
  }

  /** Prices become those of new shares. They are rounded away from the market: never tighter than planned. */
  split(instrument: InstrumentId, by: PlanSplit): void {
    const plan = this.#plan(instrument);
    plan.stop = plan.stop && splitTo(plan.stop, by, false);
    plan.target = plan.target && splitTo(plan.target, by, true);
    plan.rules = plan.rules && splitRules(plan.rules, by);
    plan.levels = plan.levels.map(({ level, filled, isDone }) => ({
      level: { ...level, price: splitTo(level.price, by, true) },
      was: undefined, // What was asked for before is gone.
      filled: splitQuantity(filled, by.ratio),
      isDone,
    }));
  }

  clear(instrument: InstrumentId): void {
    const plan = this.#plan(instrument);
    plan.stop = undefined;
    plan.target = undefined;
    while (plan.adopted.length > 0) plan.adopted.pop(); // To set a length is dear, also where there is nothing to do.
    if (plan.rules === undefined) return;
    plan.rules = undefined;
    plan.levels = [];
  }

  /** An order that takes profit has filled, perhaps in part. */
  noteTarget(instrument: InstrumentId, order: TrackedOrder, quantity: Quantity): void {
    const { limit } = order.request;
    const open = this.#plan(instrument).levels.filter(({ isDone }) => !isDone);
    const progress = open.find(({ level }) => level.price === limit) ?? open.find(({ was }) => was === limit);
    if (progress === undefined || limit === undefined) return; // Of levels that are no longer asked for.
    progress.filled += quantity;
    progress.isDone = !order.isLive;
  }

  /** Compares what should protect `held` (signed) with the live protective orders. `step`: smallest part of a level. */
  changes(
    instrument: InstrumentId,
    held: Quantity,
    live: readonly TrackedOrder[],
    step: Quantity,
  ): ProtectionChange {
    const plan = this.#plan(instrument);
    const { stop, target, rules } = plan;
    const isWanted = held !== 0n && (stop !== undefined || target !== undefined || rules !== undefined);
    if (!isWanted && !live.some(isProtective)) return NOTHING;
    const changes: Changes = { submit: [], cancel: [], resize: [] };
    const wanted = isWanted ? wantedFor(plan, held, step) : [];
    const kept = new Set<TrackedOrder>();
    // The new one is asked for before the old one goes: no moment without protection, and both can only reduce.
    for (const child of wanted) {
      const same = live.find((order) => isProtective(order) && !kept.has(order) && isSame(order, child));
      if (same === undefined) changes.submit.push(child);
      else {
        kept.add(same);
        if (same.remaining !== child.quantity) {
          const quantity = (same.filled + child.quantity) as Quantity;
          changes.resize.push({ order: same, quantity });
        }
      }
    }
    for (const order of live)
      if (isProtective(order) && !kept.has(order) && !leavesAtMarket(order, held)) changes.cancel.push(order);
    return changes;
  }

  snapshot(): readonly Readonly<Plan>[] {
    return this.#plans.map(copied);
  }

  restore(plans: readonly Readonly<Plan>[]): void {
    refillList(this.#plans, plans.map(copied));
  }

  #plan(instrument: InstrumentId): Plan {
    return this.#plans[instrument] as Plan; // One an instrument.
  }
}

const copied = (plan: Readonly<Plan>): Plan => ({
  ...plan,
  levels: plan.levels.map((level) => ({ ...level })),
  adopted: [...plan.adopted],
});

function wantedFor({ stop, target, rules, levels }: Plan, held: Quantity, step: Quantity): WantedChild[] {
  const side = held > 0n ? "sell" : "buy";
  const all = absolute(held);
  const wanted: WantedChild[] = [];
  if (stop !== undefined) wanted.push(stopAt(stop, undefined, side, all));
  if (rules?.trail !== undefined) wanted.push(stopAt(undefined, rules.trail, side, all));
  if (target !== undefined) wanted.push(targetAt(target, side, all));
  let left = all;
  for (const { level, filled, isDone } of levels) {
    if (isDone || left === 0n) continue;
    // Its share is of what there was before it began to fill.
    const whole = (left + filled) as Quantity;
    const part = level.share >= 1 ? left : ((shareOf(whole, level.share, step) - filled) as Quantity);
    const asked = part < left ? part : left;
    // After a split, or where the step has grown, only all that is held may be off the step.
    const quantity = asked === all ? asked : floorToStep(asked, step);
    if (quantity <= 0n) continue; // Less than a step: it is left to the levels behind it.
    wanted.push(targetAt(level.price, side, quantity));
    left = (left - quantity) as Quantity;
  }
  return wanted;
}

/** At a price, or behind the market by a trail. */
const stopAt = (
  price: Price | undefined,
  trail: Trail | undefined,
  side: Side,
  quantity: Quantity,
): WantedChild => ({
  role: "stop-loss",
  type: trail === undefined ? "stop" : "trailing-stop",
  side,
  price,
  trail,
  quantity,
  exitReason: trail === undefined ? "stop-loss" : "trailing-stop",
});

const targetAt = (price: Price, side: Side, quantity: Quantity): WantedChild => ({
  role: "take-profit",
  type: "limit",
  side,
  price,
  trail: undefined,
  quantity,
  exitReason: "take-profit",
});

/** Shares are given to nine decimals at most; the rest is noise of doubles. */
const shareOf = (quantity: Quantity, share: number, step: Quantity): Quantity =>
  floorToStep(((quantity * BigInt(Math.round(share * 1e9))) / 1_000_000_000n) as Quantity, step);

function isProtective({ isLive, pending, request }: TrackedOrder): boolean {
  return isLive && pending !== "cancel" && (request.role === "stop-loss" || request.role === "take-profit");
}

/**
 * Whether an order at the market goes against what is held: it goes on leaving, whatever the position has grown to meanwhile.
 * @param held signed
 */
export const leavesAtMarket = ({ request }: TrackedOrder, held: Quantity): boolean =>
  request.type === "market" && closes(request.side, held);

/**
 * Whether an order of this side takes from what is held.
 * @param held signed
 */
export const closes = (side: Side, held: Quantity): boolean =>
  held !== 0n && side === (held > 0n ? "sell" : "buy");

/** Whether an order is the wanted one. A trailing stop is, whatever its size: it can be re-sized. */
function isSame({ request, remaining }: TrackedOrder, child: WantedChild): boolean {
  if (request.side !== child.side || request.role !== child.role) return false;
  if (child.trail !== undefined) return isSameTrail(request.conditions?.trail, child.trail);
  if (request.conditions?.trail !== undefined) return false;
  return remaining === child.quantity && (request.trigger ?? request.limit) === child.price;
}

const isSameTrail = (a: Trail | undefined, b: Trail): boolean =>
  a !== undefined &&
  a.distance.kind === b.distance.kind &&
  a.distance.by === b.distance.by &&
  a.activation === b.activation;
