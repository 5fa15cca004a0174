import {
  type Amount,
  assert,
  ByNumber,
  LastOf,
  type Price,
  priceOnTick,
  type UnixMs,
} from "../base/index.ts";
import {
  type ExpiryReason,
  type Instrument,
  type InstrumentId,
  type OrderEvent,
  type OrderId,
  type PositionLiquidated,
  rulesAt,
  type Side,
} from "../domain/index.ts";
import { at, type BarSeries } from "../market/index.ts";
import type { AcceptanceFacts } from "./acceptance.ts";
import { VenueAccount } from "./account.ts";
import { halfSpreadFor, hasQuoteFor } from "./bar-prices.ts";
import { Courier } from "./courier.ts";
import { type FillModel, slippageOf } from "./fill-model.ts";
import { HoldingCosts } from "./holding-costs.ts";
import { LiquidationWatch } from "./liquidation.ts";
import { type MarginTerms, USUAL_MARGIN } from "./margin-terms.ts";
import { marksOf } from "./mark-prices.ts";
import { OrderLinks } from "./order-links.ts";
import { RestingBook } from "./resting-book.ts";
import type { RestingOrder } from "./resting-order.ts";
import { Tapes } from "./tapes.ts";
import { VolumeBudget } from "./volume-budget.ts";

/** What the venue says: about an order of ours, or that it closed a position itself. */
export type VenueEvent = OrderEvent | PositionLiquidated;

/** What an exchange is made of. */
export interface ExchangeParts {
  readonly instruments: readonly Instrument[];
  readonly balance: Amount;
  readonly leverage: number;
  readonly model: FillModel;
  /** What stands behind contracts; left out: `USUAL_MARGIN`. */
  readonly margin?: MarginTerms;
}

/** The trading floor: what rests there, at what price the market stands, what time it is, and what has to be told. */
export class Floor {
  readonly account: VenueAccount;
  readonly watch: LiquidationWatch;
  /** Funding and borrowing come due here. */
  readonly costs: HoldingCosts;
  readonly model: FillModel;
  readonly links = new OrderLinks();
  readonly tapes = new Tapes();
  readonly courier = new Courier();
  now = 0 as UnixMs;
  /** The market is between an open and a close. */
  isInsideBar = false;
  /** An instrument whose position has just been closed or turned: its reduce-only orders have to be looked at. */
  turned: InstrumentId | undefined;
  /** The bar that is being met, where there is one. */
  series: BarSeries | undefined;
  row = 0;
  readonly #instruments: readonly Instrument[];
  readonly #books: readonly RestingBook[];
  readonly #budgets: readonly VolumeBudget[];
  readonly #byId = new ByNumber<OrderId, RestingOrder>();
  /** Watches bear the id of the order that they are for. */
  readonly #watches = new ByNumber<OrderId, RestingOrder>();
  readonly #last: Float64Array;
  readonly #lastOrder = new LastOf<RestingOrder>();
  /** Answers that wait, from `#told` up to `#given`; their places are used again. */
  readonly #answers: VenueEvent[] = [];
  #given = 0;
  #told = 0;
  #turns = 0;

  constructor({ instruments, balance, leverage, model, margin = USUAL_MARGIN }: ExchangeParts) {
    this.#instruments = instruments;
    this.model = model;
    this.#books = instruments.map(() => new RestingBook());
    this.#budgets = instruments.map((one) => new VolumeBudget(model.volumeShareMax, one));
    this.#last = new Float64Array(instruments.length).fill(Number.NaN);
    const markOf = (id: InstrumentId): Price => this.lastOnTick(id);
    const { mode, liquidationFee } = margin;
    const account = new VenueAccount({ instruments, balance, leverage, mode, markOf });
    const marks = marksOf(instruments, margin.marks);
    const last = this.#last;
    this.account = account;
    this.watch = new LiquidationWatch({ account, liquidationFee, markOf, marks, last, instruments });
    this.costs = new HoldingCosts({ account, markOf, marks, watch: this.watch });
  }

  // --- orders -------------------------------------------------------------------------------------------------------

  /** The order that ties up cash, the lowest number first. */
  locking(): RestingOrder | undefined {
    return this.#byId.values().find(({ lock }) => lock !== undefined);
  }

  get isEmpty(): boolean {
    return this.#byId.size === 0 && this.#watches.size === 0;
  }

  book(id: InstrumentId): RestingBook {
    return this.#books[id] as RestingBook; // One an instrument.
  }

  budget(id: InstrumentId): VolumeBudget {
    return this.#budgets[id] as VolumeBudget; // One an instrument.
  }

  order(id: OrderId): RestingOrder | undefined {
    return this.#byId.get(id);
  }

  watchOf(id: OrderId): RestingOrder | undefined {
    return this.#watches.get(id);
  }

  rest(order: RestingOrder): void {
    const { request, isWatch } = order;
    this.book(request.instrument).add(order);
    (isWatch ? this.#watches : this.#byId).set(request.id, order);
    if (isWatch) return;
    this.links.join(request);
    this.tapes.join(order);
  }

  /** An order is over: what it tied up is free, and what waited for it to fill whole never begins. */
  remove(order: RestingOrder): void {
    const { request, isWatch } = order;
    this.#lastOrder.one = order;
    this.book(request.instrument).remove(order);
    if (isWatch) {
      this.#watches.delete(request.id);
      return;
    }
    this.#byId.delete(request.id);
    this.tapes.leave(order);
    if (order.lock !== undefined) this.account.unlock(order.lock);
    this.links.leave(request);
    if (order.remaining > 0n) this.dropWaiting(request.id);
  }

  /** What waits for an order that will not fill whole never begins, nor does what waits for that. */
  dropWaiting(parent: OrderId): void {
    for (const child of this.links.release(parent)) {
      this.answer({ kind: "OrderCancelled", order: child.id, at: this.now });
      this.dropWaiting(child.id);
    }
  }

  /** Of an order that rests, waits for another, or is under way. */
  instrumentOf(id: OrderId): InstrumentId | undefined {
    const order = this.order(id)?.request ?? this.links.held(id);
    return order?.instrument ?? this.courier.instrumentOf(id);
  }

  end(order: RestingOrder, reason: ExpiryReason): void {
    this.remove(order);
    this.answer({ kind: "OrderExpired", order: order.request.id, reason, at: this.now });
  }

  // --- the market ---------------------------------------------------------------------------------------------------

  last(id: InstrumentId): number {
    return at(this.#last, id);
  }

  lastOnTick(id: InstrumentId): Price {
    return priceOnTick(this.last(id), rulesAt(this.instrument(id), this.now).tick, "nearest");
  }

  note(id: InstrumentId, price: number): void {
    this.#last[id] = price;
  }

  /** An order of `side` has met `price`: with quotes the market stands between bid and ask. */
  noteMet(id: InstrumentId, price: number, side: Side): void {
    const { series } = this;
    this.note(id, series === undefined ? price : price - halfSpreadFor(series, this.row, side));
  }

  /** Slippage of `units` of an order of `side` as a share of the price; without a side at the bar's own prices. */
  slippage(units: number, side: Side | undefined): number {
    const { series, row } = this;
    const isQuoted = series !== undefined && side !== undefined && hasQuoteFor(series, row, side);
    return slippageOf(this.model.slippage, units, series, row, isQuoted);
  }

  /** How something comes that comes now. */
  arrival(instrument: Instrument): RestingOrder["arrival"] {
    const { tick } = rulesAt(instrument, this.now);
    this.#turns++;
    const last = this.last(instrument.id);
    // Where another market stood when something happened inside this bar nobody knows: there it waits for the next open.
    const isInsideBar = this.isInsideBar && this.series?.instrument === instrument.id;
    return { at: this.now, isInsideBar, turn: this.#turns, last, tick };
  }

  facts(instrument: Instrument): AcceptanceFacts {
    const { account } = this;
    const { id } = instrument;
    return {
      instrument,
      rules: rulesAt(instrument, this.now),
      last: this.last(id),
      quote: this.tapes.quoteOf(id),
      account,
      now: this.now,
    };
  }

  instrument(id: InstrumentId): Instrument {
    const instrument = this.#instruments[id];
    assert(instrument !== undefined, "the exchange does not list instrument", id);
    return instrument;
  }

  // --- answers ------------------------------------------------------------------------------------------------------

  get hasAnswers(): boolean {
    return this.#told < this.#given;
  }

  answer(event: VenueEvent): void {
    this.#answers[this.#given] = event;
    this.#given++;
  }

  nextAnswer(): VenueEvent | undefined {
    if (this.#told === this.#given) return undefined;
    const answer = this.#answers[this.#told];
    this.#told++;
    if (this.#told === this.#given) {
      this.#given = 0;
      this.#told = 0;
    }
    return answer;
  }
}
