import {
  type Amount,
  floorToStep,
  type Price,
  type Quantity,
  quantityWithin,
  type Ratio,
  ratioFromNumber,
  shareDown,
} from "../base/index.ts";
import type { TradingRules } from "../domain/index.ts";
import { feesOfBothOrders, perContract, riskPerUnit, type WorstCase } from "./entry-limits.ts";
import { fits, largestWithin, measured, type SizeLimit } from "./limits.ts";
import type { InstrumentLimits, SizingMethod } from "./settings.ts";

/** A size, and how it came about. */
export interface Sized {
  /** Before any cap. */
  readonly wanted: Quantity;
  /** On the step grid, within every limit. */
  readonly quantity: Quantity;
  /** The limit that made it smaller than wanted. */
  readonly cappedBy: string | undefined;
}

export interface SizingFacts {
  readonly method: SizingMethod;
  readonly limits: readonly SizeLimit[];
  readonly own: InstrumentLimits;
  readonly rules: TradingRules;
  /** What the position may come to without this order, in its direction. */
  readonly held: Quantity;
  /** Share of what the method wants that the position is to come to; undefined: the order brings all of it. */
  readonly confidence?: number | undefined;
}

/**
 * Size of an entry. `fixed_percent` puts `max_position_size` of equity into the position; `risk_per_stop` loses
 * `max_risk` of equity, fees included, when the stop is hit at its price.
 */
export function sizeEntry(
  of: WorstCase,
  { method, limits, own, rules, held, confidence }: SizingFacts,
): Sized {
  const { budget, unit } = sizingBasis(of, method, own);
  const full = quantityWithin(budget, unit);
  const wanted = confidence === undefined ? full : wantedBy(confidence, full, held);
  let quantity = floorToStep(wanted, rules.step);
  let cappedBy: string | undefined;
  const wished = measured(quantity);
  for (const limit of limits) {
    if (fits(limit, wished)) continue;
    const largest = largestWithin(limit, rules.step);
    if (largest < quantity) {
      quantity = largest;
      cappedBy = limit.limit.kind;
    }
  }
  if (own.positionQuantityMax !== undefined && own.positionQuantityMax - held < quantity) {
    const room = (own.positionQuantityMax > held ? own.positionQuantityMax - held : 0n) as Quantity;
    quantity = floorToStep(room, rules.step);
    cappedBy = "PositionQuantityLimit";
  }
  return { wanted, quantity, cappedBy };
}

/** What a position lacks of the share of its full size that a confidence is worth. */
function wantedBy(confidence: number, full: Quantity, held: Quantity): Quantity {
  const due = shareDown(full, ratioFromNumber(confidence));
  return (due > held ? due - held : 0n) as Quantity;
}

/** What a size is worked out from: as many units as `budget` pays for. */
interface SizingBasis {
  readonly share: Ratio | undefined;
  readonly budget: Amount;
  readonly unit: Price;
}

/** Where the limit that sizes is off, the whole equity is wanted and the other limits cut it. */
export function sizingBasis(of: WorstCase, method: SizingMethod, own: InstrumentLimits): SizingBasis {
  const { instrument } = of;
  const equity = positive(of.equity.exact);
  const share = method === "fixed_percent" ? own.positionSizeMax : own.riskMax;
  if (share === undefined) return { share, budget: equity, unit: perContract(instrument, of.worst) };
  const budget = shareDown(equity, share);
  switch (method) {
    case "fixed_percent":
      return { share, budget, unit: perContract(instrument, of.worst) };
    case "risk_per_stop":
      return {
        share,
        budget: positive((budget - feesOfBothOrders(instrument)) as Amount),
        unit: perContract(instrument, riskPerUnit(of)),
      };
  }
}

const positive = (amount: Amount): Amount => (amount > 0n ? amount : 0n) as Amount;
