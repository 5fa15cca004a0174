/** Orders as risk would hand them over, for tests of the rooms behind it. */
import { amount, price, quantity, ratio, type UnixMs } from "../../src/core/base/index.ts";
import type {
  Amendment,
  Approved,
  InstrumentId,
  OrderConditions,
  OrderId,
  OrderRequest,
  OrderRole,
  OrderType,
  Side,
  Trail,
} from "../../src/core/domain/index.ts";
import type { OrderContext } from "../../src/core/execution/index.ts";
import { START } from "./instrument.ts";

/** Decimal texts. */
export interface OrderTerms {
  readonly id?: number;
  readonly instrument?: number;
  readonly side?: Side;
  readonly type?: OrderType;
  readonly role?: OrderRole;
  readonly quantity?: string;
  readonly limit?: string;
  readonly trigger?: string;
  readonly collar?: string;
  readonly reduceOnly?: boolean;
  readonly expiresAt?: number;
  readonly timeInForce?: "IOC" | "FOK";
  readonly postOnly?: boolean;
  readonly oneCancelsOther?: number;
  readonly after?: number;
  readonly notional?: string;
  /** Distance of a trailing stop: an amount, or a share such as "2%". */
  readonly trail?: string;
  readonly activation?: string | undefined;
}

/** A market buy of one unit unless told otherwise; a limit or a trigger makes it that type. */
export function order(terms: OrderTerms = {}): Approved<OrderRequest> {
  const request: OrderRequest = {
    id: (terms.id ?? 1) as OrderId,
    instrument: (terms.instrument ?? 0) as InstrumentId,
    strategy: "test",
    side: terms.side ?? "buy",
    type: terms.type ?? typeOf(terms),
    role: terms.role ?? (terms.reduceOnly === true ? "exit" : "entry"),
    quantity: quantity(terms.quantity ?? "1"),
    limit: terms.limit === undefined ? undefined : price(terms.limit),
    trigger: terms.trigger === undefined ? undefined : price(terms.trigger),
    collar: terms.collar === undefined ? undefined : price(terms.collar),
    reduceOnly: terms.reduceOnly ?? false,
    expiresAt: terms.expiresAt ?? Number.POSITIVE_INFINITY,
    at: START as UnixMs,
    why: "a test",
    conditions: conditionsOf(terms),
  };
  return request as Approved<OrderRequest>; // Stands in for risk, which these tests leave out.
}

function typeOf({ limit, trigger, trail }: OrderTerms): OrderType {
  if (trail !== undefined) return "trailing-stop";
  if (trigger !== undefined) return limit === undefined ? "stop" : "stop-limit";
  return limit === undefined ? "market" : "limit";
}

function conditionsOf(terms: OrderTerms): OrderConditions | undefined {
  const { timeInForce, postOnly, oneCancelsOther, after, notional, trail, activation } = terms;
  const conditions: OrderConditions = {
    ...(timeInForce === undefined ? {} : { timeInForce }),
    ...(postOnly === undefined ? {} : { postOnly }),
    ...(oneCancelsOther === undefined ? {} : { oneCancelsOther }),
    ...(after === undefined ? {} : { after: after as OrderId }),
    ...(notional === undefined ? {} : { notional: amount(notional) }),
    ...(trail === undefined ? {} : { trail: trailOf(trail, activation) }),
  };
  return Object.keys(conditions).length === 0 ? undefined : conditions;
}

function trailOf(text: string, activation: string | undefined): Trail {
  const distance = text.endsWith("%")
    ? ({ kind: "ratio", by: ratio(`${text.slice(0, -1)}e-2`) } as const)
    : ({ kind: "amount", by: price(text) } as const);
  return { distance, activation: activation === undefined ? undefined : price(activation) };
}

/** New terms as risk would hand them over. */
export const amendment = (to: {
  readonly limit?: string;
  readonly trigger?: string;
  readonly quantity?: string;
}): Approved<Amendment> =>
  ({
    limit: to.limit === undefined ? undefined : price(to.limit),
    trigger: to.trigger === undefined ? undefined : price(to.trigger),
    quantity: to.quantity === undefined ? undefined : quantity(to.quantity),
  }) as Approved<Amendment>; // Stands in for risk as well.

/** What travels with an order that nobody protects. */
export const orderContext = (terms: Partial<OrderContext> = {}): OrderContext => ({
  decidedAt: 100,
  stop: undefined,
  target: undefined,
  rules: undefined,
  tag: undefined,
  exitReason: "signal",
  isAddition: false,
  ...terms,
});
