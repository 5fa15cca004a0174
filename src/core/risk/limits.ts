import {
  type Amount,
  amountToNumber,
  floorToStep,
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
 * A limit on the size of one order: `used + quantity x unit` must stay within `share` of `of`.
 * Sizing asks for the largest quantity that fits, judging asks whether one does: the same inequality, exact both times.
 */
export interface SizeLimit {
  readonly kind: SizeLimitKind;
  readonly share: Ratio;
  /** What the share is a share of: equity, or the free balance. */
  readonly of: Amount;
  /** What counts against it before this order. */
  readonly used: Amount;
  /** Money that one unit of quantity uses up. */
  readonly unit: Price;
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

/** One limit as it is configured. */
export interface ShareLimit {
  readonly kind: SizeLimitKind;
  readonly share: Ratio;
}

/** Of limits on one and the same measure only the tightest can bind; the first one named wins a tie. */
export function tightest(limits: readonly (ShareLimit | undefined)[]): ShareLimit | undefined {
  let tight: ShareLimit | undefined;
  for (const limit of limits) {
    if (limit !== undefined && (tight === undefined || limit.share < tight.share)) tight = limit;
  }
  return tight;
}

const RATIO_ONE = 1_000_000_000_000n;
/** Doubles err by less than 1e-15 each time; this leaves a million times that. */
const FAR = 1 - 1e-9;
/** More than any order: for a limit that does not depend on the quantity. */
const UNLIMITED = (10n ** 40n) as Quantity;

/**
 * Whether the quantity fits. Far from the limit doubles are sure of the answer and cheaper; near it, where their error
 * might matter, the integers decide (cross-multiplied: exact without a division).
 */
export function fits({ used, unit, share, of }: SizeLimit, quantity: Quantity): boolean {
  if (of <= 0n) return false;
  const wanted = used + quantity * unit;
  if (Number(wanted) < Number(of) * ratioToNumber(share) * FAR) return true;
  return wanted * RATIO_ONE <= of * share;
}

/** The largest quantity within the limit, on the step grid; zero when there is no room. */
export function largestWithin({ used, unit, share, of }: SizeLimit, step: Quantity): Quantity {
  if (of <= 0n) return 0n as Quantity;
  const budget = (shareDown(of, share) - used) as Amount;
  if (budget < 0n || (budget === 0n && unit > 0n)) return 0n as Quantity;
  return unit === 0n ? UNLIMITED : floorToStep(quantityWithin(budget, unit), step);
}

/** The refusal with the numbers behind it. */
export function refuseSize({ kind, share, of, used, unit }: SizeLimit, quantity: Quantity): Refusal {
  const wanted = (used + quantity * unit) as Amount;
  if (kind === "InsufficientBalance") return { kind, needed: money(wanted), available: money(of) };
  const reached = of > 0n ? amountToNumber(wanted) / amountToNumber(of) : Number.POSITIVE_INFINITY;
  const shareMax = ratioToNumber(share);
  if (kind === "LeverageLimit") return { kind, leverage: reached, leverageMax: shareMax };
  return { kind, share: reached, shareMax };
}

const money = (amount: Amount): string => amountToNumber(amount).toFixed(8);

/** A limit in units rather than money. */
export const refuseQuantity = (quantity: Quantity, quantityMax: Quantity): Refusal => ({
  kind: "PositionQuantityLimit",
  quantity: quantityToNumber(quantity),
  quantityMax: quantityToNumber(quantityMax),
});
