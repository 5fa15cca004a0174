import { absolute, priceToNumber, roundToTick, type UnixMs, unreachable } from "../base/index.ts";
import {
  type Amendment,
  type Approved,
  type ExitReason,
  type Fill,
  type Instrument,
  type InstrumentId,
  type OrderEvent,
  type OrderId,
  type OrderRequest,
  type Outbox,
  type PositionLiquidated,
  type Refusal,
  rulesAt,
  type Side,
  type VenueAbilities,
} from "../domain/index.ts";
import {
  Emulator,
  OrderBook,
  type OrderContext,
  ProtectionPlan,
  type TrackedOrder,
  type WantedChild,
} from "../execution/index.ts";
import type { LatestPrices } from "../market/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { EntryProposal, Risk } from "../risk/index.ts";
import type { EngineListener } from "./listener.ts";

/** Why and how a position is left at the market. */
export interface ExitTerms {
  readonly strategy: string;
  readonly role: "exit" | "stop-loss";
  readonly exitReason: ExitReason;
  readonly why: string;
  readonly now: UnixMs;
}

/** What the desk needs to know of its engine. */
interface DeskParts {
  readonly instruments: readonly Instrument[];
  readonly portfolio: Portfolio;
  readonly prices: LatestPrices;
  readonly risk: Risk;
  readonly outbox: Outbox;
  /** By instrument; undefined: the venues can do everything. */
  readonly abilities: readonly (VenueAbilities | undefined)[] | undefined;
  readonly listener: EngineListener | undefined;
  /** Something about an instrument's orders or position changed. */
  onChange(instrument: InstrumentId): void;
  /** A fill moved the equity. */
  onFill(at: UnixMs): void;
}

/** Where orders are judged, named, sent and answered: the second half of the walk of one bar. */
export class Desk {
  /** How often each refusal and rejection was given. */
  readonly refusals = new Map<string, number>();
  readonly rejections = new Map<string, number>();
  readonly orders: OrderBook;
  readonly plan: ProtectionPlan;
  /** The moment of what is being done. */
  now = 0 as UnixMs;
  readonly #of: DeskParts;
  /** Where a venue lacks something; undefined: it stands in nobody's way. */
  readonly #emulator: Emulator | undefined;

  constructor(parts: DeskParts) {
    this.#of = parts;
    this.orders = new OrderBook(parts.instruments.length);
    this.plan = new ProtectionPlan(parts.instruments.length);
    this.#emulator = this.#emulatorFor(parts);
  }

  #emulatorFor({ instruments, abilities, outbox, prices, portfolio, risk }: DeskParts): Emulator | undefined {
    if (abilities === undefined) return undefined;
    return new Emulator({
      instruments,
      abilities,
      outbox,
      orders: this.orders,
      last: (instrument) => prices.number(instrument),
      held: (instrument) => portfolio.position(instrument).quantity,
      now: () => this.now,
      approveChild: (parent, child) => risk.approveChild(parent, child),
      tell: (event) => this.#heard(event),
    });
  }

  // --- judged, named and sent -------------------------------------------------------------------------------------------

  enter(proposal: EntryProposal, instrument: Instrument): void {
    const isAddition = this.#of.risk.isAddition(proposal.draft);
    const verdict = this.#of.risk.judgeEntry(proposal);
    this.#of.listener?.verdict?.(instrument, proposal.draft.id, verdict);
    if (verdict.kind === "refused") {
      count(this.refusals, verdict.refusal.kind);
      return;
    }
    const { order, protection } = verdict;
    const named = order.limit ?? order.trigger;
    const decidedAt = named === undefined ? proposal.reference : priceToNumber(named);
    const { stop, target } = protection;
    this.#send(this.orders.track(order, { decidedAt, stop, target, exitReason: "signal", isAddition }));
  }

  /** Sends what can only reduce. */
  reduce(request: OrderRequest, exitReason: ExitReason, decidedAt: number): void {
    const order = this.#of.risk.approveReducing(request);
    const context: OrderContext = {
      decidedAt,
      stop: undefined,
      target: undefined,
      exitReason,
      isAddition: false,
    };
    this.#send(this.orders.track(order, context));
  }

  exitAtMarket(instrument: InstrumentId, { strategy, role, exitReason, why, now }: ExitTerms): void {
    const held = this.#of.portfolio.position(instrument).quantity;
    const side: Side = held > 0n ? "sell" : "buy";
    const terms = {
      id: this.orders.nextId(),
      instrument,
      strategy,
      side,
      role,
      quantity: absolute(held),
      at: now,
      why,
    };
    this.reduce(reducing("market", terms), exitReason, this.#of.prices.number(instrument));
  }

  cancel(order: TrackedOrder): void {
    if (order.pending === "cancel") return;
    order.ask("askCancel");
    const { id } = order.request;
    if (this.#emulator === undefined) this.#of.outbox.cancelOrder(id);
    else this.#emulator.cancel(id);
  }

  /** Asks for new terms of an order that rests. */
  amend(order: TrackedOrder, to: Approved<Amendment>): void {
    order.ask("askReplace");
    const { id } = order.request;
    if (this.#emulator === undefined) this.#of.outbox.amendOrder(id, to);
    else this.#emulator.amend(id, to);
  }

  refuse(instrument: Instrument, order: OrderId | undefined, refusal: Refusal): void {
    count(this.refusals, refusal.kind);
    this.#of.listener?.verdict?.(instrument, order, { kind: "refused", refusal });
  }

  /** Takes back every entry that still works; what protects and what reduces stays. */
  cancelEntries(instrument: InstrumentId): number {
    const entries = this.orders.live(instrument).filter(({ request }) => request.role === "entry");
    for (const entry of entries) this.cancel(entry);
    return entries.length;
  }

  #send(order: TrackedOrder): void {
    const { request } = order;
    this.#of.onChange(request.instrument);
    this.#of.listener?.submitted?.(request, this.#instrument(request.instrument));
    order.move("send");
    if (this.#emulator === undefined) this.#of.outbox.submitOrder(request);
    else this.#emulator.submit(request);
  }

  // --- answered ---------------------------------------------------------------------------------------------------------

  hear(event: OrderEvent): void {
    this.now = event.at;
    if (this.#emulator === undefined) this.#heard(event);
    else this.#emulator.hear(event);
  }

  #heard(event: OrderEvent): void {
    const order = this.orders.get(event.order);
    const { request } = order;
    this.#of.onChange(request.instrument);
    if (event.kind !== "OrderFilled")
      this.#of.listener?.answered?.(event, request, this.#instrument(request.instrument));
    switch (event.kind) {
      case "OrderAccepted":
        order.move("accept");
        return;
      case "OrderFilled":
        this.#book(order, event.fill);
        break;
      case "OrderRejected":
        order.move("reject");
        count(this.rejections, event.rejection.kind);
        break;
      case "OrderCancelled":
        order.move("cancel");
        break;
      case "OrderExpired":
        order.move("expire");
        if (event.reason === "collar") count(this.rejections, "PriceBeyondCollar");
        break;
      case "OrderReplaced":
        order.amend(event.to);
        if (order.pending === "replace") order.ask("confirmReplace");
        this.#of.risk.noteReplaced(order.request, order.remaining);
        return;
      case "ReplaceRefused":
        if (order.pending === "replace") order.ask("refuse");
        if (event.rejection !== undefined) count(this.rejections, event.rejection.kind);
        this.#of.risk.noteReplaced(order.request, order.remaining);
        return;
      case "PriceReached":
      case "WatchExpired":
        return; // Meant for whoever asked for the watch.
      case "OrderOutcomeLost":
        order.move("lose"); // Its reservation stays: unknown is a state.
        return;
      case "CancelRefused":
        if (order.isLive) order.ask("refuse");
        return;
      default:
        unreachable(event);
    }
    if (!order.isLive) this.#finish(order, event);
  }

  /**
   * The venue closed a position itself. It is booked as the fill of an order that was never sent, and what still works
   * on the instrument has lost its purpose. @returns that order
   */
  liquidate({ instrument: id, fill, at }: PositionLiquidated): TrackedOrder {
    this.now = at;
    const { strategy } = this.#of.portfolio.position(id);
    const { side, quantity } = fill;
    const why = "the venue liquidated the position";
    const terms = { id: this.orders.nextId(), instrument: id, strategy, side, quantity, at, why };
    const request = this.#of.risk.approveReducing(reducing("market", { ...terms, role: "exit" }));
    const decidedAt = priceToNumber(fill.price);
    const context = { decidedAt, stop: undefined, target: undefined, isAddition: false } as const;
    const order = this.orders.track(request, { ...context, exitReason: "liquidation" });
    order.move("send");
    this.#of.onChange(id);
    this.#book(order, { ...fill, order: request.id });
    this.orders.retire(order);
    for (const live of [...this.orders.live(id)]) this.cancel(live);
    return order;
  }

  #book(order: TrackedOrder, fill: Fill): void {
    if (!order.fill(fill.tradeId, fill.quantity)) return;
    const { portfolio, risk, prices, listener } = this.#of;
    const { request, context } = order;
    const position = portfolio.position(fill.instrument);
    const held = position.quantity;
    const trade = portfolio.apply(fill, { strategy: request.strategy, exitReason: context.exitReason });
    const paid = priceToNumber(fill.price);
    prices.note(fill.instrument, paid, fill.at);
    risk.noteFill(fill, paid, context.decidedAt);
    const isOpened = !position.isFlat && (held === 0n || held > 0n !== position.quantity > 0n);
    if (isOpened) {
      risk.watch.noteOpened(fill.at);
      this.plan.clear(fill.instrument); // Terms of a position that has ended do not protect the next one.
    }
    listener?.filled?.({ fill, order: request, instrument: position.instrument, trade });
    if (request.role === "entry") this.plan.set(fill.instrument, context);
    if (position.isFlat) this.#cancelAdditions(fill.instrument);
    this.protect(fill.instrument, fill.at);
    this.#of.onFill(fill.at);
  }

  /** What was to be added to is gone: an addition would open a trade that nobody decided. */
  #cancelAdditions(instrument: InstrumentId): void {
    for (const order of this.orders.live(instrument))
      if (order.isLive && order.context.isAddition) this.cancel(order);
  }

  /** Protection follows what is held; nothing protects a flat book. */
  protect(id: InstrumentId, now: UnixMs): void {
    const position = this.#of.portfolio.position(id);
    if (position.isFlat) this.plan.clear(id);
    else this.#alignPlan(id, position.quantity > 0n, now);
    this.#of.risk.exposure.setStop(id, this.plan.stop(id));
    const { submit, cancel } = this.plan.changes(id, position.quantity, this.orders.live(id));
    for (const child of submit) this.#submitChild(child, position.strategy, id, now);
    for (const order of cancel) this.cancel(order);
  }

  /** The tick may have changed since the entry: protection off the grid would be rejected. Never tighter than planned. */
  #alignPlan(id: InstrumentId, isLong: boolean, now: UnixMs): void {
    const stop = this.plan.stop(id);
    const target = this.plan.target(id);
    if (stop === undefined && target === undefined) return;
    const { tick } = rulesAt(this.#instrument(id), now);
    this.plan.set(id, {
      stop: stop && roundToTick(stop, tick, isLong ? "down" : "up"),
      target: target && roundToTick(target, tick, isLong ? "up" : "down"),
    });
  }

  #submitChild(
    { role, side, quantity, price, exitReason }: WantedChild,
    strategy: string,
    instrument: InstrumentId,
    at: UnixMs,
  ): void {
    const isStop = role === "stop-loss";
    const why = isStop ? "protective stop" : "profit target";
    const terms = { id: this.orders.nextId(), instrument, strategy, side, role, quantity, at, why };
    const order = isStop ? reducing("stop", terms, undefined, price) : reducing("limit", terms, price);
    this.reduce(order, exitReason, priceToNumber(price));
  }

  #finish(order: TrackedOrder, event: OrderEvent): void {
    const { request } = order;
    const { instrument, strategy } = request;
    this.#of.risk.noteEnd(instrument, request.id);
    this.orders.retire(order);
    // A stop that the market has already passed cannot rest: leave at once instead of standing unprotected.
    const isPassed = event.kind === "OrderRejected" && event.rejection.kind === "StopWouldTriggerAtOnce";
    if (!isPassed || request.role !== "stop-loss" || this.#of.portfolio.position(instrument).isFlat) return;
    const why = "the market is beyond the protective stop";
    this.exitAtMarket(instrument, {
      strategy,
      role: "stop-loss",
      exitReason: "stop-loss",
      why,
      now: event.at,
    });
  }

  #instrument(id: InstrumentId): Instrument {
    return this.#of.instruments[id] as Instrument; // Ids are places in the list.
  }
}

type ReducingTerms = Pick<
  OrderRequest,
  "id" | "instrument" | "strategy" | "side" | "role" | "quantity" | "at" | "why"
>;

/** An order that can only reduce: good till cancelled, without a collar, because leaving matters more than the price. */
const reducing = (
  type: OrderRequest["type"],
  { id, instrument, strategy, side, role, quantity, at, why }: ReducingTerms,
  limit: OrderRequest["limit"] = undefined,
  trigger: OrderRequest["trigger"] = undefined,
): OrderRequest => ({
  id,
  instrument,
  strategy,
  side,
  type,
  role,
  quantity,
  limit,
  trigger,
  collar: undefined,
  reduceOnly: true,
  expiresAt: Number.POSITIVE_INFINITY,
  at,
  why,
});

function count(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}
