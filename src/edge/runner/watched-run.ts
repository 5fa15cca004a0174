import { formatAmount, formatPrice, formatQuantity } from "../../core/base/index.ts";
import type {
  ClosedTrade,
  Instrument,
  OrderEvent,
  OrderRequest,
  OrderStatus,
} from "../../core/domain/index.ts";
import type { FillReport } from "../../core/engine/index.ts";
import { type LiveReport, ReportingRecorder, type StopRecorder } from "../research/index.ts";

/** An order as a person sees it. Numbers are decimal texts, times Unix milliseconds. */
export interface OrderRow {
  readonly id: number;
  readonly symbol: string;
  readonly side: string;
  readonly type: string;
  readonly role: string;
  readonly quantity: string;
  readonly filled: string;
  readonly price: string | null;
  readonly status: OrderStatus;
  readonly at: number;
  readonly why: string;
}

export interface TradeRow {
  readonly id: number;
  readonly symbol: string;
  readonly side: string;
  readonly quantity: string;
  readonly entryPrice: string;
  readonly exitPrice: string;
  readonly entryTime: number;
  readonly exitTime: number;
  readonly pnl: string;
  readonly exitReason: string;
}

/** Ended orders and trades that are shown; more are in the journal. */
const SHOWN_MAX = 100;

type Row = { -readonly [Key in keyof OrderRow]: OrderRow[Key] } & { filledUnits: bigint };

/** Keeps what somebody may ask to see, beside what a recorder keeps. Bounded: a run may last for years. */
export class WatchedRecorder extends ReportingRecorder {
  readonly #live = new Map<number, Row>();
  /** Latest last, and a few more than are shown: room is not made for each. */
  readonly #ended: Row[] = [];

  constructor(
    report: (report: LiveReport) => void,
    stops: StopRecorder | undefined,
    onLine: (line: string) => void,
  ) {
    super(report, stops, onLine);
  }

  override submitted(order: OrderRequest, instrument: Instrument): void {
    super.submitted(order, instrument);
    const price = order.limit ?? order.trigger;
    this.#live.set(order.id, {
      id: order.id,
      symbol: instrument.symbol,
      side: order.side,
      type: order.type,
      role: order.role,
      quantity: formatQuantity(order.quantity),
      filled: "0",
      filledUnits: 0n,
      price: price === undefined ? null : formatPrice(price),
      status: "SUBMITTED",
      at: order.at,
      why: order.why,
    });
  }

  override answered(event: OrderEvent): void {
    super.answered(event);
    const row = this.#live.get(event.order);
    if (row === undefined) return;
    switch (event.kind) {
      case "OrderAccepted":
        if (row.status === "SUBMITTED") row.status = "ACCEPTED";
        return;
      case "OrderRejected":
        this.#end(row, "REJECTED");
        return;
      case "OrderCancelled":
        this.#end(row, "CANCELLED");
        return;
      case "OrderExpired":
        this.#end(row, "EXPIRED");
        return;
      case "OrderOutcomeLost":
        row.status = "UNKNOWN";
        return;
      case "OrderReplaced": {
        const price = event.to.limit ?? event.to.trigger;
        if (price !== undefined) row.price = formatPrice(price);
        if (event.to.quantity !== undefined) row.quantity = formatQuantity(event.to.quantity);
        return;
      }
      case "OrderNotSent":
      case "OrderProvenAbsent":
        this.#end(row, "FAILED");
        return;
      case "OrderFilled":
      case "CancelRefused":
      case "ReplaceRefused":
      case "PriceReached":
      case "WatchExpired":
        return; // It goes on, or was told as a fill.
    }
  }

  override filled(report: FillReport): void {
    super.filled(report);
    const { fill, order } = report;
    const row = this.#live.get(fill.order);
    if (row === undefined) return;
    row.filledUnits += fill.quantity;
    row.filled = formatQuantity(row.filledUnits as typeof fill.quantity);
    if (row.filledUnits >= order.quantity) this.#end(row, "FILLED");
    else row.status = "PARTIALLY_FILLED";
  }

  #end(row: Row, status: OrderStatus): void {
    row.status = status;
    this.#live.delete(row.id);
    this.#ended.push(row);
    if (this.#ended.length >= 2 * SHOWN_MAX) this.#ended.splice(0, SHOWN_MAX);
  }

  orders(): readonly OrderRow[] {
    return [...this.#live.values(), ...this.#ended.slice(-SHOWN_MAX).reverse()].map(
      ({ filledUnits: _, ...row }) => row,
    );
  }
}

/** The latest trades, latest first. */
export function tradeRows(
  trades: readonly ClosedTrade[],
  instruments: readonly Instrument[],
): readonly TradeRow[] {
  const first = Math.max(0, trades.length - SHOWN_MAX);
  return trades
    .slice(first)
    .map((trade) => ({
      id: trade.id,
      symbol: instruments[trade.instrument]?.symbol ?? "",
      side: trade.side,
      quantity: formatQuantity(trade.quantity),
      entryPrice: formatPrice(trade.entryPrice),
      exitPrice: formatPrice(trade.exitPrice),
      entryTime: trade.entryTime,
      exitTime: trade.exitTime,
      pnl: formatAmount(trade.pnl),
      exitReason: trade.exitReason,
    }))
    .reverse();
}
