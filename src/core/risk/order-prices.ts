import {
  type Amount,
  formatAmount,
  formatPrice,
  formatQuantity,
  larger,
  type Price,
  priceToNumber,
  type Quantity,
  type Ratio,
  ratio,
  roundToTick,
  scalePrice,
} from "../base/index.ts";
import type {
  Amendment,
  Instrument,
  OrderDraft,
  OrderRequest,
  Refusal,
  Side,
  TradingRules,
} from "../domain/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { EntryTrace } from "./entry-trace.ts";
import type { Protection } from "./protection.ts";
import type { InstrumentLimits } from "./settings.ts";

const ONE = ratio("1");

/**
 * What the decision was based on: the limit or trigger of a resting order, else the market. A limit that the market has
 * reached already takes there, and does not wait for its price.
 */
export function decisionPrice({ side, limit, trigger }: OrderDraft, reference: number): number {
  const named = limit ?? trigger;
  if (named === undefined) return reference;
  const price = priceToNumber(named);
  const isReached = trigger === undefined && (side === "buy" ? price > reference : price < reference);
  return isReached ? reference : price;
}

/** A price so small that no tick is left of it. */
export function refuseOffGrid(
  { limit, trigger }: OrderDraft,
  { tick }: TradingRules,
  trace?: EntryTrace,
): Refusal | undefined {
  const named = limit ?? trigger;
  if (named !== undefined) trace?.gate("PriceBelowTick", formatPrice(named), formatPrice(tick), named > 0n);
  return named === undefined || named > 0n
    ? undefined
    : { kind: "PriceBelowTick", tick: priceToNumber(tick) };
}

/** Market and stop entries may not fill beyond this; it is no further than asked. */
export function collarOf(side: Side, decided: Price, own: InstrumentLimits, { tick }: TradingRules): Price {
  if (side === "buy")
    return roundToTick(scalePrice(decided, (ONE + own.collar) as Ratio, "down"), tick, "down");
  return roundToTick(scalePrice(decided, (ONE - own.collar) as Ratio, "up"), tick, "up");
}

export function refuseMinimum(
  instrument: Instrument,
  rules: TradingRules,
  quantity: Quantity,
  at: Price,
  portfolio: Portfolio,
  trace?: EntryTrace,
): Refusal | undefined {
  const notional = portfolio.position(instrument.id).valueOf(quantity, at);
  if (trace !== undefined) tellMinimum(rules, quantity, notional, trace);
  if (quantity > 0n && quantity >= rules.minQuantity && notional >= rules.minNotional) return undefined;
  const minimum = `${formatQuantity(rules.minQuantity)} ${instrument.base}, ${formatAmount(rules.minNotional as Amount)} ${instrument.quote}`;
  return {
    kind: "BelowMinimum",
    quantity: formatQuantity(quantity),
    notional: formatAmount(notional),
    minimum,
  };
}

/** The two minimums of a venue, and that there is anything to send at all. */
function tellMinimum(
  { minQuantity, minNotional, step }: TradingRules,
  quantity: Quantity,
  notional: Amount,
  trace: EntryTrace,
): void {
  const least = larger(minQuantity, step);
  trace.gate("BelowMinimum", formatQuantity(quantity), formatQuantity(least), quantity >= least);
  const value = [formatAmount(notional), formatAmount(minNotional as Amount)] as const;
  trace.gate("BelowMinimum", ...value, notional >= minNotional, { unit: "money" });
}

/** What is still to be filled under new terms, of which `remaining` was; negative where more has filled already. */
export const leftAfter = (order: OrderRequest, remaining: Quantity, to: Amendment): bigint =>
  to.quantity === undefined ? remaining : remaining + to.quantity - order.quantity;

/** Whether new terms could add risk, or only ask for less at no worse a price. */
export const mayAdd = (order: OrderRequest, remaining: Quantity, to: Amendment): boolean =>
  leftAfter(order, remaining, to) > 0n && isWorseOrMore(order, to);

/**
 * Whether new terms could cost more than the old: more units, or a higher price to buy at. What is sold short loses more from
 * a lower price, and is worth more at a higher one.
 */
function isWorseOrMore({ side, quantity, limit, trigger }: OrderRequest, to: Amendment): boolean {
  if (to.quantity !== undefined && to.quantity > quantity) return true;
  const isWorse = (price: Price | undefined, than: Price | undefined): boolean =>
    price !== undefined && than !== undefined && (side === "buy" ? price > than : price !== than);
  return isWorse(to.limit, limit) || isWorse(to.trigger, trigger);
}

/** A new price beyond the stop or the target of its fills: they would be left the moment they are there. */
export function refuseBehindProtection(
  { side }: OrderRequest,
  { limit, trigger }: Amendment,
  { stop, target }: Pick<Protection, "stop" | "target">,
): Refusal | undefined {
  const named = limit ?? trigger;
  if (named === undefined) return undefined;
  const reference = priceToNumber(named);
  if (stop !== undefined && (side === "buy" ? named <= stop : named >= stop))
    return { kind: "StopOnWrongSide", stop: priceToNumber(stop), reference };
  if (target !== undefined && (side === "buy" ? named >= target : named <= target))
    return { kind: "TargetOnWrongSide", target: priceToNumber(target), reference };
  return undefined;
}
