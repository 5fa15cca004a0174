import type { Quantity, UnixMs } from "../base/index.ts";
import type { ExitReason, OrderRequest } from "../domain/index.ts";
import { type Due, leavesAtMarket, type OrderContext, type TrackedOrder } from "../execution/index.ts";

/** Why and how a position is left at the market. */
export interface ExitTerms {
  readonly strategy: string;
  readonly role: "exit" | "stop-loss";
  readonly exitReason: ExitReason;
  readonly why: string;
  readonly now: UnixMs;
  readonly quantity: Quantity;
  /** Whether with this order all that is held is to leave, or a part. */
  readonly of: Due["of"];
}

type ReducingTerms = Pick<
  OrderRequest,
  "id" | "instrument" | "strategy" | "side" | "role" | "quantity" | "at" | "why"
>;

/** An order that can only reduce: good till cancelled, without a collar, because leaving matters more than the price. */
export const reducing = (
  type: OrderRequest["type"],
  { id, instrument, strategy, side, role, quantity, at, why }: ReducingTerms,
  limit: OrderRequest["limit"] = undefined,
  trigger: OrderRequest["trigger"] = undefined,
  conditions: OrderRequest["conditions"] = undefined,
): OrderRequest => ({
  id,
  instrument,
  strategy,
  side,
  type,
  role,
  quantity,
  limit,
  trigger,
  collar: undefined,
  reduceOnly: true,
  expiresAt: Number.POSITIVE_INFINITY,
  at,
  why,
  conditions,
});

/** Of an order that leaves a position: nothing protects what it does. */
export const bareContext = (
  exitReason: ExitReason,
  decidedAt: number,
  tag: string | undefined,
): OrderContext => ({
  decidedAt,
  stop: undefined,
  target: undefined,
  rules: undefined,
  exitReason,
  isAddition: false,
  tag,
});

/**
 * What of a position is on its way out at the market, among the orders that work: what is being taken back is not, nor what
 * was to leave the other side before the position turned.
 * @param held signed
 */
export const leavingAtMarket = (orders: readonly TrackedOrder[], held: Quantity): bigint =>
  orders
    .filter((order) => leavesAtMarket(order, held) && order.request.reduceOnly && order.pending !== "cancel")
    .reduce((sum, { remaining }) => sum + remaining, 0n);
