/**
 * The same orders twice: on a venue that can do everything, and on one that takes nothing but market and limit orders,
 * with the emulator in front of it. What is compared is what whoever trades can see: fills, and how orders end.
 */
import { amount, formatPrice, formatQuantity, type UnixMs } from "../../src/core/base/index.ts";
import type {
  Approved,
  Instrument,
  OrderEvent,
  OrderId,
  OrderRequest,
  Outbox,
  VenueAbilities,
} from "../../src/core/domain/index.ts";
import { SimulatedExchange } from "../../src/core/exchange/index.ts";
import { Emulator, OrderBook } from "../../src/core/execution/index.ts";
import { at, type BarSeries } from "../../src/core/market/index.ts";
import { columns, seriesOf } from "./bars.ts";
import { type FillTerms, fillModel } from "./fill-model.ts";
import { listed, perpetual } from "./instrument.ts";
import { amendment, type OrderTerms, order, orderContext } from "./order.ts";

/** Something that is asked before the bar of a row opens, or when an order fills. */
export type Request =
  | { readonly submit: OrderTerms }
  | { readonly cancel: number }
  | { readonly amend: number; readonly to: Parameters<typeof amendment>[0] };

export interface Plan extends FillTerms {
  readonly bars: readonly string[];
  /** By row: 1 is the first bar that orders can meet. Ids are given by the orders' terms. */
  readonly asked: Readonly<Record<number, readonly Request[]>>;
  /** By id of an order: what is asked when it fills for the first time. */
  readonly whenFilled?: Readonly<Record<number, readonly Request[]>>;
  readonly instrument?: Instrument;
}

/** What whoever trades can see. */
export interface Outcome {
  readonly fills: readonly string[];
  readonly ends: readonly string[];
  readonly held: string;
}

class TwoWayRun {
  readonly #exchange: SimulatedExchange;
  readonly #orders = new OrderBook(1);
  readonly #emulator: Emulator | undefined;
  readonly #outbox: Outbox;
  readonly #series: BarSeries;
  readonly #plan: Plan;
  readonly #fills: { readonly at: number; readonly text: string }[] = [];
  readonly #seen = new Set<number>();
  readonly #ids: OrderId[] = [];
  readonly #instrument: Instrument;
  #now = 0 as UnixMs;

  constructor(plan: Plan, abilities: VenueAbilities | undefined) {
    const [instrument] = listed([plan.instrument ?? perpetual()]);
    if (instrument === undefined) throw new Error("one instrument is due");
    this.#plan = plan;
    this.#instrument = instrument;
    this.#series = seriesOf(0, 0, columns(plan.bars));
    this.#exchange = new SimulatedExchange({
      instruments: [instrument],
      balance: amount("1000000"),
      leverage: 1,
      model: fillModel(plan),
    });
    this.#exchange.matchOn(this.#series);
    this.#outbox = this.#exchange;
    // Ids of the emulator's own orders lie far beyond those of the test.
    for (let id = 0; id < 1_000; id++) this.#orders.nextId();
    if (abilities === undefined) return;
    this.#emulator = new Emulator({
      instruments: [instrument],
      abilities: [abilities],
      outbox: this.#exchange,
      orders: this.#orders,
      last: () => this.#last,
      held: () => this.#exchange.account.held(instrument),
      now: () => this.#now,
      approveChild: (_, child) => child as Approved<OrderRequest>, // Stands in for risk.
      tell: (event) => this.#hear(event),
    });
  }

  #last = Number.NaN;

  play(): Outcome {
    this.#bar(0);
    for (let row = 1; row < this.#series.rows; row++) {
      for (const request of this.#plan.asked[row] ?? []) this.#ask(request);
      this.#drain();
      this.#bar(row);
    }
    const ends = this.#ids.map((id) => `${id} ${this.#orders.get(id).status}`);
    // What fills at one moment may be told in another order: an emulated order comes when its watch was set off.
    const byMoment = this.#fills.sort((a, b) => a.at - b.at || a.text.localeCompare(b.text));
    return {
      fills: byMoment.map(({ text }) => text),
      ends,
      held: formatQuantity(this.#exchange.account.held(this.#instrument)),
    };
  }

  #bar(row: number): void {
    const { columns: bars } = this.#series;
    this.#exchange.expire(this.#instrument.id, at(bars.time, row) as UnixMs); // In a hole of the data.
    this.#drain();
    this.#exchange.openBar(this.#series, row);
    this.#now = at(bars.time, row) as UnixMs;
    this.#last = at(bars.open, row);
    this.#drain();
    const closesAt = this.#series.closesAt(row);
    this.#exchange.closeBar(this.#series, row);
    this.#now = (closesAt - 1) as UnixMs;
    this.#drain();
    this.#exchange.expire(this.#instrument.id, closesAt);
    this.#exchange.at(closesAt);
    this.#now = closesAt;
    this.#last = at(bars.close, row);
    this.#drain();
  }

  #drain(): void {
    for (let event = this.#exchange.next(); event !== undefined; event = this.#exchange.next()) {
      if (event.kind === "PositionLiquidated") throw new Error("nothing here is worth a liquidation");
      if (event.kind === "OrderFilled") this.#last = Number(formatPrice(event.fill.price));
      if (event.kind === "PriceReached") this.#last = event.price;
      if (this.#emulator === undefined) this.#hear(event);
      else this.#emulator.hear(event);
    }
  }

  #ask(request: Request): void {
    if ("submit" in request) {
      const sent = { ...order(request.submit), at: this.#now };
      this.#ids.push(sent.id);
      this.#orders.track(sent, orderContext()).move("send");
      if (this.#emulator === undefined) this.#outbox.submitOrder(sent);
      else this.#emulator.submit(sent);
      return;
    }
    const id = ("cancel" in request ? request.cancel : request.amend) as OrderId;
    if (!this.#orders.isLive(id)) return;
    if ("cancel" in request) {
      if (this.#emulator === undefined) this.#outbox.cancelOrder(id);
      else this.#emulator.cancel(id);
    } else if (this.#emulator === undefined) this.#outbox.amendOrder(id, amendment(request.to));
    else this.#emulator.amend(id, amendment(request.to));
  }

  #hear(event: OrderEvent): void {
    const tracked = this.#orders.get(event.order);
    switch (event.kind) {
      case "OrderAccepted":
        tracked.move("accept");
        return;
      case "OrderFilled": {
        const { side, quantity, price, liquidity, tradeId, at: moment } = event.fill;
        tracked.fill(tradeId, quantity);
        const minutes = (moment - this.#series.closesAt(0)) / 60_000;
        const what = `${side} ${formatQuantity(quantity)} @ ${formatPrice(price)} ${liquidity}`;
        this.#fills.push({ at: moment, text: `${event.order} ${what} at ${minutes.toFixed(1)}` });
        if (this.#seen.has(event.order)) return;
        this.#seen.add(event.order);
        for (const request of this.#plan.whenFilled?.[event.order] ?? []) this.#ask(request);
        return;
      }
      case "OrderRejected":
        tracked.move("reject");
        return;
      case "OrderCancelled":
        tracked.move("cancel");
        return;
      case "OrderExpired":
        tracked.move("expire");
        return;
      case "OrderReplaced":
        tracked.amend(event.to);
        return;
      case "CancelRefused":
      case "ReplaceRefused":
        return;
      case "OrderOutcomeLost":
      case "OrderNotSent":
      case "OrderProvenAbsent":
      case "PriceReached":
      case "WatchExpired":
        throw new Error(`whoever trades heard ${event.kind}`);
    }
  }
}

export const playNatively = (plan: Plan): Outcome => new TwoWayRun(plan, undefined).play();
export const playEmulated = (plan: Plan, abilities: VenueAbilities): Outcome =>
  new TwoWayRun(plan, abilities).play();
