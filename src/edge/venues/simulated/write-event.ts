import { formatAmount, formatPrice } from "../../../core/base/index.ts";
import type { AccountEvent, Instrument, OrderEvent, OrderId } from "../../../core/domain/index.ts";
import { at, type BarSeries } from "../../../core/market/index.ts";
import type { JsonObject } from "./fields.ts";
import type { OrderRecord } from "./truth.ts";
import { writeFill, writeRejection } from "./wire-news.ts";
import { writeAmendment } from "./wire-order.ts";

type ToldEvent = Exclude<
  OrderEvent,
  {
    readonly kind:
      | "PriceReached"
      | "WatchExpired"
      | "OrderOutcomeLost"
      | "OrderNotSent"
      | "OrderProvenAbsent"
      | "CancelRefused"
      | "ReplaceRefused";
  }
>;

/** What became of an order, for the stream. */
export function writeOrderEvent(event: ToldEvent, { id, isForeign, instrument }: OrderRecord): JsonObject {
  const about = { at: event.at, id, ...(isForeign && { foreign: true, symbol: instrument.symbol }) };
  switch (event.kind) {
    case "OrderAccepted":
      return { e: "accepted", ...about };
    case "OrderRejected":
      return { e: "rejected", ...about, rejection: writeRejection(event.rejection) };
    case "OrderFilled":
      return { e: "filled", ...about, fill: writeFill(event.fill, instrument) };
    case "OrderCancelled":
      return { e: "cancelled", ...about };
    case "OrderExpired":
      return { e: "expired", ...about, reason: event.reason };
    case "OrderReplaced":
      return { e: "replaced", ...about, to: writeAmendment(event.to) };
  }
}

/** What the venue did to the account, for the stream. */
export function writeAccountEvent(
  event: AccountEvent,
  instrument: Instrument,
  nameOf: (id: OrderId) => string,
): JsonObject {
  const about = { at: event.at, symbol: instrument.symbol };
  switch (event.kind) {
    case "FundingPaid":
      return {
        e: "funding",
        ...about,
        reason: event.reason,
        rate: event.rate,
        amount: formatAmount(event.amount),
      };
    case "PositionLiquidated":
      return {
        e: "liquidated",
        ...about,
        fill: writeFill(event.fill, instrument),
        insured: formatAmount(event.insured),
      };
    case "DividendPaid":
      return {
        e: "dividend",
        ...about,
        perShare: formatPrice(event.perShare),
        amount: formatAmount(event.amount),
      };
    case "SharesSplit":
      return {
        e: "split",
        ...about,
        to: String(event.ratio.to),
        from: String(event.ratio.from),
        cancelled: event.cancelled.map(nameOf),
        ...(event.fraction !== undefined && { fraction: writeFill(event.fraction, instrument) }),
      };
  }
}

/** A bar by value: doubles, which JSON carries unchanged. */
export const writeBar = ({ columns, intervalMs }: BarSeries, row: number, symbol: string): JsonObject => ({
  symbol,
  intervalMs,
  row,
  time: at(columns.time, row),
  open: at(columns.open, row),
  high: at(columns.high, row),
  low: at(columns.low, row),
  close: at(columns.close, row),
  volume: at(columns.volume, row),
});
