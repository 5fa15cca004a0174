import type { Amendment, Approved, OrderId, OrderRequest, Watch } from "./order.ts";

/** What the engine asks for. Requests may still fail; the answers come back as events. */
export interface Outbox {
  submitOrder(order: Approved<OrderRequest>): void;
  cancelOrder(order: OrderId): void;
  amendOrder(order: OrderId, to: Approved<Amendment>): void;
  /** Asks for `PriceReached` or `WatchExpired`. Nothing leaves for a venue: whoever hears its prices answers. */
  watch(watch: Watch): void;
  unwatch(order: OrderId): void;
}
