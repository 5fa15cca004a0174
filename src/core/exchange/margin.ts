import {
  type Amount,
  absolute,
  multiply,
  type Price,
  type Quantity,
  type Ratio,
  shareUp,
} from "../base/index.ts";
import type { MarginTier } from "../domain/index.ts";

/** A position on margin: what it holds, what it cost, and what may be lost with it. */
export interface OnMargin {
  /** In units of the base asset; negative is short. */
  readonly units: Quantity;
  /** Signed like the units. */
  readonly cost: Amount;
  readonly margin: Amount;
}

const ONE = 1_000_000_000_000n;
const NO_TIER: Pick<MarginTier, "maintenanceRate" | "maintenanceAmount"> = {
  maintenanceRate: 0n as Ratio,
  maintenanceAmount: 0n as Amount,
};

/** What must stay covered of a position worth `notional`: exact, rounded up. The tier that asks most is the one in force. */
export function maintenanceMargin(tiers: readonly MarginTier[], notional: Amount): Amount {
  let most = 0n;
  for (const { maintenanceRate, maintenanceAmount } of tiers) {
    const asked = shareUp(notional, maintenanceRate) - maintenanceAmount;
    if (asked > most) most = asked;
  }
  return most as Amount;
}

/**
 * The price at which what is left of the margin is the maintenance margin. For one tier Binance gives
 * `LP = (WB + cum - side x quantity x entry) / (quantity x (MMR - side))`, side +1 long and -1 short, where quantity x
 * entry is the cost and WB what may be lost. The requirement is the largest of all tiers, so the tier in force at that
 * price is the one whose price comes first: the highest of a long, the lowest of a short. Rounded to come no later.
 * @returns zero or less for a long that no price can liquidate
 */
export function liquidationPrice(of: OnMargin, tiers: readonly MarginTier[]): Price {
  let first: Price | undefined;
  for (const tier of tiers) {
    const price = priceInTier(of, tier);
    if (first === undefined || (of.units > 0n ? price > first : price < first)) first = price;
  }
  return first ?? (0n as Price);
}

/** The price at which all of the margin is lost. Rounded so that a close there loses no more than the margin. */
export const bankruptcyPrice = (of: OnMargin): Price => priceInTier(of, NO_TIER);

function priceInTier(
  { units, cost, margin }: OnMargin,
  { maintenanceRate, maintenanceAmount }: typeof NO_TIER,
): Price {
  if (units > 0n) return ceiled((cost - margin - maintenanceAmount) * ONE, units * (ONE - maintenanceRate));
  const worth = margin - cost + maintenanceAmount;
  if (worth <= 0n) return 0n as Price;
  return ((worth * ONE) / (-units * (ONE + maintenanceRate))) as Price;
}

const ceiled = (part: bigint, of: bigint): Price => (part > 0n ? (part + of - 1n) / of : part / of) as Price;

/** The same in doubles, for watches: `liquidationPrice` asks for big divisions. */
export function nearLiquidationPrice(
  of: { readonly units: number; readonly cost: number; readonly margin: number },
  tiers: readonly { readonly rate: number; readonly amount: number }[],
): number {
  const isLong = of.units > 0;
  let first = isLong ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  for (let i = 0; i < tiers.length; i++) {
    const { rate, amount } = tiers[i] as (typeof tiers)[number];
    const price = isLong
      ? (of.cost - of.margin - amount) / (of.units * (1 - rate))
      : (of.margin - of.cost + amount) / (-of.units * (1 + rate));
    if (isLong ? price > first : price < first) first = price;
  }
  return first;
}

/** Profit of a position at a price, not yet realised: exact. */
export const unrealisedAt = ({ units, cost }: Pick<OnMargin, "units" | "cost">, price: Price): Amount =>
  (multiply(price, units) - cost) as Amount;

/** Value of a position at a price, never negative. */
export const notionalAt = (units: Quantity, price: Price): Amount => multiply(price, absolute(units));
