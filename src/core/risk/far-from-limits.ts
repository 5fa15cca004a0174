import { floorToStep, priceToNumber, type Quantity, quantityToNumber } from "../base/index.ts";
import type { EntryLimits, WorstCase } from "./entry-limits.ts";
import type { Exposure } from "./exposure.ts";
import type { SizeFacts, SizeVerdict } from "./judge-size.ts";
import { FAR } from "./limits.ts";
import type { EntryProposal } from "./proposal.ts";

/** Prices are rounded up by less than this, in quote units: it counts where a unit costs next to nothing. */
const GRAIN = 1e-12;

/** What each limit is a share of. One that is not named here does not compile: it would bind nothing. */
const WHOLES: Readonly<Record<Exclude<keyof EntryLimits, "symbol" | "looser">, "equity" | "free">> = {
  position: "equity",
  exposure: "equity",
  tradeRisk: "equity",
  portfolioRisk: "equity",
  balance: "free",
};
const LIMITS = Object.keys(WHOLES) as (keyof typeof WHOLES)[]; // Its keys are no others.

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
  if (instrument.leg !== undefined || !exposure.isIdle(id)) return false; // Only legs have a limit of their symbol.
  const { share, perUnit, perOrder, costShare } = exposure.nearFees(id);
  const units = quantityToNumber(size) * quantityToNumber(instrument.contractSize);
  const worst = priceToNumber(of.worst);
  const value = units * (Math.max(worst, exposure.nearPrice(id)) + GRAIN);
  let loss = worst;
  let fees = worst * share + 2 * perUnit + GRAIN;
  if (of.stop !== undefined) {
    const [entry, stop] = [priceToNumber(of.entry), priceToNumber(of.stop)];
    loss = Math.max(0, side === "buy" ? entry - stop : stop - entry);
    fees += stop * share;
  }
  const lost = units * (loss + fees + GRAIN) + 2 * perOrder;
  const tiesUp = side === "buy" || instrument.settlement === "margin"; // What is sold ties up nothing but itself.
  const used = {
    position: value,
    exposure: estimate.others + value,
    tradeRisk: lost,
    portfolioRisk: estimate.risk + lost,
    balance: tiesUp ? units * (worst * costShare + perUnit + 2 * GRAIN) + perOrder : 0,
  };
  for (const name of LIMITS) {
    const limit = limits[name];
    if (limit !== undefined && !(used[name] < estimate[WHOLES[name]] * limit.near * FAR)) return false;
  }
  return true;
}
