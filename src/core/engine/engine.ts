import { type Amount, NO_PRICE, type UnixMs, unreachable } from "../base/index.ts";
import type {
  EngineEvent,
  Instrument,
  InstrumentId,
  Intent,
  OpenPosition,
  Outbox,
  PositionLiquidated,
} from "../domain/index.ts";
import type { TrackedOrder } from "../execution/index.ts";
import { at, LatestPrices } from "../market/index.ts";
import { EquityCurve, Portfolio, type Position } from "../portfolio/index.ts";
import { Risk } from "../risk/index.ts";
import { none, StrategyFault } from "../strategy/index.ts";
import { AccountNews } from "./account-news.ts";
import type { WaitingEntry } from "./automation.ts";
import { conditionsOf } from "./conditions.ts";
import { Desk } from "./desk.ts";
import type { Remembering } from "./engine-snapshot.ts";
import { fillViewOf } from "./fill-view.ts";
import { markFilledIn } from "./filled-in.ts";
import type { EngineListener } from "./listener.ts";
import { openPositionOf } from "./open-position.ts";
import { Operator } from "./operator.ts";
import { ProtectionFacts } from "./protection-facts.ts";
import { seeBar, seeFall, shortestOf } from "./see-bar.ts";
import { SessionEnds } from "./session-ends.ts";
import type { AnswerSource, EngineSetup } from "./setup.ts";
import { showPosition } from "./show-position.ts";
import { askThrough, type Happening, StrategyRun } from "./strategy-run.ts";
import { type TimerSpec, timersOf } from "./timers.ts";
import { assertSorted, byNameThenInstrument, type Track, tracksOf } from "./tracks.ts";
import { Trader } from "./trader.ts";

/**
 * One event in, requests out: a synchronous fold, deaf to the clock. The same events always yield the same requests.
 * The walk of one bar is told by `step` and the functions it calls, in the order they are written; where it turns into
 * orders, the `Desk` goes on.
 */
export class Engine {
  readonly portfolio: Portfolio;
  readonly risk: Risk;
  readonly curve: EquityCurve;
  readonly prices: LatestPrices;
  readonly protection: ProtectionFacts;
  readonly #desk: Desk;
  readonly #setup: EngineSetup;
  readonly #listener: EngineListener | undefined;
  readonly #deciding: Int32Array | undefined;
  /** Sorted by strategy name, then instrument: the order in which signals of one moment are judged. */
  readonly #runs: readonly StrategyRun[];
  readonly #runOf: readonly (StrategyRun | undefined)[];
  /** By id of the series. */
  readonly #tracks: readonly Track[];
  /** What is wanted at this moment, in order of judgement. Kept between moments, so that nothing is allocated. */
  readonly #due: StrategyRun[] = [];
  readonly #intents: Intent[] = [];
  readonly #trader: Trader;
  readonly #sessionEnds: SessionEnds;
  readonly #operator: Operator;
  readonly #accountNews: AccountNews;
  readonly #answers: AnswerSource | undefined;
  /** Strategies that broke their contract and were stopped, in order. */
  readonly faults: StrategyFault[] = [];
  constructor(setup: EngineSetup, outbox: Outbox, listener?: EngineListener) {
    const { instruments, account, series } = setup;
    assertSorted(instruments);
    this.#setup = setup;
    this.#listener = listener;
    this.#deciding = setup.deciding;
    this.prices = new LatestPrices(instruments);
    const { prices } = this;
    const valuation = { priceOf: (asset: string) => prices.priceOf(asset, account.currency) };
    this.portfolio = new Portfolio({ instruments, ...account, valuation });
    const { portfolio } = this;
    portfolio.ledger.listener = listener?.ledger;
    this.curve = new EquityCurve(setup.stepsExpected);
    this.risk = new Risk({
      instruments,
      settings: setup.risk,
      portfolio,
      prices,
      equity: portfolio.cashNumber,
      barMs: instruments.map(({ id }) => shortestOf(series, id)),
    });
    this.#desk = new Desk({
      instruments,
      portfolio,
      prices,
      risk: this.risk,
      outbox,
      abilities: setup.abilities,
      listener,
      onChange: (instrument) => this.#noteChange(instrument),
      onFill: (moment) => void this.#watch(this.equity, moment),
      onLateFill: (moment) => this.#operator.stopAddingRisk(this.risk.watch.halt(moment)),
      strategyOf: (instrument) => this.#runOf[instrument]?.strategy.name ?? "",
    });
    this.protection = new ProtectionFacts(this.#desk, portfolio);
    this.#runs = setup.runs
      .map((run) => new StrategyRun(run, instruments[run.instrument] as Instrument, series))
      .sort(byNameThenInstrument);
    const { automation } = setup;
    const { risk } = this;
    const conditions = conditionsOf(automation, this.#runs, { portfolio, prices, risk, series });
    const desk = this.#desk;
    this.#trader = new Trader({ portfolio, prices, risk, desk, automation, conditions, listener });
    this.#answers = setup.answers;
    this.#operator = new Operator({
      ...{ instruments, portfolio, prices, risk, desk, listener },
      runOf: (id) => this.#runOf[id],
      trader: this.#trader,
    });
    this.#accountNews = new AccountNews({
      instruments,
      portfolio,
      prices,
      risk,
      desk,
      trader: this.#trader,
      operator: this.#operator,
      listener,
      onChange: (instrument) => this.#noteChange(instrument),
      onFill: (order, fill) =>
        this.#tellFill({ kind: "OrderFilled", order, fill: { ...fill, order }, at: fill.at }),
      watch: (moment) => void this.#watch(this.equity, moment),
    });
    this.#sessionEnds = new SessionEnds(instruments, setup.risk, portfolio, this.#desk);
    this.#runOf = instruments.map(({ id }) => this.#runs.find((run) => run.instrument.id === id));
    this.#tracks = tracksOf(series, portfolio, this.#runs);
  }

  /** Signals that strategies gave so far. */
  get signals(): number {
    return this.#trader.signals;
  }

  /** Positions that the venue closed, in order. */
  get liquidations(): readonly PositionLiquidated[] {
    return this.#accountNews.liquidations;
  }

  /** Openings that wait for a person, oldest first. */
  get waiting(): readonly WaitingEntry[] {
    return this.#trader.approvals?.waiting ?? [];
  }

  /** How often risk said no, and how often the venue did, by kind. */
  get refusals(): ReadonlyMap<string, number> {
    return this.#desk.refusals;
  }
  get rejections(): ReadonlyMap<string, number> {
    return this.#desk.rejections;
  }

  /** Timers that strategies declared, in the order they ring when they ring together. */
  get timers(): readonly TimerSpec[] {
    return this.#runs.flatMap(timersOf);
  }

  /** Time of the newest event that orders, fills or decisions came of. */
  get now(): UnixMs {
    return this.#desk.now;
  }

  /** Equity with every open position at its latest price. */
  get equity(): number {
    const { portfolio, prices } = this;
    const { open } = portfolio;
    let equity = portfolio.cashNumber;
    for (let i = 0; i < open.length; i++) {
      const position = open[i] as Position;
      equity += position.units * prices.number(position.instrument.id) - position.marginOffset;
    }
    return equity;
  }

  /** The same in exact digits; what has no price yet counts for nothing. */
  get exactEquity(): Amount {
    const { prices } = this;
    return this.portfolio.equityAt((id) => (prices.number(id) > 0 ? prices.exact(id) : NO_PRICE));
  }

  /** Orders that may still change something, oldest first of each instrument. */
  get workingOrders(): readonly TrackedOrder[] {
    return this.#setup.instruments.flatMap(({ id }) => this.#desk.orders.live(id));
  }

  /** Whether somebody has stopped trading an instrument. */
  isPaused(instrument: InstrumentId): boolean {
    return this.#runOf[instrument]?.isPaused === true;
  }

  openPositions(): readonly OpenPosition[] {
    return this.portfolio.open.map((position) => openPositionOf(position, this.prices));
  }

  /** For a snapshot between two events, see `snapshotOf`. */
  get remembering(): Remembering {
    const { portfolio, risk, curve, prices, faults } = this;
    return {
      ...{ portfolio, risk, curve, prices, faults, series: this.#setup.series, runs: this.#runs },
      ...{ desk: this.#desk, trader: this.#trader, operator: this.#operator, accountNews: this.#accountNews },
    };
  }

  step(event: EngineEvent): void {
    if (this.risk.watch.isDayDue(event.at)) this.risk.watch.beginDay(this.exactEquity);
    switch (event.kind) {
      case "BarClosed":
        this.#understandBar(event);
        return;
      case "TimeClosed":
        this.#closeTime(event);
        return;
      case "TradePrinted":
        this.prices.note(event.instrument, event.trade.price, event.at);
        this.risk.crash?.see(event.instrument, event.trade.price, event.at);
        this.#operator.noteCrash(event.at);
        if (this.portfolio.position(event.instrument).units !== 0) this.#watchTrade(event.at);
        this.#consult(event.instrument, { trade: event.trade }, event.at);
        return;
      case "BookChanged":
        this.#consult(event.instrument, { book: event.book }, event.at);
        return;
      case "TimerRang":
        this.#consult(event.instrument, { timer: event.timer }, event.at);
        return;
      case "OrderFilled":
        this.#desk.hear(event);
        this.#trader.turn(event.fill.instrument, event.at);
        this.#trader.noteHeld(event.fill.instrument, event.at);
        this.#tellFill(event);
        this.#operator.act(event.at);
        return;
      case "OrderAccepted":
      case "OrderRejected":
      case "OrderCancelled":
      case "OrderExpired":
      case "CancelRefused":
      case "OrderOutcomeLost":
      case "OrderNotSent":
      case "OrderProvenAbsent":
      case "OrderReplaced":
      case "ReplaceRefused":
      case "PriceReached":
      case "WatchExpired":
        this.#desk.hear(event);
        return;
      case "FundingPaid":
      case "PositionLiquidated":
      case "FilledOutside":
      case "DividendPaid":
      case "SharesSplit":
        this.#accountNews.hear(event);
        return;
      case "FeedBroken":
      case "FeedMended":
        this.risk.feeds.hear(event);
        return;
      case "ProtectionDue":
        this.#desk.now = event.at;
        this.#desk.protector.mendDue(event.instrument, event.at);
        return;
      case "TradingHalted":
      case "TradingResumed":
      case "FlattenAsked":
      case "EmergencyCalled":
      case "TriggerPulled":
      case "TriggerReleased":
      case "SymbolStopped":
      case "SymbolStarted":
        this.#desk.now = event.at;
        this.#operator.obey(event);
        return;
      case "ApprovalGiven":
      case "ApprovalDenied":
        this.#desk.now = event.at;
        this.#trader.answer(event);
        return;
      default:
        unreachable(event);
    }
  }

  // --- understood -------------------------------------------------------------------------------------------------------

  #understandBar(event: Extract<EngineEvent, { kind: "BarClosed" }>): void {
    const { series, isFinest, position, followers } = this.#tracks[event.series] as Track;
    const row = series.visible;
    series.visible = row + 1;
    if (isFinest) {
      const { columns } = series;
      this.prices.note(series.instrument, at(columns.close, row), event.at);
      if (this.risk.crash !== undefined) seeFall(this.risk.crash, series, row, event.at);
      if (position.units !== 0) seeBar(position, series, row);
      if (this.risk.feeds.isAny) markFilledIn(this.risk.feeds, this.#setup.series, series, row);
    }
    for (let i = 0; i < followers.length; i++) (followers[i] as { isDue: boolean }).isDue = true;
  }

  // --- watched, decided, judged as one batch ----------------------------------------------------------------------------

  #closeTime(event: Extract<EngineEvent, { kind: "TimeClosed" }>): void {
    const { at: now } = event;
    const { open } = this.portfolio;
    this.#desk.now = now;
    this.#mark(now);
    for (let i = open.length - 1; i >= 0; i--) {
      const { id } = (open[i] as Position).instrument;
      this.#desk.protector.manage(id, now, this.#runOf[id]?.series);
    }
    this.#sessionEnds.pass(now);
    this.#decide(now);
  }

  /** Apart from the decisions, as small functions: so equity and time stay out of the heap. */
  #mark(now: UnixMs): void {
    const { equity } = this;
    if (this.risk.crash !== undefined) this.#operator.noteCrash(now);
    if (this.#watch(equity, now)) this.#operator.act(now);
    this.#trader.passTime(now);
    this.curve.add(now, equity);
  }

  #decide(now: UnixMs): void {
    const runs = this.#runs;
    let wishes = 0;
    for (let i = 0; i < runs.length; i++) {
      const run = runs[i] as StrategyRun;
      if (!run.refresh()) continue;
      const intent = this.#ask(run, now);
      if (intent.kind === "none") continue;
      this.#due[wishes] = run;
      this.#intents[wishes] = intent;
      wishes++;
    }
    for (let i = 0; i < wishes; i++)
      this.#trader.act(this.#due[i] as StrategyRun, this.#intents[i] as Intent, now);
  }

  /** A trade has moved the price of what is held, and the equity with it: before its strategy hears of it. */
  #watchTrade(now: UnixMs): void {
    this.#desk.now = now;
    if (this.#watch(this.equity, now)) this.#operator.act(now);
  }

  /** @returns whether a latch closed just now */
  #watch(equity: number, now: UnixMs): boolean {
    const closed = this.risk.watch.observe(equity, now);
    if (closed > 0) this.#operator.stopAddingRisk(closed);
    return closed > 0;
  }

  /** What a strategy wants: at the close of its bar, or about something else that happened. */
  #ask(run: StrategyRun, now: UnixMs, about?: Happening): Intent {
    if (run.isStopped || run.isPaused) return none;
    if (run.isChanged) showPosition(run, this.portfolio, this.#desk);
    if (this.#deciding !== undefined) this.#deciding[0] = run.instrument.id;
    try {
      if (this.#answers === undefined) return about === undefined ? run.decide(now) : run.consult(about, now);
      return askThrough(this.#answers, run, now, about);
    } catch (fault) {
      if (!(fault instanceof StrategyFault) || this.#setup.onFault !== "stop strategy") throw fault;
      this.#stop(run, fault);
      return none;
    }
  }

  /** One strategy broke its contract: it adds no more risk, its protection stays, and the others go on. */
  #stop(run: StrategyRun, fault: StrategyFault): void {
    run.isStopped = true;
    this.faults.push(fault);
    this.#listener?.faulted?.(fault);
    this.#desk.cancelEntries(run.instrument.id);
    this.#trader.withdraw(run.instrument.id, "its strategy was stopped", this.#desk.now);
  }

  /** Something happened between two bars: the strategy that owns the instrument may want something at once. */
  #consult(instrument: InstrumentId, about: Happening, now: UnixMs): void {
    const run = this.#runOf[instrument];
    if (run === undefined) return;
    this.#desk.now = now;
    const intent = this.#ask(run, now, about);
    if (intent.kind !== "none") this.#trader.act(run, intent, now);
  }

  #tellFill({ fill }: Extract<EngineEvent, { kind: "OrderFilled" }>): void {
    if (this.#runOf[fill.instrument]?.strategy.onFill === undefined) return;
    const role = this.#desk.late.roleOf(fill);
    if (role === undefined) return;
    this.#consult(fill.instrument, { fill: fillViewOf(fill, role) }, fill.at);
  }

  #noteChange(instrument: InstrumentId): void {
    const run = this.#runOf[instrument];
    if (run !== undefined) run.isChanged = true;
  }
}
