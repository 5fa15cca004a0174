import { absolute, assert, floorToStep, priceToNumber, type Quantity, quantityFromNumber, smaller, type UnixMs, unreachable } from "../base/index.ts";
import {
  type AdjustIntent,
  type EngineEvent,
  type ExitReason,
  type Fill,
  type Instrument,
  type InstrumentId,
  type Intent,
  type OpenIntent,
  type OpenPosition,
  type OrderEvent,
  type OrderIntent,
  type OrderRequest,
  type Outbox,
  type Refusal,
  rulesAt,
} from "../domain/index.ts";
import { OrderBook, ProtectionPlan, type TrackedOrder, type WantedChild } from "../execution/index.ts";
import { at, type BarSeries, LatestPrices } from "../market/index.ts";
import { EquityCurve, Portfolio } from "../portfolio/index.ts";
import { type EntryProposal, type Latch, Risk } from "../risk/index.ts";
import { refuseSignal } from "../signals/index.ts";
import { openPositionOf } from "./open-position.ts";
import type { EngineListener } from "./listener.ts";
import { onTick, proposeOpen, proposeOrder, reducingOrder } from "./proposal.ts";
import type { EngineSetup } from "./setup.ts";
import { StrategyRun } from "./strategy-run.ts";

/**
 * One event in, requests out: a synchronous fold, deaf to the clock. The same events always yield the same requests.
 * The walk of one bar is told by `step` and the functions it calls, in the order they are written.
 */
export class Engine {
  readonly portfolio: Portfolio;
  readonly risk: Risk;
  readonly curve: EquityCurve;
  readonly prices: LatestPrices;
  /** How often each refusal and rejection was given. */
  readonly refusals = new Map<string, number>();
  readonly rejections = new Map<string, number>();
  readonly #setup: EngineSetup;
  readonly #outbox: Outbox;
  readonly #listener: EngineListener | undefined;
  readonly #orders: OrderBook;
  readonly #plan: ProtectionPlan;
  /** Sorted by strategy name, then instrument: the order in which signals of one moment are judged. */
  readonly #runs: readonly StrategyRun[];
  readonly #runOf: readonly (StrategyRun | undefined)[];
  readonly #runBySeries: readonly (StrategyRun | undefined)[];
  /** What is wanted at this moment, in order of judgement. Kept between moments, so that nothing is allocated. */
  readonly #due: StrategyRun[] = [];
  readonly #intents: Intent[] = [];
  readonly #deciding: Int32Array | undefined;
  #signals = 0;

  constructor(setup: EngineSetup, outbox: Outbox, listener?: EngineListener) {
    const { instruments, account } = setup;
    for (let i = 1; i < instruments.length; i++)
      assert((instruments[i - 1] as Instrument).symbol < (instruments[i] as Instrument).symbol, "instruments are not sorted");
    this.#setup = setup;
    this.#outbox = outbox;
    this.#listener = listener;
    this.#deciding = setup.deciding;
    this.prices = new LatestPrices(instruments);
    const valuation = { priceOf: (asset: string) => this.prices.priceOf(asset, account.currency) };
    this.portfolio = new Portfolio({ instruments, ...account, valuation });
    this.portfolio.ledger.listener = listener?.ledger;
    this.curve = new EquityCurve(setup.stepsExpected);
    const equity = this.portfolio.cashNumber;
    this.risk = new Risk({ instruments, settings: setup.risk, portfolio: this.portfolio, prices: this.prices, equity });
    this.#orders = new OrderBook(instruments.length);
    this.#plan = new ProtectionPlan(instruments.length);
    this.#runs = setup.runs
      .map((run) => new StrategyRun(run, instruments[run.instrument] as Instrument, setup.series[run.series] as BarSeries))
      .sort(byNameThenInstrument);
    this.#runOf = instruments.map(({ id }) => this.#runs.find((run) => run.instrument.id === id));
    this.#runBySeries = setup.series.map(({ id }) => this.#runs.find((run) => run.setup.series === id));
  }

  /** Signals that strategies gave so far. */
  get signals(): number {
    return this.#signals;
  }

  /** Equity with every open position at its latest price. */
  get equity(): number {
    const { portfolio } = this;
    let equity = portfolio.cashNumber;
    for (const position of portfolio.open) {
      const { instrument } = position;
      const value = position.units * this.prices.number(instrument.id);
      equity += instrument.kind === "spot" ? value : value - position.costNumber;
    }
    return equity;
  }

  openPositions(): readonly OpenPosition[] {
    return this.portfolio.open.map((position) => openPositionOf(position, this.prices));
  }

  step(event: EngineEvent): void {
    switch (event.kind) {
      case "BarClosed":
        this.#understandBar(event.series, event.at);
        return;
      case "TimeClosed":
        this.#closeTime(event.at);
        return;
      case "OrderAccepted":
      case "OrderRejected":
      case "OrderFilled":
      case "OrderCancelled":
      case "OrderExpired":
      case "CancelRefused":
      case "OrderOutcomeLost":
        this.#hearVenue(event);
        return;
      case "TradingHalted":
        if (this.risk.watch.halt(event.at)) this.#stopAddingRisk();
        return;
      case "TradingResumed":
        this.risk.watch.resume();
        return;
      default:
        unreachable(event);
    }
  }

  // --- a bar: understood, watched, decided, judged ---------------------------------------------------------------------

  #understandBar(seriesId: number, now: UnixMs): void {
    const series = this.#setup.series[seriesId] as BarSeries;
    const row = series.visible;
    series.visible = row + 1;
    const { columns, instrument } = series;
    this.prices.note(instrument, at(columns.close, row), now);
    const position = this.portfolio.positions[instrument];
    if (position !== undefined && !position.isFlat) position.observe(at(columns.high, row), at(columns.low, row));
    this.#runBySeries[seriesId]?.advance(row);
  }

  /** Everything that closes at this moment is known: watch, let strategies decide, judge their wishes as one batch. */
  #closeTime(now: UnixMs): void {
    const equity = this.equity;
    this.#watch(equity, now);
    this.curve.add(now, equity, this.portfolio.open.length > 0);
    let wishes = 0;
    for (let i = 0; i < this.#runs.length; i++) {
      const run = this.#runs[i] as StrategyRun;
      if (!run.isDue) continue;
      if (run.isChanged) this.#show(run);
      if (this.#deciding !== undefined) this.#deciding[0] = run.instrument.id;
      const intent = run.decide(now);
      if (intent.kind === "none") continue;
      this.#due[wishes] = run;
      this.#intents[wishes] = intent;
      wishes++;
    }
    for (let i = 0; i < wishes; i++) this.#act(this.#due[i] as StrategyRun, this.#intents[i] as Intent, now);
  }

  #show(run: StrategyRun): void {
    const { id } = run.instrument;
    const live = this.#orders.live(id);
    run.show(this.portfolio.position(id), {
      stop: this.#plan.stop(id),
      target: this.#plan.target(id),
      hasWorkingEntry: live.some(({ request }) => request.role === "entry"),
      hasWorkingExit: live.some(({ request }) => request.role === "exit"),
    });
  }

  #act(run: StrategyRun, intent: Intent, now: UnixMs): void {
    const { instrument } = run;
    this.#listener?.intent?.(run.strategy.name, instrument, intent, now);
    switch (intent.kind) {
      case "open":
        this.#signals++;
        this.#open(run, intent, now);
        break;
      case "close":
        this.#signals++;
        this.#close(run, "signal", intent.why, now);
        break;
      case "adjust":
        this.#adjust(run, intent, now);
        break;
      case "order":
        this.#signals++;
        this.#order(run, intent, now);
        break;
      case "none":
        break;
      default:
        unreachable(intent);
    }
  }

  #open(run: StrategyRun, intent: OpenIntent, now: UnixMs): void {
    const { instrument, setup, strategy } = run;
    const isPending = this.risk.hasWorkingEntry(instrument.id);
    const signal = {
      instrument: instrument.id,
      strategy: strategy.name,
      direction: intent.direction,
      confidence: intent.confidence ?? 1,
      dataAt: this.#dataAt(run),
      at: now,
      expiresAt: Number.POSITIVE_INFINITY,
    };
    const refusal = refuseSignal(signal, setup.signals, { now, isPending });
    if (refusal !== undefined) {
      this.#refuse(instrument, undefined, refusal);
      return;
    }
    const held = this.portfolio.position(instrument.id).quantity;
    const isReversal = held !== 0n && held > 0n === (intent.direction === "short");
    if (isReversal && instrument.kind !== "spot") this.#close(run, "reversal", intent.why, now);
    this.#enter(proposeOpen(intent, this.#facts(run, now)), instrument);
  }

  #order(run: StrategyRun, intent: OrderIntent, now: UnixMs): void {
    const { instrument } = run;
    const facts = this.#facts(run, now);
    const held = this.portfolio.position(instrument.id).quantity;
    const wanted = floorToStep(quantityFromNumber(intent.quantity, "down"), rulesAt(instrument, now).step);
    const isOpposite = held !== 0n && held > 0n === (intent.side === "sell");
    if (isOpposite && (intent.reduceOnly === true || wanted <= absolute(held))) {
      const quantity = smaller(wanted, absolute(held)) as Quantity;
      this.#reduce(reducingOrder(intent, quantity, facts), "signal", facts.last);
    } else if (intent.reduceOnly === true) this.#refuse(instrument, facts.id, { kind: "NothingToClose" });
    else this.#enter(proposeOrder(intent, facts), instrument);
  }

  /** Leaves the position at the market, and gives up entries that still work. */
  #close(run: StrategyRun, exitReason: ExitReason, why: string, now: UnixMs): void {
    const { instrument, strategy } = run;
    const live = this.#orders.live(instrument.id);
    if (live.some(({ request }) => request.role === "exit")) {
      this.#refuse(instrument, undefined, { kind: "DuplicateSignal", direction: "flat" });
      return;
    }
    const entries = live.filter(({ request }) => request.role === "entry");
    for (const entry of entries) this.#cancel(entry);
    const { quantity } = this.portfolio.position(instrument.id);
    if (quantity !== 0n) this.#exitAtMarket(instrument.id, { strategy: strategy.name, role: "exit", exitReason, why, now });
    else if (entries.length === 0) this.#refuse(instrument, undefined, { kind: "NothingToClose" });
  }

  #adjust(run: StrategyRun, intent: AdjustIntent, now: UnixMs): void {
    const { id } = run.instrument;
    const { quantity } = this.portfolio.position(id);
    if (quantity === 0n) {
      this.#refuse(run.instrument, undefined, { kind: "NothingToClose" });
      return;
    }
    const { tick } = rulesAt(run.instrument, now);
    const isLong = quantity > 0n;
    this.#plan.set(id, {
      stop: intent.stop === undefined ? undefined : onTick(intent.stop, tick, isLong ? "down" : "up"),
      target: intent.target === undefined ? undefined : onTick(intent.target, tick, isLong ? "up" : "down"),
    });
    this.#protect(id, now);
  }

  // --- named and sent --------------------------------------------------------------------------------------------------

  #enter(proposal: EntryProposal, instrument: Instrument): void {
    const verdict = this.risk.judgeEntry(proposal);
    this.#listener?.verdict?.(instrument, proposal.draft.id, verdict);
    if (verdict.kind === "refused") {
      count(this.refusals, verdict.refusal.kind);
      return;
    }
    const { order, protection } = verdict;
    const named = order.limit ?? order.trigger;
    const decidedAt = named === undefined ? proposal.reference : priceToNumber(named);
    this.#send(this.#orders.track(order, { decidedAt, ...protection, exitReason: "signal" }));
  }

  #reduce(request: OrderRequest, exitReason: ExitReason, decidedAt: number): void {
    const order = this.risk.approveReducing(request);
    this.#send(this.#orders.track(order, { decidedAt, stop: undefined, target: undefined, exitReason }));
  }

  #exitAtMarket(
    id: InstrumentId,
    terms: { strategy: string; role: "exit" | "stop-loss"; exitReason: ExitReason; why: string; now: UnixMs },
  ): void {
    const held = this.portfolio.position(id).quantity;
    const request = marketOrder({ id: this.#orders.nextId(), instrument: id, held, ...terms });
    this.#reduce(request, terms.exitReason, this.prices.number(id));
  }

  #send(order: TrackedOrder): void {
    const { request } = order;
    this.#changed(request.instrument);
    this.#listener?.submitted?.(request, this.#instrument(request.instrument));
    order.move("send");
    this.#outbox.submitOrder(order.request);
  }

  #cancel(order: TrackedOrder): void {
    if (order.pending === "cancel") return;
    order.ask("askCancel");
    this.#outbox.cancelOrder(order.request.id);
  }

  #refuse(instrument: Instrument, order: number | undefined, refusal: Refusal): void {
    count(this.refusals, refusal.kind);
    this.#listener?.verdict?.(instrument, order, { kind: "refused", refusal });
  }

  // --- answered --------------------------------------------------------------------------------------------------------

  #hearVenue(event: OrderEvent): void {
    const order = this.#orders.get(event.order);
    const { request } = order;
    this.#changed(request.instrument);
    if (event.kind !== "OrderFilled") this.#listener?.answered?.(event, request, this.#instrument(request.instrument));
    switch (event.kind) {
      case "OrderAccepted":
        order.move("accept");
        break;
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
      case "OrderOutcomeLost":
        order.move("lose"); // Its reservation stays: unknown is a state.
        break;
      case "CancelRefused":
        if (order.isLive) order.ask("refuse");
        break;
      default:
        unreachable(event);
    }
    if (!order.isLive) this.#finish(order, event);
  }

  #book(order: TrackedOrder, fill: Fill): void {
    if (!order.fill(fill.tradeId, fill.quantity)) return;
    const { request, context } = order;
    const position = this.portfolio.position(fill.instrument);
    const wasFlat = position.isFlat;
    const trade = this.portfolio.apply(fill, { strategy: request.strategy, exitReason: context.exitReason });
    this.prices.note(fill.instrument, priceToNumber(fill.price), fill.at);
    this.risk.noteFill(fill, context.decidedAt);
    if (wasFlat) this.risk.watch.openedToday++;
    this.#listener?.filled?.({ fill, order: request, instrument: position.instrument, trade });
    if (request.role === "entry") this.#plan.set(fill.instrument, context);
    this.#protect(fill.instrument, fill.at);
    this.#watch(this.equity, fill.at);
  }

  /** Protection follows what is held; nothing protects a flat book. */
  #protect(id: InstrumentId, now: UnixMs): void {
    const position = this.portfolio.position(id);
    if (position.isFlat) this.#plan.clear(id);
    this.risk.exposure.stops[id] = this.#plan.stop(id);
    const { submit, cancel } = this.#plan.changes(id, position.quantity, this.#orders.live(id));
    for (const child of submit) this.#submitChild(child, position.strategy, id, now);
    for (const order of cancel) this.#cancel(order);
  }

  #submitChild(child: WantedChild, strategy: string, instrument: InstrumentId, now: UnixMs): void {
    const isStop = child.role === "stop-loss";
    const request: OrderRequest = {
      id: this.#orders.nextId(),
      instrument,
      strategy,
      side: child.side,
      type: isStop ? "stop" : "limit",
      role: child.role,
      quantity: child.quantity,
      limit: isStop ? undefined : child.price,
      trigger: isStop ? child.price : undefined,
      collar: undefined,
      reduceOnly: true,
      expiresAt: Number.POSITIVE_INFINITY,
      at: now,
      why: isStop ? "protective stop" : "profit target",
    };
    this.#reduce(request, child.exitReason, priceToNumber(child.price));
  }

  #finish(order: TrackedOrder, event: OrderEvent): void {
    const { request } = order;
    this.risk.noteEnd(request.instrument, request.id);
    this.#orders.retire(order);
    // A stop that the market has already passed cannot rest: leave at once instead of standing unprotected.
    const isPassed = event.kind === "OrderRejected" && event.rejection.kind === "StopWouldTriggerAtOnce";
    if (!isPassed || request.role !== "stop-loss" || this.portfolio.position(request.instrument).isFlat) return;
    const { strategy } = request;
    const why = "the market is beyond the protective stop";
    this.#exitAtMarket(request.instrument, { strategy, role: "stop-loss", exitReason: "stop-loss", why, now: event.at });
  }

  // --- watched ---------------------------------------------------------------------------------------------------------

  #watch(equity: number, now: UnixMs): void {
    if (this.risk.watch.observe(equity, now)) this.#stopAddingRisk();
  }

  /** A latch closed: entries that still work are taken back; what protects and what reduces stays. */
  #stopAddingRisk(): void {
    this.#listener?.latched?.(this.risk.latches.at(-1) as Latch);
    for (const { id } of this.#setup.instruments) {
      for (const order of [...this.#orders.live(id)]) if (order.request.role === "entry") this.#cancel(order);
    }
  }

  #facts(run: StrategyRun, now: UnixMs) {
    const { instrument, strategy, atr } = run;
    const { intervalMs } = run.feed.series;
    const last = this.prices.number(instrument.id);
    return { id: this.#orders.nextId(), instrument, strategy: strategy.name, now, last, barMs: intervalMs, atr };
  }

  #dataAt(run: StrategyRun): UnixMs {
    const { series } = run.feed;
    return series.closesAt(series.visible - 1);
  }

  #changed(instrument: InstrumentId): void {
    const run = this.#runOf[instrument];
    if (run !== undefined) run.isChanged = true;
  }

  #instrument(id: InstrumentId): Instrument {
    return this.#setup.instruments[id] as Instrument;
  }
}

/** Code-unit order, so that it is the same on every machine. */
function byNameThenInstrument(a: StrategyRun, b: StrategyRun): number {
  if (a.strategy.name !== b.strategy.name) return a.strategy.name < b.strategy.name ? -1 : 1;
  return a.instrument.id - b.instrument.id; // Ids are in code-unit order of symbols.
}

function marketOrder(terms: {
  id: OrderRequest["id"];
  instrument: InstrumentId;
  held: Quantity;
  strategy: string;
  role: "exit" | "stop-loss";
  why: string;
  now: UnixMs;
}): OrderRequest {
  return {
    id: terms.id,
    instrument: terms.instrument,
    strategy: terms.strategy,
    side: terms.held > 0n ? "sell" : "buy",
    type: "market",
    role: terms.role,
    quantity: absolute(terms.held),
    limit: undefined,
    trigger: undefined,
    collar: undefined,
    reduceOnly: true,
    expiresAt: Number.POSITIVE_INFINITY,
    at: terms.now,
    why: terms.why,
  };
}

function count(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}
