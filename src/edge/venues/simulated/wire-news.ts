import { formatAmount, formatPrice, formatQuantity } from "../../../core/base/index.ts";
import type { Fill, Instrument, Rejection } from "../../../core/domain/index.ts";
import type { JsonObject } from "./fields.ts";

/** A rejection as JSON: Infinity, which JSON lacks, is left out. */
export function writeRejection(rejection: Rejection): JsonObject {
  if (rejection.kind !== "MarketClosed") return { ...rejection };
  return rejection.opensAt === Number.POSITIVE_INFINITY ? { kind: rejection.kind } : { ...rejection };
}

/** A fill as JSON, without the order that it belongs to. */
export const writeFill = (fill: Omit<Fill, "order">, { symbol }: Instrument): JsonObject => ({
  symbol,
  side: fill.side,
  price: formatPrice(fill.price),
  quantity: formatQuantity(fill.quantity),
  fee: formatAmount(fill.fee),
  feeAsset: fill.feeAsset,
  liquidity: fill.liquidity,
  tradeId: fill.tradeId,
  at: fill.at,
});
