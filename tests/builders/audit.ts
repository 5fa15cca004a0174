/**
 * Books of a run that share no code with the engine: positions from fills, equity and exposure in whole numbers,
 * what every live order may still do. Property tests hold the engine's decisions against them.
 */
import { type Price, price as priceOf } from "../../src/core/base/index.ts";
import {
  type DividendPaid,
  type EngineEvent,
  type FundingPaid,
  type Instrument,
  type OrderEvent,
  type OrderRequest,
  type SharesSplit,
  splitQuantity,
} from "../../src/core/domain/index.ts";
import type { FillReport } from "../../src/core/engine/index.ts";
import type { Run } from "./play.ts";
import { Recorder, type VerdictHeard } from "./recorder.ts";

export interface LiveOrder {
  readonly request: OrderRequest;
  readonly stop: Price | undefined;
  remaining: bigint;
  hasFilled: boolean;
}

/** An entry that risk let through, before it is sent. */
export interface ApprovedEntry {
  readonly order: OrderRequest;
  readonly instrument: Instrument;
  readonly stop: Price | undefined;
}

const TICK = priceOf("0.01");
const ONE = 100_000_000n;
/** Fees count in 1e-20, quantities in 1e-8. */
const FEE_UNITS = 10n ** 12n;

export class Audit extends Recorder {
  /** Signed, by instrument. */
  readonly held: bigint[] = [];
  /** What fees that were taken in kind have left beside whole steps. */
  readonly dust: bigint[] = [];
  readonly marks: bigint[] = [];
  /** Instruments that traded since somebody cleared it. */
  readonly touched = new Set<number>();
  readonly live = new Map<number, LiveOrder>();
  onApproved: (entry: ApprovedEntry) => void = () => undefined;
  onFilled: (report: FillReport, before: bigint) => void = () => undefined;
  onSubmitted: (order: OrderRequest) => void = () => undefined;
  onEvent: (event: EngineEvent) => void = () => undefined;
  #run: Run | undefined;
  #flow = 0n;
  readonly #stops = new Map<number, Price | undefined>();

  watch(run: Run): void {
    this.#run = run;
    for (const { id } of run.instruments) this.held[id] = 0n;
  }

  get run(): Run {
    if (this.#run === undefined) throw new Error("nothing to watch");
    return this.#run;
  }

  /** All money that fills moved, and what is held at its mark: exact, without any cost basis. */
  get equity(): bigint {
    let equity = 100_000n * 10n ** 20n + this.#flow;
    for (const { id } of this.run.instruments)
      equity += this.value(id, this.held[id] ?? 0n, this.marks[id] ?? 0n);
    return equity;
  }

  /** Quantity times price, in 1e-20 of the quote asset. */
  value(instrument: number, units: bigint, at: bigint): bigint {
    const { contractSize } = this.run.instruments[instrument] as Instrument;
    return (units * contractSize * at) / ONE;
  }

  /** Live orders that may add risk. */
  liveEntries(instrument: number): readonly LiveOrder[] {
    return [...this.live.values()].filter(
      ({ request }) => request.instrument === instrument && !request.reduceOnly,
    );
  }

  /** Trigger of the protective stop that rests on the exchange. */
  stopInForce(instrument: number): bigint | undefined {
    const stops = [...this.live.values()].filter(
      ({ request }) =>
        request.instrument === instrument && request.role === "stop-loss" && request.type === "stop",
    );
    return stops.at(-1)?.request.trigger;
  }

  heard(event: EngineEvent): void {
    if (event.kind === "BarClosed") {
      const series = this.run.series[event.series];
      const close = series?.columns.close[series.visible - 1];
      if (series !== undefined && close !== undefined)
        this.marks[series.instrument] = BigInt(Math.round(close * 100)) * TICK;
    }
    // Where a split leaves the price is an input here, see the claims about splits.
    if (event.kind === "SharesSplit" && (this.marks[event.instrument] ?? 0n) > 0n)
      this.marks[event.instrument] = this.run.engine.prices.exact(event.instrument);
    this.onEvent(event);
  }

  override verdict(instrument: Instrument, order: number | undefined, verdict: VerdictHeard): void {
    super.verdict(instrument, order, verdict);
    if (verdict.kind !== "approved") return;
    const { stop } = verdict.protection;
    this.onApproved({ order: verdict.order, instrument, stop });
    this.#stops.set(verdict.order.id, stop);
  }

  override submitted(order: OrderRequest, instrument: Instrument): void {
    super.submitted(order, instrument);
    const stop = this.#stops.get(order.id);
    this.live.set(order.id, { request: order, stop, remaining: order.quantity, hasFilled: false });
    this.onSubmitted(order);
  }

  override answered(event: OrderEvent, order: OrderRequest, instrument: Instrument): void {
    super.answered(event, order, instrument);
    if (["OrderRejected", "OrderCancelled", "OrderExpired"].includes(event.kind)) this.live.delete(order.id);
  }

  override funded(event: FundingPaid, instrument: Instrument): void {
    super.funded(event, instrument);
    this.#flow -= event.amount;
  }

  override dividend(event: DividendPaid, instrument: Instrument): void {
    super.dividend(event, instrument);
    this.#flow -= event.amount;
    const left = (this.marks[event.instrument] ?? 0n) - event.perShare;
    if (left > 0n) this.marks[event.instrument] = left;
  }

  override split(event: SharesSplit, instrument: Instrument): void {
    super.split(event, instrument);
    this.held[event.instrument] = splitQuantity(this.held[event.instrument] ?? 0n, event.ratio);
  }

  override filled(report: FillReport): void {
    super.filled(report);
    const { fill } = report;
    const { id } = report.instrument;
    this.touched.add(id);
    const before = this.held[id] ?? 0n;
    const signed = fill.side === "buy" ? fill.quantity : -fill.quantity;
    const isInKind = fill.feeAsset === report.instrument.base;
    if (isInKind) this.#keep(report, before + (this.dust[id] ?? 0n) + signed - fill.fee / FEE_UNITS);
    else this.held[id] = before + signed;
    this.marks[id] = fill.price;
    this.#flow -= this.value(id, signed, fill.price) + (isInKind ? 0n : fill.fee);
    const order = this.live.get(fill.order);
    if (order !== undefined) {
      order.remaining -= fill.quantity;
      order.hasFilled = true;
      if (order.remaining <= 0n) this.live.delete(fill.order);
    }
    this.onFilled(report, before);
  }

  #keep({ instrument: { id, rules } }: FillReport, there: bigint): void {
    this.dust[id] = there % (rules[0]?.step ?? 1n);
    this.held[id] = there - this.dust[id];
  }
}

export const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
