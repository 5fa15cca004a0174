import {
  type Amount,
  absolute,
  contractsToBase,
  formatAmount,
  formatPrice,
  formatQuantity,
  multiply,
  NO_PRICE,
  type Price,
  priceOnTick,
  priceToNumber,
} from "../base/index.ts";
import type { Instrument, OrderRequest, Rejection, TradingRules } from "../domain/index.ts";
import type { FundsNeeded, VenueAccount } from "./account.ts";

/** What the venue knows when an order comes in. */
interface AcceptanceFacts {
  readonly instrument: Instrument;
  /** As they stand today. */
  readonly rules: TradingRules;
  /** Last traded price. */
  readonly last: number;
  readonly account: VenueAccount;
}

type Acceptance =
  | { readonly kind: "accepted"; readonly needs: FundsNeeded }
  | { readonly kind: "rejected"; readonly rejection: Rejection };

/** Whether a real venue would take the order: grid, minimum, direction, trigger, funds. */
export function judgeAcceptance(order: OrderRequest, facts: AcceptanceFacts): Acceptance {
  const rejection = refuseGrid(order, facts) ?? refuseTerms(order, facts);
  if (rejection !== undefined) return { kind: "rejected", rejection };
  const { account, instrument } = facts;
  const named = order.reduceOnly ? NO_PRICE : namedPrice(order, facts); // What only reduces ties up nothing.
  if (!order.reduceOnly) {
    const small = refuseSmall(order, facts, named);
    if (small !== undefined) return { kind: "rejected", rejection: small };
  }
  const needs = account.needs(order, instrument, worstPrice(order, named));
  const short = refuseFunds(order, facts, needs.amount);
  return short === undefined ? { kind: "accepted", needs } : { kind: "rejected", rejection: short };
}

function refuseGrid(
  order: OrderRequest,
  { rules, account, instrument }: AcceptanceFacts,
): Rejection | undefined {
  const price = isOffTick(order.limit, rules)
    ? order.limit
    : isOffTick(order.trigger, rules)
      ? order.trigger
      : undefined;
  if (price !== undefined)
    return { kind: "PriceOffTick", price: formatPrice(price), tick: formatPrice(rules.tick) };
  const { quantity } = order;
  if (quantity > 0n && quantity % rules.step === 0n) return undefined;
  // What a change of rules left off the step may still be closed whole.
  if (order.reduceOnly && quantity === absolute(account.held(instrument))) return undefined;
  return { kind: "QuantityOffStep", quantity: formatQuantity(quantity), step: formatQuantity(rules.step) };
}

const isOffTick = (price: Price | undefined, { tick }: TradingRules): boolean =>
  price !== undefined && (price <= 0n || price % tick !== 0n);

function refuseTerms(order: OrderRequest, facts: AcceptanceFacts): Rejection | undefined {
  const { account, instrument, last } = facts;
  if (order.reduceOnly) {
    const held = account.held(instrument);
    if (held === 0n || held > 0n === (order.side === "buy")) return { kind: "ReduceOnlyWouldIncrease" };
  }
  if (order.trigger === undefined || !isBeyond(order.side, last, priceToNumber(order.trigger)))
    return undefined;
  return { kind: "StopWouldTriggerAtOnce", trigger: formatPrice(order.trigger), last: String(last) };
}

function refuseSmall(
  order: OrderRequest,
  { rules, instrument }: AcceptanceFacts,
  named: Price,
): Rejection | undefined {
  const { quantity } = order;
  if (quantity < rules.minQuantity)
    return {
      kind: "BelowMinQuantity",
      quantity: formatQuantity(quantity),
      minimum: formatQuantity(rules.minQuantity),
    };
  const notional = multiply(named, contractsToBase(quantity, instrument.contractSize));
  if (notional >= rules.minNotional) return undefined;
  const minimum = formatAmount(rules.minNotional as Amount);
  return { kind: "BelowMinNotional", notional: formatAmount(notional), minimum };
}

function refuseFunds(order: OrderRequest, facts: AcceptanceFacts, needed: Amount): Rejection | undefined {
  const { account, instrument } = facts;
  if (instrument.kind === "spot" && order.side === "sell") {
    const sellable = order.reduceOnly ? account.held(instrument) : account.sellable(instrument);
    if (order.quantity <= sellable) return undefined;
    const [wanted, available] = [formatQuantity(order.quantity), formatQuantity(sellable)];
    return { kind: "InsufficientBalance", asset: instrument.base, needed: wanted, available };
  }
  if (needed === 0n) return undefined;
  const { free } = account;
  if (needed <= free) return undefined;
  const available = formatAmount(free);
  return { kind: "InsufficientBalance", asset: instrument.quote, needed: formatAmount(needed), available };
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

const isBeyond = (side: OrderRequest["side"], last: number, trigger: number): boolean =>
  side === "buy" ? last >= trigger : last <= trigger;
