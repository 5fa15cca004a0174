import type { Approved, OrderId, OrderRequest } from "./order.ts";

/** What the engine asks for. Requests may still fail; the answers come back as events. */
export interface Outbox {
  submitOrder(order: Approved<OrderRequest>): void;
  cancelOrder(order: OrderId): void;
}
