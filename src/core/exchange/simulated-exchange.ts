import type { Price, UnixMs } from "../base/index.ts";
import {
  type Amendment,
  type InstrumentId,
  type OrderId,
  type OrderRequest,
  type Outbox,
  rulesAt,
  tradesWithin,
  type Watch,
} from "../domain/index.ts";
import {
  at,
  type BarSeries,
  type BookUpdate,
  type DepthBook,
  type DepthDiff,
  type DepthSnapshot,
  type TapeQuote,
  type TapeTrade,
} from "../market/index.ts";
import type { VenueAccount } from "./account.ts";
import { BarRange, metAtClose, metAtOpen, metInside } from "./bar-matcher.ts";
import { halfSpreadFor } from "./bar-prices.ts";
import { CorporateActions } from "./corporate-actions.ts";
import { Fills } from "./fills.ts";
import { type ExchangeParts, Floor, type VenueEvent } from "./floor.ts";
import type { HoldingCosts } from "./holding-costs.ts";
import { Requests } from "./requests.ts";
import type { RestingBook } from "./resting-book.ts";
import type { RestingOrder } from "./resting-order.ts";
import { TapeMatcher } from "./tape-matcher.ts";
import type { TapeModel } from "./tapes.ts";

/** Which part of a bar is being matched. */
type Phase = "idle" | "open" | "inside" | "between";

/**
 * The simulated exchange on bars, or on tapes for instruments that follow one. A bar is met twice: when it opens
 * (market orders, and what the open is already beyond) and when it closes (what its range reached, stops before limits:
 * the adverse extreme comes first). It answers one event at a time through `next`, so what the engine does about a fill
 * counts within the same bar.
 */
export class SimulatedExchange implements Outbox {
  readonly #floor: Floor;
  /** Splits and dividends happen here. */
  readonly actions: CorporateActions;
  readonly #requests: Requests;
  readonly #fills: Fills;
  readonly #tapes: TapeMatcher;
  /** Length of the bars that an instrument is matched on; zero where it is not matched on bars. */
  readonly #barMs: Float64Array;
  readonly #bar = new BarRange();
  #phase: Phase = "idle";
  /** Of the instrument whose market has moved, while margins are reviewed because of it. */
  #moved: InstrumentId | undefined;
  /** Trailing stops have seen the favourable extreme of this bar. */
  #hasFollowed = false;

  constructor(parts: ExchangeParts) {
    this.#floor = new Floor(parts);
    this.actions = new CorporateActions(this.#floor);
    this.#requests = new Requests(this.#floor);
    this.#fills = new Fills(this.#floor, this.#requests);
    this.#tapes = new TapeMatcher(this.#floor, this.#fills);
    this.#barMs = new Float64Array(parts.instruments.length);
  }

  get account(): VenueAccount {
    return this.#floor.account;
  }

  get costs(): HoldingCosts {
    return this.#floor.costs;
  }

  /** An instrument is matched on these bars: latencies shorter than one do not change which bar an order meets. */
  matchOn({ instrument, intervalMs }: BarSeries): void {
    this.#barMs[instrument] = intervalMs;
  }

  /** Moves the exchange's clock: answers to requests bear this time. */
  at(now: UnixMs): void {
    this.#floor.now = now;
  }

  /** Nothing rests on any instrument, nothing is on its way, nothing waits to be told, no position could be liquidated. */
  get isIdle(): boolean {
    const floor = this.#floor;
    return floor.isEmpty && this.#floor.courier.isIdle && !floor.hasAnswers && !floor.watch.isBusy;
  }

  /** Whether a bar that closes now has to be matched: orders wait for it, or it used up the margin of a position. */
  isDue(series: BarSeries): boolean {
    const { instrument, visible } = series;
    if (this.hasOrders(instrument) || this.#floor.watch.reachedBy(series, visible) !== undefined) return true;
    this.noteClose(series); // What other positions are judged by from here.
    return false;
  }

  /**
   * All bars of a moment have passed, or a payment was taken: what that cost may have used up the margin of a position
   * whose own market stood still. Follow with `next`.
   * @param moved whose market has moved, where it was one
   */
  reviewMargin(moved?: InstrumentId): void {
    this.#phase = "between";
    this.#moved = moved;
  }

  /** Whether any price could use up the margin of a position. */
  get hasMarginAtRisk(): boolean {
    return this.#floor.watch.isBusy;
  }

  /** Whether a loss on one instrument is felt by the others. */
  get sharesMargin(): boolean {
    return this.account.mode === "cross" && this.#floor.watch.isBusy;
  }

  hasOrders(instrument: InstrumentId): boolean {
    return this.#floor.book(instrument).size > 0 || this.#floor.courier.carriesFor(instrument);
  }

  openOrders(instrument: InstrumentId): readonly OrderRequest[] {
    const orders = this.#floor.book(instrument).all();
    return orders.filter(({ isWatch }) => !isWatch).map(({ request }) => request);
  }

  // --- requests -----------------------------------------------------------------------------------------------------

  /** Anybody's order: that ours are approved is our affair, and the `Outbox` of the engine sees to it. */
  submitOrder(order: OrderRequest): void {
    const { instrument, id } = order;
    const { now, model, courier } = this.#floor;
    const takes = this.#delay(instrument, model.latency.orderMs);
    const deliver = (): void => this.#requests.receive(order);
    if (takes === 0) deliver();
    else courier.send({ instrument, order: id, isOrder: true, arrivesAt: now + takes, deliver });
  }

  cancelOrder(id: OrderId): void {
    this.#sendAbout(id, this.#floor.model.latency.cancelMs, () => this.#requests.cancel(id));
  }

  amendOrder(id: OrderId, to: Amendment): void {
    this.#sendAbout(id, this.#floor.model.latency.orderMs, () => this.#requests.amend(id, to));
  }

  watch(watch: Watch): void {
    this.#requests.watch(watch);
  }

  unwatch(id: OrderId): void {
    this.#requests.unwatch(id);
  }

  /** How long a request is under way. On bars what takes less than one of them arrives at once. */
  #delay(instrument: InstrumentId, latencyMs: number): number {
    const takes = latencyMs + this.#floor.model.latency.feedMs;
    return takes < at(this.#barMs, instrument) ? 0 : takes;
  }

  /** A request about an order never arrives before the order: a cancel that found nothing would be lost for good. */
  #sendAbout(order: OrderId, latencyMs: number, deliver: () => void): void {
    const { courier, now } = this.#floor;
    const instrument = this.#floor.instrumentOf(order);
    const takes = instrument === undefined ? 0 : this.#delay(instrument, latencyMs);
    const orderArrivesAt = courier.arrivalOf(order);
    if (instrument === undefined || (takes === 0 && orderArrivesAt === undefined)) deliver();
    else {
      const arrivesAt = Math.max(now + takes, orderArrivesAt ?? now);
      courier.send({ instrument, order, isOrder: false, arrivesAt, deliver });
    }
  }

  // --- bars ---------------------------------------------------------------------------------------------------------

  /** The bar of `row` opens: follow with `next` until it has nothing more to say. Outside of the session nothing fills. */
  openBar(series: BarSeries, row: number): void {
    if (!this.#isTrading(series, row)) {
      this.at(at(series.columns.time, row) as UnixMs);
      this.#floor.courier.deliver(this.#floor.now);
      return;
    }
    this.#begin("open", series, row, at(series.columns.time, row));
    const { open } = this.#bar;
    this.#floor.note(series.instrument, open);
    this.#floor.courier.deliver(this.#floor.now);
    const bar = this.#bar;
    for (const order of this.#floor.book(series.instrument).following)
      order.follow(bar[order.request.side].open);
  }

  /** The bar of `row` closes. What happened inside it is stamped with its last millisecond. */
  closeBar(series: BarSeries, row: number): void {
    if (!this.#isTrading(series, row)) {
      this.#floor.note(series.instrument, at(series.columns.close, row));
      return;
    }
    this.#begin("inside", series, row, series.closesAt(row) - 1);
    this.#hasFollowed = false;
    this.#floor.book(series.instrument).settle(this.#bar.opensAt);
  }

  #isTrading(series: BarSeries, row: number): boolean {
    const { session } = this.#floor.instrument(series.instrument);
    return tradesWithin(session, at(series.columns.time, row), series.closesAt(row));
  }

  #begin(phase: Phase, series: BarSeries, row: number, now: number): void {
    const floor = this.#floor;
    this.#phase = phase;
    floor.isInsideBar = phase === "inside";
    floor.series = series;
    floor.row = row;
    floor.now = now as UnixMs;
    floor.budget(series.instrument).begin(series, row);
    this.#bar.read(series, row);
  }

  /** The newest bar closes: of one that no order waits for only its last price matters. */
  noteClose(series: BarSeries): void {
    this.#floor.note(series.instrument, at(series.columns.close, series.visible));
  }

  // --- tapes --------------------------------------------------------------------------------------------------------

  /** The instrument is matched on trades, quotes and depth instead of bars: prices in whole `tick`s. */
  followTape(instrument: InstrumentId, tick: Price, model: TapeModel): void {
    const { tapes, model: fills, now } = this.#floor;
    tapes.open(this.#floor.instrument(instrument), tick, { ...model, fills, now });
  }

  /** A public trade: follow with `next`, as after every word of a tape. */
  printTrade(instrument: InstrumentId, trade: TapeTrade): void {
    this.#moveTo(trade.at);
    this.#tapes.trade(instrument, trade);
  }

  changeQuote(instrument: InstrumentId, quote: TapeQuote): void {
    this.#moveTo(quote.at);
    this.#tapes.quote(instrument, quote);
  }

  /** @returns what became of the book: after a gap it is not whole, and takers get the quote */
  changeBook(instrument: InstrumentId, change: DepthDiff | DepthSnapshot): BookUpdate {
    this.#moveTo(change.at);
    return this.#tapes.depth(instrument, change);
  }

  /** The book of a tape, to look at. */
  bookOf(instrument: InstrumentId): DepthBook {
    return this.#floor.tapes.tape(instrument).market.book;
  }

  /** What was under way arrives before the tape goes on. */
  #moveTo(now: UnixMs): void {
    this.#floor.now = now;
    if (!this.#floor.courier.isIdle) this.#floor.courier.deliver(now);
  }

  /** The next answer or fill; undefined when there is none. */
  next(): VenueEvent | undefined {
    const answer = this.#floor.nextAnswer();
    if (answer !== undefined) return answer;
    while (this.#tapes.match() || this.#match()) {
      const event = this.#floor.nextAnswer();
      if (event !== undefined) return event;
    }
    this.#settleBar();
    return this.#floor.nextAnswer();
  }

  /** Whether `next` has something to say without a bar. */
  get hasAnswers(): boolean {
    return this.#floor.hasAnswers;
  }

  /** Good-till-date orders and watches whose time has come. */
  expire(instrument: InstrumentId, now: UnixMs): void {
    const floor = this.#floor;
    floor.now = now;
    for (const order of floor.book(instrument).expired(now)) {
      if (!order.isWatch) floor.end(order, "time");
      else {
        floor.remove(order);
        floor.answer({ kind: "WatchExpired", order: order.request.id, at: now });
      }
    }
  }

  /** Meets the next order. @returns false when there is none */
  #match(): boolean {
    const { series, model, now } = this.#floor;
    if (this.#phase === "between") return this.#liquidateShort();
    if (series === undefined || this.#phase === "idle") return false;
    const { instrument: id } = series;
    const book = this.#floor.book(id);
    if (book.size === 0) return this.#liquidated(undefined, series);
    const { step } = rulesAt(this.#floor.instrument(id), now);
    const terms = { limitFill: model.limitFill, canFill: this.#floor.budget(id).has(step) };
    const bar = this.#bar;
    const isOpening = this.#phase === "open";
    if (isOpening && this.#liquidated(undefined, series)) return true;
    const reached = isOpening ? metAtOpen(book, bar, terms) : metInside(book, bar, terms);
    if (!isOpening && this.#liquidated(reached, series)) return true;
    const order = reached ?? (isOpening ? undefined : this.#metAtClose(book));
    if (order === undefined) return false;
    const { side } = order.request;
    const { open } = bar[side];
    // What answers to something inside the bar meets the market where that left it.
    const isHere = order.stance === "take" || order.stance === "marketable";
    const here = this.#floor.last(id) + halfSpreadFor(series, this.#floor.row, side);
    this.#fills.meet(order, isOpening ? open : isHere ? here : order.price, open);
    return true;
  }

  /** The market may use up the margin of a position before it comes to an order. @returns whether it did */
  #liquidated(order: RestingOrder | undefined, { instrument }: BarSeries): boolean {
    const { watch, series, row } = this.#floor;
    const { open, opensAt } = this.#bar;
    if (this.#phase === "open") {
      if (!watch.reachedAt(instrument, opensAt, open)) return false;
    } else {
      const price = series && watch.reachedBy(series, row);
      if (price === undefined || (order !== undefined && comesBefore(order, price, open))) return false;
    }
    this.#fills.liquidate(instrument, { open, opensAt, isAtOnce: this.#phase === "open" });
    return true;
  }

  #liquidateShort(): boolean {
    const { watch, now } = this.#floor;
    const short = watch.shortAt(now, this.#moved);
    if (short === undefined) return false;
    this.#fills.liquidate(short.id, { open: this.#floor.last(short.id), opensAt: now, isAtOnce: true });
    return true;
  }

  #metAtClose(book: RestingBook): RestingOrder | undefined {
    const bar = this.#bar;
    if (!this.#hasFollowed) {
      this.#hasFollowed = true;
      for (const order of book.following)
        if (!order.isNewIn(bar.opensAt))
          order.follow(order.request.side === "sell" ? bar.sell.high : bar.buy.low);
    }
    return metAtClose(book, bar);
  }

  #settleBar(): void {
    const { series, turned } = this.#floor;
    if (turned !== undefined) {
      this.#floor.turned = undefined;
      this.#fills.cancelPointless(turned);
    }
    if (this.#phase === "inside" && series !== undefined)
      this.#floor.note(series.instrument, this.#bar.close);
    this.#phase = "idle";
    this.#floor.isInsideBar = false;
    this.#floor.series = undefined;
  }
}

/**
 * Whether the market comes to an order before it comes to `price` on the adverse side: what answers to something inside
 * the bar, and a stop that is nearer. Limits wait for the favourable side; at the same distance the venue comes first.
 */
function comesBefore(order: RestingOrder, price: number, open: number): boolean {
  if (order.stance === "take" || order.stance === "marketable") return true;
  return order.stance === "stop" && Math.abs(order.price - open) < Math.abs(price - open);
}
