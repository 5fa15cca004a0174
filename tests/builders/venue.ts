/** The simulated exchange on hand-made bars, without an engine: orders go in, short sentences come out. */
import { amount, formatAmount, formatPrice, formatQuantity, type UnixMs } from "../../src/core/base/index.ts";
import type { Fill, Instrument, OrderId, Watch } from "../../src/core/domain/index.ts";
import {
  type MarginTerms,
  SimulatedExchange,
  USUAL_MARGIN,
  type VenueEvent,
} from "../../src/core/exchange/index.ts";
import { at, type BarSeries, type QuoteColumns } from "../../src/core/market/index.ts";
import { type BarTiming, columns, seriesOf } from "./bars.ts";
import { type FillTerms, fillModel } from "./fill-model.ts";
import { listed, spot } from "./instrument.ts";
import { amendment, type OrderTerms, order } from "./order.ts";

export interface VenueTerms extends BarTiming, FillTerms {
  readonly instrument?: Instrument;
  readonly balance?: string;
  readonly leverage?: number;
  /** Bid and ask of each bar as texts "open high low close"; `-` for a side without a quote. */
  readonly bids?: readonly string[];
  readonly asks?: readonly string[];
  readonly margin?: Partial<MarginTerms>;
}

/** One instrument on the exchange. The first bar has passed already: it sets the last price. */
export class Venue {
  readonly exchange: SimulatedExchange;
  readonly instrument: Instrument;
  readonly fills: Fill[] = [];
  readonly events: VenueEvent[] = [];
  readonly #series: BarSeries;
  readonly #reactions = new Map<number, () => void>();
  #row = 0;
  #lastId = 0;

  constructor(bars: readonly string[], terms: VenueTerms = {}) {
    const [instrument] = listed([terms.instrument ?? spot()]);
    if (instrument === undefined) throw new Error("one instrument is due");
    this.instrument = instrument;
    this.#series = seriesOf(0, 0, columns(bars, terms), terms.every, { quotes: quotesOf(terms) });
    this.exchange = new SimulatedExchange({
      instruments: [instrument],
      balance: amount(terms.balance ?? "1000000"),
      leverage: terms.leverage ?? 1,
      model: fillModel(terms),
      margin: { ...USUAL_MARGIN, ...terms.margin },
    });
    this.exchange.matchOn(this.#series);
    this.bar();
  }

  /** Sends an order, ids 1, 2, 3... @returns what the exchange said at once, e.g. "1 accepted" */
  submit(terms: OrderTerms): string {
    this.#lastId++;
    this.exchange.submitOrder(order({ ...terms, id: this.#lastId }));
    return this.#drain().join(", ");
  }

  cancel(id: number): string {
    this.exchange.cancelOrder(id as OrderId);
    return this.#drain().join(", ");
  }

  amend(
    id: number,
    to: { readonly limit?: string; readonly trigger?: string; readonly quantity?: string },
  ): string {
    this.exchange.amendOrder(id as OrderId, amendment(to));
    return this.#drain().join(", ");
  }

  /** Waits for a price or a moment as an order of these terms would. @returns what the exchange said at once */
  watch(type: Watch["type"], terms: OrderTerms): string {
    const { id, instrument, side, trigger, expiresAt, conditions } = order(terms);
    this.exchange.watch({
      order: id,
      instrument,
      side,
      type,
      trigger,
      trail: conditions?.trail,
      expiresAt,
    });
    return this.#drain().join(", ");
  }

  unwatch(id: number): string {
    this.exchange.unwatch(id as OrderId);
    return this.#drain().join(", ");
  }

  /** What to send when an order fills, at that very moment. */
  whenFilled(id: number, ...then: readonly OrderTerms[]): void {
    this.#reactions.set(id, () => {
      for (const terms of then) this.exchange.submitOrder(order({ ...terms, id: ++this.#lastId }));
    });
  }

  /** The next bar, from its open to its close. */
  bar(): readonly string[] {
    return [...this.open(), ...this.close()];
  }

  open(): readonly string[] {
    this.exchange.expire(this.instrument.id, this.opensAt(this.#row)); // In a hole of the data.
    const ended = this.#drain();
    this.exchange.openBar(this.#series, this.#row);
    return [...ended, ...this.#drain()];
  }

  close(): readonly string[] {
    const closesAt = this.#series.closesAt(this.#row);
    this.exchange.closeBar(this.#series, this.#row);
    const inside = this.#drain();
    this.exchange.expire(this.instrument.id, closesAt);
    this.exchange.at(closesAt);
    this.#row++;
    return [...inside, ...this.#drain()];
  }

  /** When the bar of a row opens. */
  opensAt(row: number): UnixMs {
    return at(this.#series.columns.time, row) as UnixMs;
  }

  #drain(): readonly string[] {
    const said: string[] = [];
    for (let event = this.exchange.next(); event !== undefined; event = this.exchange.next()) {
      said.push(sentence(event));
      this.events.push(event);
      if (event.kind !== "OrderFilled") continue;
      this.fills.push(event.fill);
      this.#reactions.get(event.order)?.();
    }
    return said;
  }
}

function quotesOf({ bids, asks }: VenueTerms): QuoteColumns | undefined {
  if (bids === undefined || asks === undefined) return undefined;
  const column = (side: readonly string[], place: number): Float64Array =>
    Float64Array.from(side, (text) => (text === "-" ? Number.NaN : Number(text.split(" ")[place])));
  return {
    ...{
      bidOpen: column(bids, 0),
      bidHigh: column(bids, 1),
      bidLow: column(bids, 2),
      bidClose: column(bids, 3),
    },
    ...{
      askOpen: column(asks, 0),
      askHigh: column(asks, 1),
      askLow: column(asks, 2),
      askClose: column(asks, 3),
    },
  };
}

/** "1 filled 0.5 @ 101.25 taker", "2 rejected PriceOffTick", "3 expired: collar". */
export function sentence(event: VenueEvent): string {
  switch (event.kind) {
    case "OrderFilled": {
      const { quantity, price, liquidity } = event.fill;
      return `${event.order} filled ${formatQuantity(quantity)} @ ${formatPrice(price)} ${liquidity}`;
    }
    case "OrderRejected":
      return `${event.order} rejected ${event.rejection.kind}`;
    case "OrderExpired":
      return `${event.order} expired: ${event.reason}`;
    case "OrderAccepted":
      return `${event.order} accepted`;
    case "OrderCancelled":
      return `${event.order} cancelled`;
    case "CancelRefused":
      return `${event.order} cancel refused`;
    case "OrderNotSent":
    case "OrderProvenAbsent":
      return `${event.order} never was`;
    case "OrderOutcomeLost":
      return `${event.order} lost`;
    case "OrderReplaced":
      return `${event.order} replaced`;
    case "ReplaceRefused":
      return `${event.order} replace refused${event.rejection === undefined ? "" : `: ${event.rejection.kind}`}`;
    case "PriceReached":
      return `${event.order} reached ${event.price}`;
    case "WatchExpired":
      return `${event.order} watch expired`;
    case "PositionLiquidated": {
      const { side, quantity, price, fee } = event.fill;
      const insured = event.insured === 0n ? "" : `, insured ${formatAmount(event.insured)}`;
      return `liquidated: ${side} ${formatQuantity(quantity)} @ ${formatPrice(price)}, fee ${formatAmount(fee)}${insured}`;
    }
  }
}
