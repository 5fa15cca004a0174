import { priceToNumber, type UnixMs, unreachable } from "../base/index.ts";
import {
  type Amendment,
  type Approved,
  type ClosedTrade,
  type ExitReason,
  type Fill,
  type FilledOutside,
  type Instrument,
  type InstrumentId,
  type OrderEvent,
  type OrderId,
  type OrderRequest,
  type Outbox,
  type PositionLiquidated,
  type Refusal,
  rulesAt,
  type SharesSplit,
  type Side,
  splitNumber,
  type VenueAbilities,
} from "../domain/index.ts";
import { type Due, Emulator, OrderBook, type TrackedOrder } from "../execution/index.ts";
import type { LatestPrices } from "../market/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import { decisionPrice, type EntryProposal, EntryTrace, type Risk } from "../risk/index.ts";
import type { ExplainEntry } from "./explainer.ts";
import { type FilledParts, outsideRequest, unsentRequest } from "./filled-request.ts";
import { LateFills } from "./late-fills.ts";
import { beyondStop, isOverWith, type Leaving, leaveRest } from "./leave-rest.ts";
import type { EngineListener } from "./listener.ts";
import { Protector } from "./protector.ts";
import { bareContext, type ExitTerms, reducing } from "./reducing.ts";
import { exitAfterSplit } from "./split-exit.ts";
import { WithdrawnEntries } from "./withdrawn-entries.ts";

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
  /** An order filled of which nothing is known any more. */
  onLateFill(at: UnixMs): void;
  /** Name of the strategy that trades an instrument. */
  strategyOf(instrument: InstrumentId): string;
}

/** Where orders are judged, named, sent and answered: the second half of the walk of one bar. */
export class Desk {
  /** How often each refusal and rejection was given. */
  readonly refusals = new Map<string, number>();
  readonly rejections = new Map<string, number>();
  readonly orders: OrderBook;
  readonly protector: Protector;
  readonly late: LateFills;
  readonly #filled: FilledParts;
  /** The moment of what is being done. */
  now = 0 as UnixMs;
  readonly withdrawn = new WithdrawnEntries();
  readonly #of: DeskParts;
  /** Where a venue lacks something; undefined: it stands in nobody's way. */
  readonly emulator: Emulator | undefined;

  constructor(parts: DeskParts) {
    this.#of = parts;
    this.orders = new OrderBook(parts.instruments.length);
    const { instruments, portfolio, prices, risk } = parts;
    this.protector = new Protector({
      instruments,
      portfolio,
      prices,
      risk,
      orders: this.orders,
      reduce: (request, exitReason, decidedAt) => this.reduce(request, exitReason, decidedAt),
      cancel: (order) => this.cancel(order),
      amend: (order, to) => this.amend(order, to),
      exitAtMarket: (instrument, terms) => this.exitAtMarket(instrument, terms),
      listener: parts.listener,
    });
    this.#filled = { ...parts, orders: this.orders };
    this.late = new LateFills({
      ...parts,
      orders: this.orders,
      book: (request, fill) => this.#bookAs(request, fill, "manual"),
    });
    this.emulator = this.#emulatorFor(parts);
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

  /** @returns whether it went out */
  enter(proposal: EntryProposal, instrument: Instrument, tag?: string, explain?: ExplainEntry): boolean {
    const isAddition = this.#of.risk.isAddition(proposal.draft);
    const trace = explain && new EntryTrace();
    const verdict = this.#of.risk.judgeEntry(proposal, trace);
    this.#of.listener?.verdict?.(instrument, proposal.draft.id, verdict);
    if (trace !== undefined) explain?.(trace, verdict);
    if (verdict.kind === "refused") {
      count(this.refusals, verdict.refusal.kind);
      return false;
    }
    const { order, protection } = verdict;
    const decidedAt = decisionPrice(order, proposal.reference);
    const { stop, target, rules } = protection;
    const exitReason = "signal";
    this.#send(this.orders.track(order, { decidedAt, stop, target, rules, exitReason, isAddition, tag }));
    return true;
  }

  /** Sends what can only reduce. `due`: somebody counts on it. */
  reduce(
    request: OrderRequest,
    exitReason: ExitReason,
    decidedAt: number,
    { tag, due }: { readonly tag?: string | undefined; readonly due?: Due | undefined } = {},
  ): void {
    const approved = this.#of.risk.approveReducing(request);
    const order = this.orders.track(approved, bareContext(exitReason, decidedAt, tag));
    order.due = due;
    this.#send(order);
  }

  /** @returns the order */
  exitAtMarket(instrument: InstrumentId, terms: ExitTerms): OrderRequest {
    const { exitReason: reason, of, now: at, ...exit } = terms;
    const side: Side = this.#of.portfolio.position(instrument).quantity > 0n ? "sell" : "buy";
    const request = reducing("market", { id: this.orders.nextId(), instrument, side, at, ...exit });
    this.reduce(request, reason, this.#of.prices.number(instrument), { due: { of, reason } });
    return request;
  }

  cancel(order: TrackedOrder): void {
    if (order.pending === "cancel") return;
    order.ask("askCancel");
    const { id } = order.request;
    if (this.emulator === undefined) this.#of.outbox.cancelOrder(id);
    else this.emulator.cancel(id);
  }

  /** Asks for new terms of an order that rests. */
  amend(order: TrackedOrder, to: Approved<Amendment>): void {
    order.ask("askReplace");
    const { id } = order.request;
    if (this.emulator === undefined) this.#of.outbox.amendOrder(id, to);
    else this.emulator.amend(id, to);
  }

  refuse(instrument: Instrument, order: OrderId | undefined, refusal: Refusal): void {
    count(this.refusals, refusal.kind);
    this.#of.listener?.verdict?.(instrument, order, { kind: "refused", refusal });
  }

  /** Takes back every entry that still works; what protects and what reduces stays. `leaving`: what one fills before that. */
  cancelEntries(instrument: InstrumentId, leaving?: Leaving): number {
    const entries = this.orders.live(instrument).filter(({ request }) => request.role === "entry");
    for (const entry of entries) {
      this.cancel(entry);
      if (leaving !== undefined) this.withdrawn.note(entry.request.id, leaving);
    }
    return entries.length;
  }

  #send(order: TrackedOrder): void {
    const { request } = order;
    this.#of.onChange(request.instrument);
    this.#of.listener?.submitted?.(request, this.#instrument(request.instrument));
    order.move("send");
    if (this.emulator === undefined) this.#of.outbox.submitOrder(request);
    else this.emulator.submit(request);
  }

  // --- answered ---------------------------------------------------------------------------------------------------------

  hear(event: OrderEvent): void {
    this.now = event.at;
    if (this.emulator === undefined) this.#heard(event);
    else this.emulator.hear(event);
  }

  #heard(event: OrderEvent): void {
    if (event.kind === "OrderFilled" && this.late.hear(event.fill)) return;
    const order = this.orders.get(event.order);
    const { request } = order;
    this.#of.onChange(request.instrument);
    if (event.kind !== "OrderFilled")
      this.#of.listener?.answered?.(event, request, this.#instrument(request.instrument));
    switch (event.kind) {
      case "OrderAccepted":
        order.move("accept");
        this.protector.noteAccepted(order, event.at);
        return;
      case "OrderFilled":
        this.#book(order, event.fill);
        break;
      case "OrderRejected":
        this.protector.noteRejected(order, event.rejection); // While it is known whether it was being taken back.
        order.move("reject");
        count(this.rejections, event.rejection.kind);
        break;
      case "OrderCancelled":
        if (order.pending !== "cancel") this.protector.noteTakenBack(order);
        order.move("cancel");
        break;
      case "OrderExpired":
        this.protector.noteExpired(order, event.reason);
        order.move("expire");
        if (event.reason === "collar") count(this.rejections, "PriceBeyondCollar");
        break;
      case "OrderReplaced": {
        const { remaining: before } = order;
        order.amend(event.to);
        if (order.pending === "replace") order.ask("confirmReplace");
        this.#of.risk.noteReplaced(order.request, order.remaining);
        this.protector.noteReplaced(order, before, event.at);
        if (order.remaining > 0n) return;
        order.move("fillAll"); // Its fills were heard before this.
        break;
      }
      case "ReplaceRefused":
        if (order.pending === "replace") order.ask("refuse");
        if (event.rejection !== undefined) count(this.rejections, event.rejection.kind);
        this.#of.risk.noteReplaced(order.request, order.remaining);
        this.protector.noteReplaceRefused(order.request);
        return;
      case "PriceReached":
      case "WatchExpired":
        return; // Meant for whoever asked for the watch.
      case "OrderOutcomeLost":
        order.move("lose"); // Its reservation stays: unknown is a state.
        return;
      case "OrderNotSent":
      case "OrderProvenAbsent":
        this.protector.noteAbsent(order);
        order.move(event.kind === "OrderNotSent" ? "fail" : "proveAbsent");
        break;
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
    const order = this.#bookUnsent(fill, "liquidation", "the venue liquidated the position");
    for (const live of [...this.orders.live(id)]) this.cancel(live);
    return order;
  }

  /**
   * Shares were split, and the venue has cancelled what rested. Protection is placed anew at the prices of new shares,
   * and an exit that waited for the market is sent again; entries, and exits at a price, are left to the strategy.
   * @returns the order that stands for a fraction settled in cash
   */
  split(split: SharesSplit): TrackedOrder | undefined {
    const { protector } = this;
    const { instrument: id, ratio, cancelled, fraction, at } = split;
    this.now = at;
    for (const live of [...this.orders.live(id)]) this.cancel(live); // What nobody but we knew of.
    const position = this.#of.portfolio.position(id);
    const { tick } = rulesAt(position.instrument, at);
    protector.plan.split(id, { ratio, tick, isLong: position.quantity > 0n });
    let order: TrackedOrder | undefined;
    if (fraction === undefined) protector.protect(id, at);
    else order = this.#bookUnsent(fraction, "manual", "the fraction of a share is settled in cash");
    const waited = cancelled.flatMap((ended) => this.orders.find(ended) ?? []);
    protector.owed.split(id, ratio, waited);
    for (const exit of waited) {
      const anew = exitAfterSplit(exit, split, position, () => this.orders.nextId());
      if (anew === undefined) continue;
      const { exitReason, decidedAt, tag } = exit.context;
      this.reduce(anew, exitReason, splitNumber(decidedAt, ratio), { tag, due: exit.due });
    }
    return order;
  }

  /** Somebody else traded this account: what is held then is held, and counts. @returns the order that stands for it */
  adopt({ fill, name, at }: FilledOutside): TrackedOrder {
    this.now = at;
    return this.#bookAs(outsideRequest(this.#filled, fill, name), fill, "manual");
  }

  /** Books a fill of the venue's own making as that of an order that was never sent. */
  #bookUnsent(fill: Omit<Fill, "order">, exitReason: ExitReason, why: string): TrackedOrder {
    return this.#bookAs(unsentRequest(this.#filled, fill, why), fill, exitReason);
  }

  #bookAs(request: Approved<OrderRequest>, fill: Omit<Fill, "order">, exitReason: ExitReason): TrackedOrder {
    const order = this.orders.track(request, bareContext(exitReason, priceToNumber(fill.price), undefined));
    order.move("send");
    this.#of.onChange(request.instrument);
    this.#book(order, { ...fill, order: request.id }, exitReason === "liquidation");
    this.orders.retire(order);
    this.emulator?.noteHeld(request.instrument);
    return order;
  }

  /** `isTraded`: at a price that the market has made. */
  #book(order: TrackedOrder, fill: Fill, isTraded = true): void {
    if (!order.fill(fill.tradeId, fill.quantity)) return;
    const { portfolio, risk, prices, listener } = this.#of;
    const { request, context } = order;
    const position = portfolio.position(fill.instrument);
    const held = position.quantity;
    const trade = portfolio.apply(fill, { strategy: request.strategy, exitReason: context.exitReason });
    const paid = priceToNumber(fill.price);
    if (isTraded) prices.note(fill.instrument, paid, fill.at);
    risk.noteFill(fill, paid, order.decidedAt);
    const isOpened = !position.isFlat && (held === 0n || held > 0n !== position.quantity > 0n);
    if (isOpened) {
      risk.watch.noteOpened(fill.at);
      this.protector.begin(fill.instrument);
    }
    listener?.filled?.({
      fill,
      order: request,
      instrument: position.instrument,
      trade,
      held: position.quantity,
    });
    // One that only took from a position of the other side has nothing to say about what is left of it.
    const isOwn = position.quantity > 0n === (fill.side === "buy");
    if (request.role === "entry" && isOwn) this.protector.plan.adopt(fill.instrument, order, fill.at);
    else if (request.role === "take-profit")
      this.protector.plan.noteTarget(fill.instrument, order, fill.quantity);
    if (trade !== undefined) this.#noteClosed(fill.instrument, trade, fill.at);
    const leaving = this.withdrawn.leaving(request.id);
    if (leaving !== undefined)
      leaveRest(this, portfolio, fill.instrument, { ...leaving, strategy: position.strategy, now: fill.at });
    this.protector.protect(fill.instrument, fill.at);
    this.#of.onFill(fill.at);
  }

  #noteClosed(instrument: InstrumentId, trade: ClosedTrade, at: UnixMs): void {
    this.#of.risk.noteClosed(instrument, trade.exitReason, at);
    for (const order of [...this.orders.live(instrument)]) // What an emulator holds is over at once.
      if (order.isLive && isOverWith(order, trade)) this.cancel(order);
  }

  #finish(order: TrackedOrder, event: OrderEvent): void {
    const { id, role, instrument, strategy } = order.request;
    this.#of.risk.noteEnd(instrument, id);
    this.orders.retire(order);
    this.withdrawn.end(id);
    if (role !== "stop-loss" || this.#of.portfolio.position(instrument).isFlat) return;
    // A stop that the market has already passed cannot rest: leave at once instead of standing unprotected.
    const isPassed = event.kind === "OrderRejected" && event.rejection.kind === "StopWouldTriggerAtOnce";
    // Or it was set off and found too few to trade with: what is left must not stand unprotected either.
    const isCutShort =
      event.kind === "OrderExpired" && (event.reason === "depth" || event.reason === "rejected");
    if (isPassed || (isCutShort && order.filled > 0n)) {
      this.#leaveRest(instrument, strategy, event.at);
    } else if (isCutShort) this.protector.noteUnfilled(order.request); // At once would find nobody again.
  }

  /** The market is beyond the protective stop: what is not on its way out already leaves, and nothing leaves twice. */
  #leaveRest(id: InstrumentId, strategy: string, now: UnixMs): void {
    const left = leaveRest(this, this.#of.portfolio, id, beyondStop(strategy, now));
    if (left === "already") this.protector.protectAnew(id); // What is leaving may come to nothing yet.
  }

  #instrument(id: InstrumentId): Instrument {
    return this.#of.instruments[id] as Instrument; // Ids are places in the list.
  }
}

function count(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}
