import type { Digest } from "../../core/backtest/index.ts";
import { formatAmount, formatPrice, formatQuantity } from "../../core/base/index.ts";
import type {
  Amendment,
  ClosedTrade,
  Instrument,
  OrderEvent,
  OrderRequest,
} from "../../core/domain/index.ts";
import type { FillReport } from "../../core/engine/index.ts";
import { type LiveReport, ReportingRecorder, type StopRecorder } from "../research/index.ts";
import { type NewTerms, type OrderRow, OrderRows } from "./order-rows.ts";

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

/** Trades that are shown; more are in the report. */
const SHOWN_MAX = 100;

/** Keeps what somebody may ask to see, beside what a recorder keeps. */
export class WatchedRecorder extends ReportingRecorder {
  readonly #rows = new OrderRows();

  constructor(
    report: (report: LiveReport) => void,
    stops: StopRecorder | undefined,
    onLine: (line: string) => void,
    digest?: Digest,
  ) {
    super(report, stops, onLine, digest);
  }

  override snapshot() {
    return { ...super.snapshot(), rows: this.#rows.snapshot() };
  }

  override restore({ rows, ...rest }: WatchedSnapshot): void {
    super.restore(rest);
    this.#rows.restore(rows);
  }

  override submitted(order: OrderRequest, instrument: Instrument): void {
    super.submitted(order, instrument);
    const { id, side, type, role, at, why, limit, trigger } = order;
    this.#rows.submitted({
      id,
      symbol: instrument.symbol,
      side,
      type,
      role,
      quantity: formatQuantity(order.quantity),
      limit: limit === undefined ? null : formatPrice(limit),
      trigger: trigger === undefined ? null : formatPrice(trigger),
      at,
      why,
    });
  }

  override answered(event: OrderEvent): void {
    super.answered(event);
    this.#rows.answered(event.order, event.kind, event.kind === "OrderReplaced" ? termsOf(event.to) : {});
  }

  override filled(report: FillReport): void {
    super.filled(report);
    this.#rows.filled(report.fill.order, report.fill.quantity);
  }

  orders(): readonly OrderRow[] {
    return this.#rows.list();
  }
}

type WatchedSnapshot = ReturnType<WatchedRecorder["snapshot"]>;

const termsOf = ({ limit, trigger, quantity }: Amendment): NewTerms => ({
  ...(limit !== undefined && { limit: formatPrice(limit) }),
  ...(trigger !== undefined && { trigger: formatPrice(trigger) }),
  ...(quantity !== undefined && { quantity: formatQuantity(quantity) }),
});

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
