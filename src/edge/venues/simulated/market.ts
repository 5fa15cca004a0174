import { NO_QUANTITY, type Quantity, type UnixMs } from "../../../core/base/index.ts";
import type {
  Amendment,
  EngineEvent,
  Instrument,
  InstrumentId,
  OrderConditions,
  OrderEvent,
  OrderRequest,
  Rejection,
} from "../../../core/domain/index.ts";
import { ActionSchedule, type EventSink, HoldingSchedule, Playback } from "../../../core/engine/index.ts";
import { SimulatedExchange, USUAL_MARGIN } from "../../../core/exchange/index.ts";
import { at, BarSeries, isFinest } from "../../../core/market/index.ts";
import { spoilt } from "./bad-bar.ts";
import type { EventLog } from "./event-log.ts";
import type { Faults } from "./faults.ts";
import type { JsonObject } from "./fields.ts";
import type { VenuePlan } from "./plan.ts";
import type { OrderRecord, Truth } from "./truth.ts";
import { writeAccountEvent, writeBar, writeOrderEvent } from "./write-event.ts";

type Answered = "submit" | "cancel" | "amend";
/** Called once the exchange has answered a request. `refused`: it stands as it was, for this reason. */
type OnAnswer = (refused?: { readonly rejection: Rejection | undefined }) => void;

interface MarketParts {
  readonly truth: Truth;
  readonly log: EventLog;
  readonly faults: Faults;
  /** Called after what is held has changed. */
  onHolding(): void;
}

/**
 * The market of a simulated venue: recorded bars through the simulated exchange, and what comes of it into the truth.
 * It stands where an engine stands in a backtest, but decides nothing: it writes down what it hears.
 */
export class VenueMarket {
  readonly exchange: SimulatedExchange;
  readonly #playback: Playback;
  readonly #series: readonly BarSeries[];
  /** By instrument: the series that it is matched on. */
  readonly #finest: readonly (BarSeries | undefined)[];
  readonly #instruments: readonly Instrument[];
  readonly #truth: Truth;
  readonly #log: EventLog;
  readonly #faults: Faults;
  readonly #groups = new Map<string, number>();
  readonly #waiting = new Map<string, OnAnswer>();
  readonly #onHolding: () => void;
  /** What was held before each fill of an instrument. */
  readonly #held: Quantity[];
  /** Moments at which bars have closed. */
  moments = 0;

  constructor(plan: VenuePlan, { truth, log, faults, onHolding }: MarketParts) {
    this.#onHolding = onHolding;
    const { instruments, account, fills, margin = USUAL_MARGIN, funding = [], actions = [] } = plan;
    this.#instruments = instruments;
    this.#truth = truth;
    this.#log = log;
    this.#faults = faults;
    this.#held = instruments.map(() => NO_QUANTITY);
    const series = plan.series.map((one, id) => new BarSeries({ id, ...one }));
    this.#series = series;
    this.#finest = instruments.map(({ id }) =>
      series.find((one) => one.instrument === id && isFinest(one, series)),
    );
    const { balance, leverage } = account;
    this.exchange = new SimulatedExchange({ instruments, balance, leverage, model: fills, margin });
    const sink: EventSink = { timers: [], step: (event) => this.#hear(event) };
    this.#playback = new Playback(
      sink,
      this.exchange,
      series,
      new HoldingSchedule(instruments, funding),
      new ActionSchedule(actions),
    );
  }

  /** Time of the last moment that was played; 0 before the first. */
  get now(): UnixMs {
    const { now } = this.#playback;
    return (now === Number.NEGATIVE_INFINITY ? 0 : now) as UnixMs;
  }

  /** When the next moment is; Infinity when the data has ended. */
  get nextAt(): number {
    return this.#playback.nextAt;
  }

  instrumentOf(symbol: string): Instrument | undefined {
    return this.#instruments.find((one) => one.symbol === symbol);
  }

  get instruments(): readonly Instrument[] {
    return this.#instruments;
  }

  /** The last price; undefined before the first bar has closed. */
  lastOf(id: InstrumentId): number | undefined {
    const series = this.#finest[id];
    return series === undefined || series.visible === 0
      ? undefined
      : at(series.columns.close, series.visible - 1);
  }

  /** Closed bars of the series that the instrument is matched on, as rows from `from` on. */
  history(id: InstrumentId, from: number | undefined, limit: number): readonly JsonObject[] {
    const series = this.#finest[id];
    if (series === undefined) return [];
    const first = Math.max(0, from ?? series.visible - limit);
    const rows = Math.max(0, Math.min(limit, series.visible - first));
    return Array.from({ length: rows }, (_, i) => writeBar(series, first + i, this.#symbolOf(id)));
  }

  // --- time -----------------------------------------------------------------------------------------------------------

  /** Plays until bars have closed at so many more moments. @returns whether there is more data */
  advance(moments: number): boolean {
    const until = this.moments + moments;
    while (this.moments < until) if (!this.#playback.step()) return false;
    return this.nextAt !== Number.POSITIVE_INFINITY;
  }

  /** Plays what happens at the next moment. @returns false when the data has ended */
  step(): boolean {
    return this.#playback.step();
  }

  #hear(event: EngineEvent): void {
    switch (event.kind) {
      case "BarClosed": {
        const series = this.#series[event.series] as BarSeries; // Ids are places in the list.
        const bar = writeBar(series, series.visible, this.#symbolOf(series.instrument));
        series.visible++;
        const told = { e: "bar", at: event.at, closed: true, ...bar };
        const fault = this.#faults.strike("badBar");
        for (const one of fault === undefined ? [told] : spoilt(told, fault.how)) this.#log.append(one);
        return;
      }
      case "TimeClosed":
        this.moments++;
        this.#log.append({ e: "time", at: event.at });
        return;
      case "FundingPaid":
      case "DividendPaid":
      case "PositionLiquidated":
      case "SharesSplit": {
        const instrument = this.#instruments[event.instrument] as Instrument;
        const no = this.#log.append(writeAccountEvent(event, instrument, (id) => this.#truth.order(id).id));
        const fill =
          event.kind === "PositionLiquidated"
            ? event.fill
            : event.kind === "SharesSplit"
              ? event.fraction
              : undefined;
        if (event.kind === "SharesSplit") this.#held[instrument.id] = this.exchange.account.held(instrument);
        if (fill !== undefined) {
          this.#truth.book("", instrument, fill, no);
          this.#noteHolding(instrument, fill);
        }
        return;
      }
      case "TimerRang":
      case "TradePrinted":
      case "BookChanged":
      case "TradingHalted":
      case "TradingResumed":
      case "FlattenAsked":
      case "EmergencyCalled":
      case "FilledOutside":
      case "SymbolStopped":
      case "SymbolStarted":
      case "ApprovalGiven":
      case "ApprovalDenied":
      case "TriggerPulled":
      case "TriggerReleased":
      case "FeedBroken":
      case "FeedMended":
      case "ProtectionDue":
      case "PriceReached":
      case "WatchExpired":
      case "OrderOutcomeLost":
      case "OrderNotSent":
      case "OrderProvenAbsent":
        return; // Nothing here asks for them.
      case "OrderAccepted":
      case "OrderRejected":
      case "OrderFilled":
      case "OrderCancelled":
      case "OrderExpired":
      case "OrderReplaced":
      case "CancelRefused":
      case "ReplaceRefused":
        this.#noteOrder(event);
    }
  }

  #symbolOf(id: InstrumentId): string {
    return (this.#instruments[id] as Instrument).symbol; // Ids are places in the list.
  }

  // --- orders ---------------------------------------------------------------------------------------------------------

  /** A new order. Its name must be new; `onAnswer` is called at once, or when the request has arrived. */
  submit(record: OrderRecord, onAnswer: OnAnswer): void {
    const { terms, instrument } = record;
    const parent = terms.after === undefined ? undefined : this.#truth.find(terms.after);
    const waits = terms.after !== undefined;
    if (!waits) this.#waiting.set(keyOf(record, "submit"), onAnswer);
    this.exchange.submitOrder(requestOf(record, parent, this.#groupOf(terms.group)));
    this.#settle(instrument);
    if (waits) onAnswer();
  }

  cancel(record: OrderRecord, onAnswer: OnAnswer): void {
    this.#waiting.set(keyOf(record, "cancel"), onAnswer);
    this.exchange.cancelOrder(record.venueId);
    this.#drain();
  }

  amend(record: OrderRecord, to: Amendment, onAnswer: OnAnswer): void {
    this.#waiting.set(keyOf(record, "amend"), onAnswer);
    // Only risk makes approved amendments; the venue takes anybody's.
    this.exchange.amendOrder(record.venueId, to);
    this.#settle(record.instrument);
  }

  /** An order that never comes to the matching. */
  reject(record: OrderRecord, rejection: Rejection): void {
    this.#noteOrder({ kind: "OrderRejected", order: record.venueId, rejection, at: this.now });
  }

  #groupOf(name: string | undefined): number | undefined {
    if (name === undefined) return undefined;
    const group = this.#groups.get(name) ?? this.#groups.size + 1;
    this.#groups.set(name, group);
    return group;
  }

  /** Answers what was asked; then a bar that opens at this very moment is met, as one is by a decision at its open. */
  #settle(instrument: Instrument): void {
    this.#drain();
    const series = this.#finest[instrument.id];
    if (series === undefined || series.visible >= series.rows) return;
    if (at(series.columns.time, series.visible) !== this.now || !this.exchange.hasOrders(instrument.id))
      return;
    this.exchange.openBar(series, series.visible);
    this.#drain();
  }

  #drain(): void {
    for (let event = this.exchange.next(); event !== undefined; event = this.exchange.next())
      this.#hear(event);
  }

  #noteOrder(
    event: Exclude<
      OrderEvent,
      {
        readonly kind:
          | "PriceReached"
          | "WatchExpired"
          | "OrderOutcomeLost"
          | "OrderNotSent"
          | "OrderProvenAbsent";
      }
    >,
  ): void {
    const record = this.#truth.order(event.order);
    if (event.kind === "CancelRefused") {
      this.#answer(record, "cancel", { rejection: undefined });
      return;
    }
    if (event.kind === "ReplaceRefused") {
      this.#answer(record, "amend", { rejection: event.rejection });
      return;
    }
    const no = this.#log.append(writeOrderEvent(event, record));
    switch (event.kind) {
      case "OrderAccepted":
        this.#truth.move(record, "accept", no, event.at);
        break;
      case "OrderRejected":
        record.rejection = event.rejection;
        this.#truth.move(record, "reject", no, event.at);
        break;
      case "OrderFilled":
        this.#truth.fill(record, event.fill, no);
        this.#noteHolding(record.instrument, event.fill);
        return;
      case "OrderCancelled":
        this.#truth.move(record, "cancel", no, event.at);
        this.#answer(record, "cancel");
        break;
      case "OrderExpired":
        record.expiry = event.reason;
        this.#truth.move(record, "expire", no, event.at);
        break;
      case "OrderReplaced":
        this.#truth.amend(record, event.to, no, event.at);
        this.#answer(record, "amend");
        return;
    }
    this.#answer(record, "submit");
  }

  #noteHolding(instrument: Instrument, fill: Parameters<Truth["noteCost"]>[1]): void {
    const held = this.#held[instrument.id] as Quantity;
    this.#truth.noteCost(instrument, fill, held);
    const after = fill.side === "buy" ? held + fill.quantity : held - fill.quantity;
    const isLess = fill.feeAsset === instrument.base && fill.side === "buy"; // Its fee was taken out of it.
    this.#held[instrument.id] = isLess ? this.exchange.account.held(instrument) : (after as Quantity);
    this.#onHolding();
  }

  #answer(record: OrderRecord, to: Answered, refused?: { readonly rejection: Rejection | undefined }): void {
    const key = keyOf(record, to);
    const answer = this.#waiting.get(key);
    this.#waiting.delete(key);
    answer?.(refused);
  }
}

const keyOf = ({ venueId }: OrderRecord, what: Answered): string => `${venueId} ${what}`;

/** The order as the matching wants it: by the venue's own numbers. */
function requestOf(
  { venueId, instrument, terms, receivedAt, excess }: OrderRecord,
  parent: OrderRecord | undefined,
  group: number | undefined,
): OrderRequest {
  const { timeInForce, postOnly, trail, notional, after } = terms;
  const conditions: OrderConditions = {
    ...(timeInForce !== undefined && { timeInForce }),
    ...(postOnly && { postOnly }),
    ...(trail !== undefined && { trail }),
    ...(notional !== undefined && { notional }),
    ...(group !== undefined && { oneCancelsOther: group }),
    // A parent that nobody knows never fills: the order ends at once.
    ...(after !== undefined && { after: parent?.venueId ?? (0 as OrderRequest["id"]) }),
  };
  return {
    id: venueId,
    instrument: instrument.id,
    strategy: "",
    side: terms.side,
    type: terms.type,
    role: terms.role,
    quantity: (terms.quantity + excess) as Quantity,
    limit: terms.limit,
    trigger: terms.trigger,
    collar: terms.collar,
    reduceOnly: terms.reduceOnly,
    expiresAt: terms.expiresAt,
    at: receivedAt,
    why: "",
    conditions: Object.keys(conditions).length === 0 ? undefined : conditions,
  };
}
