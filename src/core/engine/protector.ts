import {
  absolute,
  floorToStep,
  type Price,
  priceToNumber,
  type Quantity,
  type UnixMs,
} from "../base/index.ts";
import {
  type Amendment,
  type Approved,
  causeOf,
  type ExitReason,
  type ExpiryReason,
  type Instrument,
  type InstrumentId,
  type OrderRequest,
  type OrderRole,
  type OrderStatus,
  type PositionRules,
  type Rejection,
  rulesAt,
} from "../domain/index.ts";
import {
  leavesAtMarket,
  type OrderBook,
  ProtectionPlan,
  type TrackedOrder,
  type WantedChild,
} from "../execution/index.ts";
import { at, type BarSeries, type LatestPrices } from "../market/index.ts";
import type { Extremes, Portfolio, Position } from "../portfolio/index.ts";
import { breakEvenOf, type Risk } from "../risk/index.ts";
import { ruleMoved } from "./explainer.ts";
import { type Leaving, type Left, leaveRest } from "./leave-rest.ts";
import type { EngineListener } from "./listener.ts";
import { type Owed, OwedExits, partOf, stepsOf, thereOf } from "./owed-exits.ts";
import { type ExitTerms, leavingAtMarket, reducing } from "./reducing.ts";

/** What the protector needs of the desk. */
interface ProtectorParts {
  readonly instruments: readonly Instrument[];
  readonly portfolio: Portfolio;
  readonly prices: LatestPrices;
  readonly risk: Risk;
  readonly orders: OrderBook;
  readonly listener: EngineListener | undefined;
  reduce(request: OrderRequest, exitReason: ExitReason, decidedAt: number): void;
  cancel(order: TrackedOrder): void;
  amend(order: TrackedOrder, to: Approved<Amendment>): void;
  exitAtMarket(instrument: InstrumentId, terms: ExitTerms): OrderRequest;
}

const WHY: Readonly<Record<WantedChild["type"], string>> = {
  stop: "protective stop",
  "trailing-stop": "trailing stop",
  limit: "profit target",
};

const PROTECTS: ReadonlySet<OrderRole> = new Set(["stop-loss", "take-profit"]);

/** New terms of an order that is still on its way might come to the venue before it. */
const RESTS: ReadonlySet<OrderStatus> = new Set(["ACCEPTED", "PARTIALLY_FILLED"]);

const HELD_LONG_ENOUGH = { exitReason: "timeout", why: "held as long as it may be" } as const;

/** So often in a row a venue may turn away what protects a position: live that is half a minute, see `ProtectionDue`. */
const REFUSALS_MAX = 6;
/** So often it may find less there than a stop is to take: news that come late come within a moment. */
const LACKING_MAX = 2;

/** Keeps every position protected as planned, and does what its rules ask for as time goes by. */
export class Protector {
  readonly plan: ProtectionPlan;
  readonly #of: ProtectorParts;
  /** What is to leave as soon as time goes on. */
  readonly owed: OwedExits;
  /** Positions whose protection never came to be. */
  readonly #unplaced = new Set<InstrumentId>();
  /** By instrument: how often in a row the venue did not want its stop, or its target. */
  readonly #refusals = {
    "stop-loss": new Map<InstrumentId, number>(),
    other: new Map<InstrumentId, number>(),
  };

  constructor(parts: ProtectorParts) {
    this.#of = parts;
    this.plan = new ProtectionPlan(parts.instruments.length);
    this.owed = new OwedExits(parts.portfolio);
  }

  /** Another position begins: neither the terms of the one before it are its own, nor what that one lacked. */
  begin(id: InstrumentId): void {
    this.plan.clear(id);
    this.owed.forget(id);
    this.#unplaced.delete(id);
    this.#refusals["stop-loss"].delete(id);
    this.#refusals.other.delete(id);
  }

  snapshot() {
    return {
      plans: this.plan.snapshot(),
      owed: this.owed.snapshot(),
      unplaced: [...this.#unplaced],
      stopRefusals: new Map(this.#refusals["stop-loss"]),
      otherRefusals: new Map(this.#refusals.other),
    };
  }

  restore({ plans, owed, unplaced, stopRefusals, otherRefusals }: ProtectorSnapshot): void {
    this.plan.restore(plans);
    this.owed.restore(owed);
    this.#unplaced.clear();
    for (const id of unplaced) this.#unplaced.add(id);
    this.#refusals["stop-loss"] = new Map(stopRefusals);
    this.#refusals.other = new Map(otherRefusals);
  }

  /** A stop could not be filled: what is left of the position leaves as soon as time goes on. */
  noteUnfilled(request: OrderRequest): void {
    this.owed.all(request, "the stop could not be filled");
  }

  /** An order that leaves or protects a position never came to be. */
  noteAbsent(order: TrackedOrder): void {
    const { role, type, instrument } = order.request;
    if (role === "entry") return;
    if (type === "market")
      this.owed.due(order, partOf(order), "the order that was to leave it never came to be");
    else this.protectAnew(instrument);
  }

  /** A venue has ended, unasked, what leaves a position or protects it. */
  noteTakenBack(order: TrackedOrder): void {
    const { role, instrument } = order.request;
    if (role === "exit")
      this.owed.due(order, partOf(order), "the venue took back the order that was to leave it");
    else if (role !== "entry") this.protectAnew(instrument);
  }

  /** The venue let it expire, which nobody asked of what leaves or protects. A stop that found too few to trade with: see the desk. */
  noteExpired(order: TrackedOrder, reason: ExpiryReason): void {
    const isCutShort = reason === "depth" || reason === "rejected";
    if (order.request.role !== "stop-loss" || !isCutShort) this.noteTakenBack(order);
  }

  /** What protects a position is asked for anew as soon as time goes on. */
  protectAnew(id: InstrumentId): void {
    this.#unplaced.add(id);
  }

  /**
   * A venue that turns away what leaves or protects a position, for no reason of the order's own, is asked again as soon as
   * time goes on. A position that it will not protect, or whose stop it finds wrong, is left: what nobody protects is not held.
   */
  noteRejected(order: TrackedOrder, rejection: Rejection): void {
    const { request } = order;
    const { instrument: id, role, type } = request;
    if (role === "entry") return;
    const cause = causeOf(rejection);
    if (type === "market") {
      if (cause === "venue")
        this.owed.due(order, partOf(order), "the venue turned away the order that was to leave it");
      if (cause === "holdings")
        this.owed.due(order, thereOf(order, rejection), "less was there than the order that was to leave it");
      const steps = stepsOf(order, rejection);
      if (steps > 0n) this.owed.due(order, steps, "the venue takes whole steps only");
      return;
    }
    if (role === "exit") return; // At a price: the strategy's own affair.
    // A stop that the market has passed leaves at once; one for a position that the venue does not have is for a person.
    if (cause === "market") return;
    if (cause === "order") {
      if (role === "stop-loss")
        this.owed.all(request, "the venue does not take the stop that is to protect it");
      return;
    }
    const counts = this.#refusals[role === "stop-loss" ? role : "other"];
    const refusals = (counts.get(id) ?? 0) + (rejection.kind === "MarketClosed" ? 0 : 1);
    counts.set(id, refusals);
    if (refusals < (cause === "holdings" ? LACKING_MAX : REFUSALS_MAX)) this.#unplaced.add(id);
    else if (role === "stop-loss") this.owed.all(request, "the venue turns away what is to protect it");
  }

  /**
   * New terms are in force: an order that leaves all of a position may leave less, and what protects it may protect less
   * than what is held by now.
   */
  noteReplaced(order: TrackedOrder, before: Quantity, now: UnixMs): void {
    const { remaining, request } = order;
    if (PROTECTS.has(request.role)) this.protect(request.instrument, now);
    if (remaining < before)
      this.owed.due(
        order,
        partOf(order, (before - remaining) as Quantity),
        "the order that leaves it was made smaller",
      );
  }

  /** New terms are not: what protects a position stays as it was. */
  noteReplaceRefused({ instrument, role }: OrderRequest): void {
    if (PROTECTS.has(role)) this.protectAnew(instrument);
  }

  /** What protects a position rests at the venue. One that trails could not be re-sized before that. */
  noteAccepted({ request: { instrument, role, type }, remaining }: TrackedOrder, now: UnixMs): void {
    if (role !== "stop-loss") return;
    this.#refusals[role].delete(instrument);
    // An emulated one is accepted while all that protects is being asked for: what fits is not asked for twice.
    const isOff = remaining !== absolute(this.#of.portfolio.position(instrument).quantity);
    if (type === "trailing-stop" && isOff) this.protect(instrument, now);
  }

  /** Protection follows what is held; nothing protects a flat book. */
  protect(id: InstrumentId, now: UnixMs): void {
    const position = this.#of.portfolio.position(id);
    const { step, tick } = rulesAt(position.instrument, now);
    if (position.isFlat) this.begin(id);
    else this.plan.align(id, tick, position.quantity > 0n);
    this.#of.risk.exposure.setStop(id, this.plan.stop(id));
    const { submit, cancel, resize } = this.plan.changes(
      id,
      position.quantity,
      this.#of.orders.live(id),
      step,
    );
    for (const child of submit) this.#submitChild(child, position.strategy, id, now);
    for (const { order, quantity } of resize)
      if (order.pending === "none" && RESTS.has(order.status))
        this.#of.amend(order, this.#of.risk.approveResize(order.request, quantity));
    for (const order of cancel) this.#of.cancel(order);
  }

  /**
   * What the rules of a position ask for as time goes by: the stop to break even, the end of the time it may take.
   * @param bars those that its strategy decides on; undefined where it has none
   */
  manage(id: InstrumentId, now: UnixMs, bars: BarSeries | undefined): void {
    const rules = this.plan.rules(id);
    if (rules === undefined && this.owed.isEmpty && this.#unplaced.size === 0) return;
    this.mend(id, now);
    const position = this.#of.portfolio.position(id);
    if (rules === undefined || position.isFlat) return;
    if (rules.breakEven !== undefined) this.#breakEven(position, rules.breakEven, now, bars);
    const isOver = rules.hold !== undefined && hasLasted(rules.hold, position.entryTime, now, bars);
    if (isOver) this.#leave(position, HELD_LONG_ENOUGH, now);
  }

  /** Whether what protects a position, or leaves it, never came to be. */
  isWanting(id: InstrumentId): boolean {
    return this.#unplaced.has(id) || this.owed.has(id);
  }

  /** Asks again for what never came to be. */
  mend(id: InstrumentId, now: UnixMs): void {
    if (this.#unplaced.delete(id)) this.protect(id, now);
    const owed = this.owed.take(id);
    const position = this.#of.portfolio.position(id);
    if (owed === undefined || position.isFlat) return;
    if (owed.part !== undefined) this.#leavePart(position, owed, owed.part, now);
    // What leaves already may come to nothing yet.
    else if (this.#leave(position, owed, now) === "already") this.owed.keep(id, owed);
  }

  /** The same of one instrument, or of all. */
  mendDue(instrument: InstrumentId | undefined, now: UnixMs): void {
    for (const { id } of this.#of.instruments)
      if (instrument === undefined || instrument === id) this.mend(id, now);
  }

  /** No more than is held, and does not leave anyway. */
  #leavePart(
    { instrument, quantity: held, strategy }: Position,
    { why, exitReason }: Owed,
    part: Quantity,
    now: UnixMs,
  ): void {
    const { id } = instrument;
    const left = (absolute(held) - leavingAtMarket(this.#of.orders.live(id), held)) as Quantity;
    const quantity = part < left ? floorToStep(part, rulesAt(instrument, now).step) : left;
    if (quantity > 0n)
      this.#of.exitAtMarket(id, { strategy, role: "exit", exitReason, why, now, quantity, of: "part" });
  }

  /** Once the price has been far enough, the stop moves to where nothing is lost any more: never further away. */
  #breakEven(
    position: Position,
    breakEven: NonNullable<PositionRules["breakEven"]>,
    now: UnixMs,
    bars: BarSeries | undefined,
  ): void {
    const { id } = position.instrument;
    const since = this.plan.breakEvenSince(id);
    const seen = since <= position.entryTime ? position : seenSince(bars, since, this.#of.prices.number(id));
    const stop = breakEvenOf(position, breakEven, seen);
    if (stop === undefined) return;
    this.plan.endBreakEven(id);
    const before = this.plan.stop(id);
    const isNearer = before === undefined || (position.quantity > 0n ? stop > before : stop < before);
    if (isNearer) {
      this.plan.set(id, { stop });
      this.#explainBreakEven(position, stop, now);
    }
    this.protect(id, now);
  }

  #explainBreakEven({ instrument, strategy }: Position, stop: Price, at: UnixMs): void {
    const { listener, prices } = this.#of;
    if (listener?.explained === undefined || listener.wantsExplained?.() === false) return;
    const why = "the price has been far enough: nothing is lost any more";
    const reference = prices.number(instrument.id);
    listener.explained(
      ruleMoved("break-even", { instrument: instrument.symbol, strategy, at, why, reference }, stop),
    );
  }

  #leave({ instrument, strategy }: Position, why: Pick<Leaving, "why" | "exitReason">, now: UnixMs): Left {
    return leaveRest(this.#of, this.#of.portfolio, instrument.id, { ...why, strategy, now });
  }

  /** Whether an order that leaves the position at the market is on its way. */
  isLeaving(id: InstrumentId): boolean {
    const { quantity } = this.#of.portfolio.position(id);
    return this.#of.orders
      .live(id)
      .some((order) => order.request.role !== "entry" && leavesAtMarket(order, quantity));
  }

  #submitChild(
    { role, type, side, quantity, price, trail, exitReason }: WantedChild,
    strategy: string,
    instrument: InstrumentId,
    at: UnixMs,
  ): void {
    const why = WHY[type];
    const terms = { id: this.#of.orders.nextId(), instrument, strategy, side, role, quantity, at, why };
    const isLimit = type === "limit";
    const conditions = trail === undefined ? undefined : { trail };
    const limit = isLimit ? price : undefined;
    const order = reducing(type, terms, limit, isLimit ? undefined : price, conditions);
    const decidedAt = price === undefined ? this.#of.prices.number(instrument) : priceToNumber(price);
    this.#of.reduce(order, exitReason, decidedAt);
  }
}

export type ProtectorSnapshot = ReturnType<Protector["snapshot"]>;

/** Whether a position has been held as long as it may be: of bars those count that began with its entry, or later. */
function hasLasted(
  hold: NonNullable<PositionRules["hold"]>,
  entryTime: UnixMs,
  now: UnixMs,
  bars: BarSeries | undefined,
): boolean {
  if ("ms" in hold) return now >= entryTime + hold.ms;
  const first = (bars?.visible ?? 0) - hold.bars;
  return bars !== undefined && first >= 0 && at(bars.columns.time, first) >= entryTime;
}

/** What the price has done at this close: of a bar that began before `since` only its close is known to have come after that. */
function seenSince(bars: BarSeries | undefined, since: UnixMs, last: number): Extremes {
  const row = (bars?.visible ?? 0) - 1;
  if (bars === undefined || row < 0 || at(bars.columns.time, row) < since) return { high: last, low: last };
  return { high: at(bars.columns.high, row), low: at(bars.columns.low, row) };
}
