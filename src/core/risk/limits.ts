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
  readonly limit: ShareLimit;
  /** What the share is a share of: equity, or the free balance. */
  readonly of: Measured<Amount>;
  /** Equity where it is left out. */
  readonly measure?: "free balance";
  /** What counts against it before this order. */
  readonly used: Measured<Amount>;
  /** Money that one unit of quantity uses up. */
  readonly unit: Measured<Price>;
}

/** A number known as a double, and exactly where that is asked for. Both count the same power of ten. */
export interface Measured<T extends bigint> {
  readonly near: number;
  readonly exact: T;
}

export const measured = <T extends bigint>(exact: T): Measured<T> => ({
  near: exact === 0n ? 0 : Number(exact),
  exact,
});

/** A number whose exact value takes work: a sum over all instruments. */
export class Estimated<T extends bigint> implements Measured<T> {
  readonly near: number;
  readonly #work: () => T;
  #exact: T | undefined = undefined;

  constructor(near: number, work: () => T) {
    this.near = near;
    this.#work = work;
  }

  get exact(): T {
    this.#exact ??= this.#work();
    return this.#exact;
  }
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
  /** The same as a double: 0.05 is 5 %. */
  readonly near: number;
}

export const shareLimit = (kind: SizeLimitKind, share: Ratio): ShareLimit => ({
  kind,
  share,
  near: ratioToNumber(share),
});

/** Of limits on one and the same measure only the tightest can bind; the first one named wins a tie. */
export function tightest(limits: readonly (ShareLimit | undefined)[]): ShareLimit | undefined {
  let tight: ShareLimit | undefined;
  for (const limit of limits) {
    if (limit !== undefined && (tight === undefined || limit.share < tight.share)) tight = limit;
  }
  return tight;
}

const RATIO_ONE = 1_000_000_000_000n;
/**
 * Doubles err by less than 1e-15 each time, and sums over a thousand positions by less than 1e-12 of their size: this
 * leaves room for sums a hundred thousand times the limit.
 */
export const FAR = 1 - 1e-6;
/** More than any order: for a limit that does not depend on the quantity. */
const UNLIMITED = (10n ** 40n) as Quantity;

/**
 * Whether the quantity fits. Far from the limit doubles are sure of the answer and cheaper; near it, where their error
 * might matter, the integers decide (cross-multiplied: exact without a division).
 */
export function fits({ used, unit, limit, of }: SizeLimit, quantity: Measured<Quantity>): boolean {
  if (used.near + quantity.near * unit.near < of.near * limit.near * FAR) return true;
  if (of.exact <= 0n) return false;
  return (used.exact + quantity.exact * unit.exact) * RATIO_ONE <= of.exact * limit.share;
}

/** The largest quantity within the limit, on the step grid; zero when there is no room. */
export function largestWithin({ used, unit, limit, of }: SizeLimit, step: Quantity): Quantity {
  if (of.exact <= 0n) return 0n as Quantity;
  const budget = (shareDown(of.exact, limit.share) - used.exact) as Amount;
  if (budget < 0n || (budget === 0n && unit.exact > 0n)) return 0n as Quantity;
  return unit.exact === 0n ? UNLIMITED : floorToStep(quantityWithin(budget, unit.exact), step);
}

/** The refusal with the numbers behind it. */
export function refuseSize({ limit, of, used, unit }: SizeLimit, quantity: Quantity): Refusal {
  const { kind, near: shareMax } = limit;
  const wanted = (used.exact + quantity * unit.exact) as Amount;
  if (kind === "InsufficientBalance") return { kind, needed: money(wanted), available: money(of.exact) };
  const reached =
    of.exact > 0n ? amountToNumber(wanted) / amountToNumber(of.exact) : Number.POSITIVE_INFINITY;
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
