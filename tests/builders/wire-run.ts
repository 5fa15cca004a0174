/** An engine whose venue is the test itself: requests pile up, and the test answers when and how it likes. */
import { amount, formatQuantity, NO_AMOUNT, price, quantity } from "../../src/core/base/index.ts";
import type {
  Amendment,
  ExpiryReason,
  Fill,
  Instrument,
  OrderId,
  OrderRequest,
  Outbox,
  VenueAbilities,
} from "../../src/core/domain/index.ts";
import { type Automation, Engine, type EngineListener } from "../../src/core/engine/index.ts";
import type { BarSeries } from "../../src/core/market/index.ts";
import { columns, seriesOf } from "./bars.ts";
import { HOUR, listed, perpetual } from "./instrument.ts";
import { type Script, scripted } from "./script.ts";
import { type RiskTerms, riskSettings } from "./settings.ts";

const REJECTIONS = {
  small: { kind: "BelowMinQuantity", quantity: "0", minimum: "1" },
  busy: { kind: "VenueRefused", code: "busy", message: "the venue is busy" },
  closed: { kind: "MarketClosed", opensAt: Number.POSITIVE_INFINITY },
  nothing: { kind: "ReduceOnlyWouldIncrease" },
  less: { kind: "InsufficientBalance", asset: "BTC", needed: "2", available: "1.5" },
  step: { kind: "QuantityOffStep", quantity: "2", step: "1.5" },
  passed: { kind: "StopWouldTriggerAtOnce", trigger: "90", last: "89" },
} as const;

interface WireTerms {
  readonly listener?: EngineListener;
  readonly can?: VenueAbilities;
  readonly automation?: Automation;
}

export class WireRun {
  readonly engine: Engine;
  readonly instrument: Instrument;
  readonly sent: OrderRequest[] = [];
  readonly cancelled: number[] = [];
  readonly amended = new Map<number, Amendment>();
  readonly #series: BarSeries;
  #trades = 0;

  constructor(
    bars: readonly string[],
    script: Script,
    risk: RiskTerms = {},
    { listener, can, automation }: WireTerms = {},
  ) {
    const [instrument] = listed([perpetual()]);
    if (instrument === undefined) throw new Error("one instrument is due");
    this.instrument = instrument;
    this.#series = seriesOf(0, 0, columns(bars), HOUR);
    const run = {
      strategy: scripted(script),
      params: {},
      instrument: instrument.id,
      series: 0,
      signals: { confidenceMin: 0, strengthMin: "WEAK", dataAgeMsMax: Number.POSITIVE_INFINITY },
      needsAtr: false,
    } as const;
    const setup = {
      instruments: [instrument],
      series: [this.#series],
      runs: [run],
      account: { currency: "USDT", balance: amount("100000") },
      risk: riskSettings(1, risk),
      automation,
      ...(can !== undefined && { abilities: [can] }),
    };
    const outbox: Outbox = {
      submitOrder: (order) => this.sent.push(order),
      cancelOrder: (order) => this.cancelled.push(order),
      amendOrder: (order, to) => this.amended.set(order, to),
      watch: () => undefined,
      unwatch: () => undefined,
    };
    this.engine = new Engine(setup, outbox, listener);
  }

  get held(): string {
    return formatQuantity(this.engine.portfolio.position(this.instrument.id).quantity);
  }

  /** What an order asks for. */
  units(order: number): string {
    const request = this.sent.find(({ id }) => id === order);
    if (request === undefined) throw new Error(`order ${order} was never sent`);
    return formatQuantity(request.quantity);
  }

  /** The next bar closes and the strategy decides. */
  bar(): void {
    const at = this.#series.closesAt(this.#series.visible);
    this.engine.step({ kind: "BarClosed", series: 0, at });
    this.engine.step({ kind: "TimeClosed", at });
  }

  tell(
    kind:
      | "OrderAccepted"
      | "OrderCancelled"
      | "OrderExpired"
      | "OrderOutcomeLost"
      | "OrderNotSent"
      | "OrderProvenAbsent"
      | "CancelRefused",
    order: number,
  ): void {
    const id = { order: order as OrderId, at: this.#now };
    this.engine.step(kind === "OrderExpired" ? { kind, ...id, reason: "time" } : { kind, ...id });
  }

  expire(order: number, reason: ExpiryReason): void {
    this.engine.step({ kind: "OrderExpired", order: order as OrderId, reason, at: this.#now });
  }

  /** The market comes to the price that an emulated order waits for. */
  reach(order: number, at: number): void {
    this.engine.step({ kind: "PriceReached", order: order as OrderId, price: at, at: this.#now });
  }

  /** The venue takes the new terms that were last asked for. */
  replace(order: number): void {
    const to = this.amended.get(order);
    if (to === undefined) throw new Error(`nobody asked for new terms of order ${order}`);
    this.engine.step({ kind: "OrderReplaced", order: order as OrderId, to, at: this.#now });
  }

  /** The venue leaves an order as it was. */
  refuseReplace(order: number): void {
    this.engine.step({
      kind: "ReplaceRefused",
      order: order as OrderId,
      rejection: undefined,
      at: this.#now,
    });
  }

  get lacksProtection(): boolean {
    return this.engine.protection.isLacking(this.instrument.id);
  }

  /** `all`: as an earlier build wrote it. */
  protectionDue(whose: "this" | "all" = "this"): void {
    const instrument = whose === "this" ? { instrument: this.instrument.id } : {};
    this.engine.step({ kind: "ProtectionDue", ...instrument, at: this.#now });
  }

  /** `less`: 1.5 are there. `step`: it takes 1.5 and its multiples. `busy`: for no reason of the order's own. `passed`: of a stop that the market is beyond. `nothing`: there is none to reduce. */
  reject(order: number, why: keyof typeof REJECTIONS = "small"): void {
    const rejection = REJECTIONS[why];
    this.engine.step({ kind: "OrderRejected", order: order as OrderId, rejection, at: this.#now });
  }

  /** Without a fee. A trade id given twice is the same trade told twice. */
  fill(order: number, units: string, at: string, tradeId: string = `t${++this.#trades}`): void {
    const request = this.sent.find(({ id }) => id === order);
    if (request === undefined) throw new Error(`order ${order} was never sent`);
    const fill: Fill = {
      order: request.id,
      instrument: this.instrument.id,
      side: request.side,
      price: price(at),
      quantity: quantity(units),
      fee: NO_AMOUNT,
      feeAsset: "USDT",
      liquidity: "taker",
      tradeId,
      at: this.#now,
    };
    this.engine.step({ kind: "OrderFilled", order: request.id, fill, at: this.#now });
  }

  /** A person wants to be flat. */
  flatten(): void {
    this.engine.step({ kind: "FlattenAsked", instrument: this.instrument.id, by: "operator", at: this.#now });
  }

  /** Something that watches over the run pulls a trigger. */
  pull(action: "halt" | "reduce" | "flatten"): void {
    const at = this.#now;
    this.engine.step({ kind: "TriggerPulled", trigger: "overload", action, by: "test", at });
  }

  /** Somebody else trades the same account. */
  fillOutside(side: Fill["side"], units: string, at: string): void {
    const { id: instrument } = this.instrument;
    const fill = {
      instrument,
      side,
      price: price(at),
      quantity: quantity(units),
      fee: amount("0.1"),
      feeAsset: "USDT",
      liquidity: "taker",
      tradeId: `o${++this.#trades}`,
      at: this.#now,
    } as const;
    this.engine.step({ kind: "FilledOutside", instrument, fill, name: "hand-1", at: this.#now });
  }

  get #now() {
    return this.#series.closesAt(Math.max(this.#series.visible - 1, 0));
  }
}
