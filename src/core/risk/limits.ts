import {
  type Amount,
  amountToNumber,
  floorToStep,
  NO_AMOUNT,
  type Price,
  type Quantity,
  quantityToNumber,
  quantityWithin,
  type Ratio,
  ratioToNumber,
  shareDown,
} from "../base/index.ts";
import type { Refusal } from "../domain/index.ts";

/**
 * A limit on the size of one order: `quantity x unit` must stay within `budget`.
 * Sizing asks for the largest quantity that fits, judging asks whether one does: the same inequality, exact both times.
 */
export interface SizeLimit {
  readonly kind: SizeLimitKind;
  readonly budget: Amount;
  /** Money that one unit of quantity uses up. */
  readonly unit: Price;
  /** The limit itself as a share, and what counted against it before this order. */
  readonly shareMax: number;
  readonly used: Amount;
  /** What the share is a share of: equity, or the free balance. */
  readonly of: Amount;
}

export type SizeLimitKind =
  | "PositionSizeLimit"
  | "SymbolExposureLimit"
  | "DiversificationLimit"
  | "ExposureLimit"
  | "LeverageLimit"
  | "TradeRiskLimit"
  | "PortfolioRiskLimit"
  | "BalanceShareLimit"
  | "InsufficientBalance";

/** `share` of `of`, less what is used. */
export const sizeLimit = (
  kind: SizeLimitKind,
  terms: { readonly share: Ratio; readonly of: Amount; readonly used: Amount; readonly unit: Price },
): SizeLimit => ({
  kind,
  budget: (terms.of > 0n ? shareDown(terms.of, terms.share) - terms.used : NO_AMOUNT) as Amount,
  unit: terms.unit,
  shareMax: ratioToNumber(terms.share),
  used: terms.used,
  of: terms.of,
});

export const fits = (limit: SizeLimit, units: Quantity): boolean => units * limit.unit <= limit.budget;

/** The largest quantity within the limit, on the step grid; zero when there is no room. */
export function largestWithin(limit: SizeLimit, step: Quantity): Quantity {
  if (limit.budget <= 0n) return 0n as Quantity;
  return floorToStep(quantityWithin(limit.budget, limit.unit), step);
}

/** The refusal with the numbers behind it. */
export function refuseSize(limit: SizeLimit, units: Quantity): Refusal {
  const wanted = (limit.used + units * limit.unit) as Amount;
  if (limit.kind === "InsufficientBalance")
    return { kind: limit.kind, needed: money(wanted), available: money(limit.of) };
  const share = limit.of > 0n ? amountToNumber(wanted) / amountToNumber(limit.of) : Number.POSITIVE_INFINITY;
  if (limit.kind === "LeverageLimit") return { kind: limit.kind, leverage: share, leverageMax: limit.shareMax };
  return { kind: limit.kind, share, shareMax: limit.shareMax };
}

const money = (amount: Amount): string => amountToNumber(amount).toFixed(8);

/** A limit in units rather than money. */
export const refuseQuantity = (quantity: Quantity, quantityMax: Quantity): Refusal => ({
  kind: "PositionQuantityLimit",
  quantity: quantityToNumber(quantity),
  quantityMax: quantityToNumber(quantityMax),
});
