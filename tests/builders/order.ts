/** Orders as risk would hand them over, for tests of the rooms behind it. */
import { price, quantity, type UnixMs } from "../../src/core/base/index.ts";
import type {
  Approved,
  InstrumentId,
  OrderId,
  OrderRequest,
  OrderRole,
  OrderType,
  Side,
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
}

/** A market buy of one unit unless told otherwise; a limit or a trigger makes it that type. */
export function order(terms: OrderTerms = {}): Approved<OrderRequest> {
  const type =
    terms.type ?? (terms.limit !== undefined ? "limit" : terms.trigger !== undefined ? "stop" : "market");
  const request: OrderRequest = {
    id: (terms.id ?? 1) as OrderId,
    instrument: (terms.instrument ?? 0) as InstrumentId,
    strategy: "test",
    side: terms.side ?? "buy",
    type,
    role: terms.role ?? "entry",
    quantity: quantity(terms.quantity ?? "1"),
    limit: terms.limit === undefined ? undefined : price(terms.limit),
    trigger: terms.trigger === undefined ? undefined : price(terms.trigger),
    collar: terms.collar === undefined ? undefined : price(terms.collar),
    reduceOnly: terms.reduceOnly ?? false,
    expiresAt: terms.expiresAt ?? Number.POSITIVE_INFINITY,
    at: START as UnixMs,
    why: "a test",
  };
  return request as Approved<OrderRequest>; // Stands in for risk, which these tests leave out.
}

/** What travels with an order that nobody protects. */
export const orderContext = (terms: Partial<OrderContext> = {}): OrderContext => ({
  decidedAt: 100,
  stop: undefined,
  target: undefined,
  exitReason: "signal",
  isAddition: false,
  ...terms,
});
