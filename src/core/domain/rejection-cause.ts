import type { Rejection } from "./events.ts";

/**
 * Whose affair a rejection is. `venue`: it is busy or closed, and may take the very same order later. `market`: prices or
 * positions have moved on. `holdings`: less is there than it was to take, and what is left may be taken. `order`: it is wrong
 * in itself, and would be wrong again.
 */
export type RejectionCause = "venue" | "market" | "holdings" | "order";

const CAUSES: Readonly<Record<Rejection["kind"], RejectionCause>> = {
  VenueRefused: "venue",
  MarketClosed: "venue",
  ReduceOnlyWouldIncrease: "market",
  StopWouldTriggerAtOnce: "market",
  PostOnlyWouldCross: "market",
  PriceOffTick: "order",
  QuantityOffStep: "order",
  BelowMinQuantity: "order",
  BelowMinNotional: "order",
  InsufficientBalance: "holdings",
  InsufficientMargin: "order",
  LeverageTooHigh: "order",
  TriggerMissing: "order",
};

export const causeOf = ({ kind }: Rejection): RejectionCause => CAUSES[kind];
