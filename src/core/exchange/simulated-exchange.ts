import {
  type Amount,
  assert,
  contractsToBase,
  multiply,
  type Price,
  type Quantity,
  shareUp,
  type UnixMs,
} from "../base/index.ts";
import {
  type Approved,
  type Fill,
  type Instrument,
  type InstrumentId,
  type OrderEvent,
  type OrderId,
  type OrderRequest,
  type Outbox,
  rulesAt,
} from "../domain/index.ts";
import { at, type BarSeries } from "../market/index.ts";
import { judgeAcceptance } from "./acceptance.ts";
import { VenueAccount } from "./account.ts";
import { adverseTick, type FillModel, takerPrice } from "./fill-price.ts";
import { RestingOrder } from "./resting-order.ts";

/** Which part of a bar is being matched. */
type Phase = "idle" | "open" | "inside";

/**
 * The simulated exchange on bars. A bar is met twice: when it opens (market orders, and stops and marketable limits that
 * the open is already beyond) and when it closes (what its range reached, stops before limits: the adverse extreme comes
 * first). It answers one event at a time through `next`, so what the engine does about a fill counts within the same bar.
 */
export class SimulatedExchange implements Outbox {
  readonly account: VenueAccount;
  readonly #model: FillModel;
  readonly #instruments: readonly Instrument[];
  readonly #resting: RestingOrder[][];
  readonly #byId = new Map<OrderId, RestingOrder>();
  readonly #last: Float64Array;
  /** Answers that wait, from `#told` on. */
  #answers: OrderEvent[] = [];
  #told = 0;
  #phase: Phase = "idle";
  #series: BarSeries | undefined;
  #row = 0;
  #now = 0 as UnixMs;
  #trades = 0;

  constructor(args: {
    readonly instruments: readonly Instrument[];
    readonly balance: Amount;
    readonly leverage: number;
    readonly model: FillModel;
  }) {
    this.#instruments = args.instruments;
    this.#model = args.model;
    this.#resting = args.instruments.map(() => []);
    this.#last = new Float64Array(args.instruments.length).fill(Number.NaN);
    this.account = new VenueAccount(args);
  }

  /** Moves the exchange's clock: answers to requests bear this time. */
  at(now: UnixMs): void {
    this.#now = now;
  }

  /** No order rests on any instrument, and nothing waits to be told. */
  get isIdle(): boolean {
    return this.#byId.size === 0 && !this.hasAnswers;
  }

  hasOrders(instrument: InstrumentId): boolean {
    return (this.#resting[instrument] as RestingOrder[]).length > 0;
  }

  openOrders(instrument: InstrumentId): readonly OrderRequest[] {
    return (this.#resting[instrument] as RestingOrder[]).map((order) => order.request);
  }

  // --- requests -----------------------------------------------------------------------------------------------------

  submitOrder(order: Approved<OrderRequest>): void {
    const instrument = this.#instruments[order.instrument];
    assert(instrument !== undefined, "the exchange does not list instrument", order.instrument);
    const last = this.#last[order.instrument] as number;
    const facts = { instrument, rules: rulesAt(instrument, this.#now), last, account: this.account };
    const judged = judgeAcceptance(order, facts);
    if (judged.kind === "rejected") {
      this.#answers.push({
        kind: "OrderRejected",
        order: order.id,
        rejection: judged.rejection,
        at: this.#now,
      });
      return;
    }
    const lock = this.account.lock(order, instrument, judged.needs);
    const came = { at: this.#now, last, isInsideBar: this.#phase === "inside", lock };
    const resting = new RestingOrder(order, instrument, came);
    (this.#resting[order.instrument] as RestingOrder[]).push(resting);
    this.#byId.set(order.id, resting);
    this.#answers.push({ kind: "OrderAccepted", order: order.id, at: this.#now });
  }

  cancelOrder(id: OrderId): void {
    const order = this.#byId.get(id);
    if (order === undefined) {
      this.#answers.push({ kind: "CancelRefused", order: id, at: this.#now });
      return;
    }
    this.#remove(order);
    this.#answers.push({ kind: "OrderCancelled", order: id, at: this.#now });
  }

  // --- bars ---------------------------------------------------------------------------------------------------------

  /** The bar of `row` opens: follow with `next` until it has nothing more to say. */
  openBar(series: BarSeries, row: number): void {
    this.#series = series;
    this.#row = row;
    this.#phase = "open";
    this.#now = at(series.columns.time, row) as UnixMs;
    this.#last[series.instrument] = at(series.columns.open, row);
  }

  /** The bar of `row` closes. What happened inside it is stamped with its last millisecond. */
  closeBar(series: BarSeries, row: number): void {
    this.#series = series;
    this.#row = row;
    this.#phase = "inside";
    this.#now = (series.closesAt(row) - 1) as UnixMs;
    const opensAt = at(series.columns.time, row);
    for (const order of this.#resting[series.instrument] as RestingOrder[]) order.settle(opensAt);
  }

  /** The newest bar closes: of one that no order waits for only its last price matters. */
  noteClose(series: BarSeries): void {
    this.#last[series.instrument] = at(series.columns.close, series.visible);
  }

  /** The next answer or fill; undefined when there is none. */
  next(): OrderEvent | undefined {
    const answer = this.#answer();
    if (answer !== undefined) return answer;
    const event = this.#match();
    if (event !== undefined) return event;
    this.#settleBar();
    return undefined;
  }

  /** Whether `next` has something to say without a bar. */
  get hasAnswers(): boolean {
    return this.#told < this.#answers.length;
  }

  #answer(): OrderEvent | undefined {
    const answer = this.#answers[this.#told];
    if (answer === undefined) return undefined;
    this.#told++;
    if (this.#told === this.#answers.length) {
      this.#answers = [];
      this.#told = 0;
    }
    return answer;
  }

  /** Good-till-date orders whose time has come. */
  expire(instrument: InstrumentId, now: UnixMs): void {
    this.#now = now;
    for (const order of [...(this.#resting[instrument] as RestingOrder[])]) {
      if (order.request.expiresAt <= now) {
        this.#remove(order);
        this.#answers.push({ kind: "OrderExpired", order: order.request.id, reason: "time", at: now });
      }
    }
  }

  #match(): OrderEvent | undefined {
    const series = this.#series;
    if (series === undefined || this.#phase === "idle") return undefined;
    const orders = this.#resting[series.instrument] as RestingOrder[];
    return this.#phase === "open" ? this.#matchOpen(orders, series) : this.#matchInside(orders, series);
  }

  #settleBar(): void {
    if (this.#phase === "inside" && this.#series !== undefined)
      this.#last[this.#series.instrument] = at(this.#series.columns.close, this.#row);
    this.#phase = "idle";
    this.#series = undefined;
  }

  /** At the open: market orders in the order they came, then stops and marketable limits that it is beyond. */
  #matchOpen(orders: readonly RestingOrder[], series: BarSeries): OrderEvent | undefined {
    const open = at(series.columns.open, this.#row);
    for (const order of orders) if (order.request.type === "market") return this.#take(order, open);
    for (const order of orders) {
      if (order.request.type === "stop" && order.isTriggeredBy(open)) return this.#take(order, open);
      if (order.isMarketable && isReached(order, open, open, "touch")) return this.#take(order, open);
      if (order.request.type === "limit" && !order.isMarketable && this.#isMetAtOpen(order, open))
        return this.#make(order, open);
    }
    return undefined;
  }

  /** A resting limit that the open is beyond. What only reduces fills at the touch as well: the market trades at its price. */
  #isMetAtOpen(order: RestingOrder, open: number): boolean {
    return isReached(order, open, open, order.request.reduceOnly ? "touch" : this.#model.limitFill);
  }

  /**
   * Inside the bar: first every stop that the range reached, nearest to the open first; then limits. A stop fills at its
   * trigger: one that the market gapped beyond was filled at the open.
   */
  #matchInside(orders: readonly RestingOrder[], series: BarSeries): OrderEvent | undefined {
    const { columns } = series;
    const open = at(columns.open, this.#row);
    const high = at(columns.high, this.#row);
    const low = at(columns.low, this.#row);
    let stop: RestingOrder | undefined;
    let limit: RestingOrder | undefined;
    const opensAt = at(columns.time, this.#row);
    for (const order of orders) {
      if (order.isLateFor(opensAt)) continue;
      const { type, side } = order.request;
      // An answer to a fill of this bar: it meets the market where that fill left it.
      if (type === "market") return this.#take(order, this.#last[series.instrument] as number);
      if (type === "stop") {
        if (order.isTriggeredBy(side === "buy" ? high : low) && isNearer(order.trigger, stop?.trigger, open))
          stop = order;
      } else if (!order.isNewInBar && isReached(order, high, low, this.#model.limitFill)) {
        if (isNearer(order.limit, limit?.limit, open)) limit = order;
      }
    }
    if (stop !== undefined) return this.#take(stop, stop.trigger);
    return limit === undefined ? undefined : this.#make(limit, open);
  }

  // --- fills --------------------------------------------------------------------------------------------------------

  #take(order: RestingOrder, traded: number): OrderEvent {
    const { request, instrument } = order;
    const { tick } = rulesAt(instrument, this.#now);
    const collar = request.type === "limit" ? request.limit : request.collar;
    const price = takerPrice(traded, request.side, tick, this.#model, collar);
    this.#last[instrument.id] = traded;
    if (price !== undefined) return this.#fill(order, price, "taker");
    this.#remove(order);
    return { kind: "OrderExpired", order: request.id, reason: "collar", at: this.#now };
  }

  /** A resting limit fills at its own price, or at the open where that was already better. */
  #make(order: RestingOrder, open: number): OrderEvent {
    const { request, instrument } = order;
    const { tick } = rulesAt(instrument, this.#now);
    const isBetter = request.side === "buy" ? open < order.limit : open > order.limit;
    this.#last[instrument.id] = isBetter ? open : order.limit;
    return this.#fill(
      order,
      isBetter ? adverseTick(open, tick, request.side) : (request.limit as Price),
      "maker",
    );
  }

  #fill(order: RestingOrder, price: Price, liquidity: Fill["liquidity"]): OrderEvent {
    const { request, instrument } = order;
    let quantity = order.remaining;
    if (request.reduceOnly) {
      const held = this.account.held(instrument);
      const reducible = request.side === "sell" ? held : -held;
      if (reducible <= 0n) {
        this.#remove(order);
        return { kind: "OrderCancelled", order: request.id, at: this.#now };
      }
      if (reducible < quantity) quantity = reducible as Quantity;
    }
    const value = multiply(price, contractsToBase(quantity, instrument.contractSize));
    const fee = shareUp(value, liquidity === "maker" ? instrument.fees.maker : instrument.fees.taker);
    this.#trades++;
    const fill: Fill = {
      order: request.id,
      instrument: instrument.id,
      side: request.side,
      price,
      quantity,
      fee,
      feeAsset: instrument.quote,
      liquidity,
      tradeId: String(this.#trades),
      at: this.#now,
    };
    this.account.settle(fill, value, instrument, order.lock);
    if (quantity === order.remaining) this.#remove(order);
    else order.remaining = (order.remaining - quantity) as Quantity;
    return { kind: "OrderFilled", order: request.id, fill, at: this.#now };
  }

  #remove(order: RestingOrder): void {
    const orders = this.#resting[order.request.instrument] as RestingOrder[];
    orders.splice(orders.indexOf(order), 1);
    this.#byId.delete(order.request.id);
    if (order.lock !== undefined) this.account.unlock(order.lock);
  }
}

/** Whether the range reaches a limit order: through it, or just to it. */
function isReached(order: RestingOrder, high: number, low: number, rule: FillModel["limitFill"]): boolean {
  if (order.request.side === "buy") return rule === "through" ? low < order.limit : low <= order.limit;
  return rule === "through" ? high > order.limit : high >= order.limit;
}

/** The order nearest to the open is reached first; equal distance: the one that came first. */
const isNearer = (price: number, than: number | undefined, open: number): boolean =>
  than === undefined || Math.abs(price - open) < Math.abs(than - open);
