import type {
  AdjustIntent,
  AmendIntent,
  CancelIntent,
  CloseIntent,
  Direction,
  NoIntent,
  OpenIntent,
  OrderIntent,
  SeveralIntents,
} from "../domain/index.ts";

/** Nothing to do. */
export const none: NoIntent = { kind: "none" };

/** Wants a position. `stop` is the protective price, or `"default"` for the configured one. */
export const open = (direction: Direction, terms: Omit<OpenIntent, "kind" | "direction">): OpenIntent => ({
  kind: "open",
  direction,
  ...terms,
});

/** Wants to be flat. */
export const close = (why: string): CloseIntent => ({ kind: "close", why });

/** Wants to move the protection of what it holds. */
export const adjust = (why: string, to: Omit<AdjustIntent, "kind" | "why">): AdjustIntent => ({
  kind: "adjust",
  why,
  ...to,
});

/** Wants exactly this order. */
export const order = (terms: Omit<OrderIntent, "kind">): OrderIntent => ({ kind: "order", ...terms });

/** Wants new terms for its order of that tag. */
export const amend = (tag: string, to: Omit<AmendIntent, "kind" | "tag">): AmendIntent => ({
  kind: "amend",
  tag,
  ...to,
});

/** Wants its order of that tag back, or all that still work. */
export const cancel = (why: string, tag?: string): CancelIntent =>
  tag === undefined ? { kind: "cancel", why } : { kind: "cancel", why, tag };

/** Wants all of these, one after the other. */
export const several = (...intents: SeveralIntents["intents"]): SeveralIntents => ({
  kind: "several",
  intents,
});
