import { floorToStep, priceOnTick, quantityFromNumber } from "../base/index.ts";
import type { AmendIntent, Amendment, Side, TradingRules } from "../domain/index.ts";

/** New terms of an order, on the grids of its instrument: never at a worse price or for more than was asked. */
export function amendedTerms(
  { limit, trigger, quantity }: AmendIntent,
  side: Side,
  { tick, step }: TradingRules,
): Amendment {
  const isBuy = side === "buy";
  return {
    limit: limit === undefined ? undefined : priceOnTick(limit, tick, isBuy ? "down" : "up"),
    trigger: trigger === undefined ? undefined : priceOnTick(trigger, tick, isBuy ? "up" : "down"),
    quantity: quantity === undefined ? undefined : floorToStep(quantityFromNumber(quantity, "down"), step),
  };
}
