/** The life of an order: identity, state, fills applied once, and protection that matches what is held. */
export { Emulator } from "./emulator.ts";
export { type KeptOrder, OrderBook } from "./order-book.ts";
export { closes, leavesAtMarket, ProtectionPlan, type WantedChild } from "./protection-plan.ts";
export { type Due, type OrderContext, TrackedOrder } from "./tracked-order.ts";
