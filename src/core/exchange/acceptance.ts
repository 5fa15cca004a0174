import {
  type Amount,
  absolute,
  formatAmount,
  formatPrice,
  formatQuantity,
  NO_PRICE,
  type Price,
  priceOnTick,
  priceToNumber,
  type Quantity,
  smaller,
  type UnixMs,
} from "../base/index.ts";
import {
  type Amendment,
  type Instrument,
  isOpenAt,
  mayOpen,
  nextOpen,
  notionalOf,
  type OrderRequest,
  type Rejection,
  type TradingRules,
  tierAt,
  tiersOf,
} from "../domain/index.ts";
import type { FundsNeeded, VenueAccount } from "./account.ts";

/** What the venue knows when an order comes in. */
export interface AcceptanceFacts {
  readonly instrument: Instrument;
  /** As they stand today. */
  readonly rules: TradingRules;
  /** Last traded price. */
  readonly last: number;
  /** Best bid and ask, where a tape tells them. */
  readonly quote: { readonly bid: number; readonly ask: number } | undefined;
  readonly account: VenueAccount;
  readonly now: UnixMs;
}

type Acceptance =
  | { readonly kind: "accepted"; readonly needs: FundsNeeded }
  | { readonly kind: "rejected"; readonly rejection: Rejection };

/** With the terms that the order has from now on, and what these tie up. */
type AmendmentAnswer =
  | { readonly kind: "accepted"; readonly request: OrderRequest; readonly needs: FundsNeeded }
  | { readonly kind: "rejected"; readonly rejection: Rejection };

/** Whether a real venue would take the order: grid, minimum, direction, trigger, funds. */
export function judgeAcceptance(order: OrderRequest, facts: AcceptanceFacts): Acceptance {
  const rejection =
    refuseClosed(order, facts) ??
    refuseOffTick(order, facts) ??
    refuseOffStep(order, facts) ??
    refuseDirection(order, facts) ??
    refuseTerms(order, facts);
  if (rejection !== undefined) return { kind: "rejected", rejection };
  const { account, instrument } = facts;
  const named = order.reduceOnly ? NO_PRICE : namedPrice(order, facts); // What only reduces ties up nothing.
  if (!order.reduceOnly) {
    const small = refuseSmall(order, facts, named);
    if (small !== undefined) return { kind: "rejected", rejection: small };
  }
  const worst = worstPrice(order, named);
  const needs = account.needs(order, instrument, worst);
  const short = refuseLeverage(order, facts, worst) ?? refuseFunds(order, facts, needs.amount);
  return short === undefined ? { kind: "accepted", needs } : { kind: "rejected", rejection: short };
}

/** What only reduces waits for the open on every venue: leaving matters more than what a real one would say. */
function refuseClosed(
  { reduceOnly }: OrderRequest,
  { instrument, now }: AcceptanceFacts,
): Rejection | undefined {
  const { session } = instrument;
  if (session.kind === "continuous" || session.whenClosed === "queue" || reduceOnly) return undefined;
  return isOpenAt(session, now) ? undefined : { kind: "MarketClosed", opensAt: nextOpen(session, now) };
}

/**
 * A watch is refused for what the order that it stands for would be refused for: its prices. Which way that order trades
 * is none of its affair: it does not know whether it may only reduce.
 */
export const judgeWatch = (order: OrderRequest, facts: AcceptanceFacts): Rejection | undefined =>
  refuseOffTick(order, facts) ?? refuseTerms(order, facts);

/** Whether a real venue would take the new terms of an order of which `filled` is done already: as for a new order. */
export function judgeAmendment(
  order: OrderRequest,
  to: Amendment,
  filled: Quantity,
  facts: AcceptanceFacts,
): AmendmentAnswer {
  const request: OrderRequest = {
    ...order,
    limit: to.limit ?? order.limit,
    trigger: to.trigger ?? order.trigger,
    quantity: to.quantity ?? order.quantity,
    collar: to.collar ?? order.collar,
  };
  const rest = { ...request, quantity: (request.quantity - filled) as Quantity };
  const judged = judgeAcceptance(rest, facts);
  return judged.kind === "accepted" ? { ...judged, request } : judged;
}

function refuseOffTick(order: OrderRequest, { rules }: AcceptanceFacts): Rejection | undefined {
  const price = isOffTick(order.limit, rules)
    ? order.limit
    : isOffTick(order.trigger, rules)
      ? order.trigger
      : undefined;
  if (price === undefined) return undefined;
  return { kind: "PriceOffTick", price: formatPrice(price), tick: formatPrice(rules.tick) };
}

function refuseOffStep(
  order: OrderRequest,
  { rules, account, instrument }: AcceptanceFacts,
): Rejection | undefined {
  const { quantity } = order;
  if (quantity > 0n && quantity % rules.step === 0n) return undefined;
  // What a change of rules left off the step may still be closed whole.
  if (order.reduceOnly && quantity === absolute(account.held(instrument))) return undefined;
  return { kind: "QuantityOffStep", quantity: formatQuantity(quantity), step: formatQuantity(rules.step) };
}

const isOffTick = (price: Price | undefined, { tick }: TradingRules): boolean =>
  price !== undefined && (price <= 0n || price % tick !== 0n);

function refuseDirection(
  { reduceOnly, side }: OrderRequest,
  { account, instrument }: AcceptanceFacts,
): Rejection | undefined {
  const held = account.held(instrument);
  const isWrong = reduceOnly ? held === 0n || held > 0n === (side === "buy") : !mayOpen(instrument, side); // Of a leg it may only reduce.
  return isWrong ? { kind: "ReduceOnlyWouldIncrease" } : undefined;
}

function refuseTerms(order: OrderRequest, { last, quote }: AcceptanceFacts): Rejection | undefined {
  const waits = order.type !== "market" && order.type !== "limit";
  if (waits && order.trigger === undefined && order.conditions?.trail === undefined)
    return { kind: "TriggerMissing", type: order.type };
  if (order.conditions?.postOnly === true && order.limit !== undefined) {
    const limit = priceToNumber(order.limit);
    const other = (order.side === "buy" ? quote?.ask : quote?.bid) ?? last;
    if (order.side === "buy" ? limit >= other : limit <= other)
      return { kind: "PostOnlyWouldCross", limit: formatPrice(order.limit), last: String(other) };
  }
  if (order.trigger === undefined || !isSetOff(order, last, priceToNumber(order.trigger))) return undefined;
  return { kind: "StopWouldTriggerAtOnce", trigger: formatPrice(order.trigger), last: String(last) };
}

function refuseSmall(
  order: OrderRequest,
  { rules, instrument }: AcceptanceFacts,
  named: Price,
): Rejection | undefined {
  const { quantity, conditions } = order;
  if (quantity < rules.minQuantity)
    return {
      kind: "BelowMinQuantity",
      quantity: formatQuantity(quantity),
      minimum: formatQuantity(rules.minQuantity),
    };
  const most = notionalOf(named, quantity, instrument);
  const notional = smaller(conditions?.notional ?? most, most);
  if (notional >= rules.minNotional) return undefined;
  const minimum = formatAmount(rules.minNotional as Amount);
  return { kind: "BelowMinNotional", notional: formatAmount(notional), minimum };
}

function refuseFunds(order: OrderRequest, facts: AcceptanceFacts, needed: Amount): Rejection | undefined {
  const { account, instrument } = facts;
  if (instrument.settlement === "asset" && order.side === "sell") {
    const sellable = order.reduceOnly ? account.held(instrument) : account.sellable(instrument);
    if (order.quantity <= sellable) return undefined;
    const [wanted, available] = [formatQuantity(order.quantity), formatQuantity(sellable)];
    return { kind: "InsufficientBalance", asset: instrument.base, needed: wanted, available };
  }
  if (needed === 0n) return undefined;
  const { free } = account;
  if (needed <= free) return undefined;
  const available = formatAmount(free);
  if (instrument.settlement === "margin")
    return { kind: "InsufficientMargin", needed: formatAmount(needed), available };
  return { kind: "InsufficientBalance", asset: instrument.quote, needed: formatAmount(needed), available };
}

/** The larger a position, the less leverage it may be opened at. */
function refuseLeverage(
  order: OrderRequest,
  { account, instrument }: AcceptanceFacts,
  worst: Price,
): Rejection | undefined {
  if (order.reduceOnly || instrument.settlement === "asset" || account.leverage === 1) return undefined;
  const held = account.held(instrument);
  const after = absolute((order.side === "buy" ? held + order.quantity : held - order.quantity) as Quantity);
  const notional = notionalOf(worst, after, instrument);
  const { leverageMax } = tierAt(tiersOf(instrument), notional);
  const { leverage } = account;
  if (leverage <= leverageMax) return undefined;
  return { kind: "LeverageTooHigh", leverage, leverageMax, notional: formatAmount(notional) };
}

/** What a fill can cost at most: the collar or limit; the last price where an order names neither. */
function worstPrice(order: OrderRequest, named: Price): Price {
  const bound = order.limit ?? order.collar ?? order.trigger;
  return bound === undefined || bound < named ? named : bound;
}

/** The price an order names, or the last one on the tick grid. */
function namedPrice(order: OrderRequest, { rules, last }: AcceptanceFacts): Price {
  const named = order.limit ?? order.trigger;
  if (named !== undefined) return named;
  return priceOnTick(last, rules.tick, "nearest");
}

/** Whether the market stands where the trigger waits for it. */
const isSetOff = ({ side, type }: OrderRequest, last: number, trigger: number): boolean => {
  const isInFavour = type === "take-profit" || type === "take-profit-limit";
  return (side === "buy") === isInFavour ? last <= trigger : last >= trigger;
};
