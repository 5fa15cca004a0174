import {
  type Amount,
  larger,
  multiply,
  NO_AMOUNT,
  NO_PRICE,
  type Price,
  type Quantity,
  type Ratio,
  shareUp,
} from "../base/index.ts";

/** Shares of the value, by whether an order rested or took. Negative is a rebate. */
export interface FeeRates {
  readonly maker: Ratio;
  readonly taker: Ratio;
}

/** Rates from a traded value on, of one's own in the 30 days before. */
export interface FeeTier extends FeeRates {
  readonly volume: Amount;
}

/** How a venue charges for a fill. */
export type FeeModel =
  | ({ readonly kind: "percent" } & FeeRates)
  /** Lowest volume first, which is 0. */
  | { readonly kind: "tiers"; readonly tiers: readonly FeeTier[] }
  | PerShareFees;

/** A price for each share, at most a share of the value, at least `minimum` for an order. */
export interface PerShareFees {
  readonly kind: "per-share";
  readonly perShare: Price;
  readonly minimum: Amount;
  readonly shareMax: Ratio;
}

/** What an order may cost at most: `share` of its value, `perUnit` of each unit of the base asset, and `perOrder` once. */
export interface FeeBound {
  readonly share: Ratio;
  readonly perUnit: Price;
  readonly perOrder: Amount;
}

/** A bound that holds for every quantity and price, in the form that limits can be solved for a quantity. */
export function feeBound(model: FeeModel): FeeBound {
  switch (model.kind) {
    case "percent":
      return { share: worstRate([model]), perUnit: NO_PRICE, perOrder: NO_AMOUNT };
    case "tiers":
      return { share: worstRate(model.tiers), perUnit: NO_PRICE, perOrder: NO_AMOUNT };
    case "per-share": // max(minimum, min(a, b)) <= minimum + a: the cap is left out, which only makes it larger.
      return { share: 0n as Ratio, perUnit: model.perShare, perOrder: model.minimum };
  }
}

/** A rebate is not counted on. */
function worstRate(rates: readonly FeeRates[]): Ratio {
  let worst = 0n as Ratio;
  for (const { maker, taker } of rates) worst = larger(worst, larger(maker, taker));
  return worst;
}

/**
 * Fee of an order by shares: `perShare` of each, raised to `minimum`, else cut to `shareMax` of the value. The minimum
 * wins over the cap. Formula: Interactive Brokers, fixed pricing, as LEAN's InteractiveBrokersFeeModel has it.
 */
export function perShareFee(model: PerShareFees, quantity: Quantity, value: Amount): Amount {
  const fee = multiply(model.perShare, quantity);
  if (fee < model.minimum) return model.minimum;
  const cap = shareUp(value, model.shareMax);
  return fee > cap ? cap : fee;
}
