import { floorToStep, priceToNumber, type Quantity, quantityToNumber } from "../base/index.ts";
import type { EntryLimits, WorstCase } from "./entry-limits.ts";
import type { Exposure } from "./exposure.ts";
import type { SizeFacts, SizeVerdict } from "./judge-size.ts";
import { FAR, type ShareLimit } from "./limits.ts";
import type { EntryProposal } from "./proposal.ts";

/** Prices are rounded up by less than this, in quote units: it counts where a unit costs next to nothing. */
const GRAIN = 1e-12;

/** An entry, its equity not looked at yet. */
type NearCase = Omit<WorstCase, "equity" | "heldStop">;

/** The size of a direct order that is far from every limit; undefined: the exact limits have to decide. */
export function sizeFar(
  of: NearCase,
  { quantity: wanted, value }: Pick<EntryProposal, "quantity" | "value">,
  { own, rules, configured }: Pick<SizeFacts, "own" | "rules" | "configured">,
  exposure: Exposure,
): Extract<SizeVerdict, { kind: "sized" }> | undefined {
  if (wanted === undefined || value !== undefined) return undefined;
  const quantity = floorToStep(wanted, rules.step);
  const { positionQuantityMax: most } = own;
  if (most !== undefined && quantity > most) return undefined;
  if (!isFarFromLimits(of, quantity, configured, exposure)) return undefined;
  return { kind: "sized", quantity, wanted, cappedBy: undefined, value };
}

/**
 * Whether an order from flat stays so far within every limit of its size that doubles are sure of it. These are the
 * inequalities of `judgedLimits` where nothing of the instrument is held or reserved, with the room for errors of `fits`.
 * Nearly every order is far, and the exact numbers cost more than the rest of its judgement. False decides nothing.
 */
function isFarFromLimits(of: NearCase, size: Quantity, limits: EntryLimits, exposure: Exposure): boolean {
  const { instrument, side, estimate } = of;
  const { id } = instrument;
  if (instrument.leg !== undefined || !exposure.isIdle(id)) return false;
  const { equity, free, others, risk } = estimate;
  const { share, perUnit, perOrder, costShare } = exposure.nearFees(id);
  const units = quantityToNumber(size) * quantityToNumber(instrument.contractSize);
  const worst = priceToNumber(of.worst);
  const isWithin = (limit: ShareLimit | undefined, used: number, whole: number): boolean =>
    limit === undefined || used < whole * limit.near * FAR;

  const value = units * (Math.max(worst, exposure.nearPrice(id)) + GRAIN);
  if (!isWithin(limits.position, value, equity) || !isWithin(limits.exposure, others + value, equity))
    return false;
  let loss = worst;
  let fees = worst * share + 2 * perUnit + GRAIN;
  if (of.stop !== undefined) {
    const [entry, stop] = [priceToNumber(of.entry), priceToNumber(of.stop)];
    loss = Math.max(0, side === "buy" ? entry - stop : stop - entry);
    fees += stop * share;
  }
  const lost = units * (loss + fees + GRAIN) + 2 * perOrder;
  if (!isWithin(limits.tradeRisk, lost, equity) || !isWithin(limits.portfolioRisk, risk + lost, equity))
    return false;
  if (side === "sell" && instrument.settlement === "asset") return true; // It ties up nothing but itself.
  return isWithin(limits.balance, units * (worst * costShare + perUnit + 2 * GRAIN) + perOrder, free);
}
