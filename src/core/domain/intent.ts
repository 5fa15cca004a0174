import type { OrderType, Side } from "./order.ts";
import type { Direction } from "./signal.ts";

/** What a strategy wants. Risk, sizing and execution decide how much and how. Prices are in quote units. */
export type Intent =
  | NoIntent
  | OpenIntent
  | CloseIntent
  | AdjustIntent
  | OrderIntent
  | AmendIntent
  | CancelIntent
  | SeveralIntents;

export interface NoIntent {
  readonly kind: "none";
}

/** How far a trailing stop stays behind the best price: quote units, a share of that price, or average true ranges. */
export interface TrailWish {
  readonly by?: number;
  readonly share?: number;
  /** Of 14 bars, measured when it begins. */
  readonly atrs?: number;
  /** Price from which on it follows; at once where it is left out. */
  readonly activation?: number;
}

/** What happens to a position while it is held. */
export interface PositionWishes {
  /** Stages: each closes a share of what remains at its price. Instead of one `target`. */
  readonly targets?: readonly { readonly price: number; readonly share: number }[];
  readonly trail?: TrailWish;
  /** Once the price has been `at`, the stop moves to the entry price, or `offset` quote units beyond it. */
  readonly breakEven?: { readonly at: number; readonly offset?: number };
  /** Bars from that of the entry on after which the position is closed, whatever it is worth. */
  readonly exitAfterBars?: number;
}

/** How an order is to be filled. */
export interface FillWishes {
  /** Bars after which an order that rests is given up. */
  readonly expiresAfterBars?: number;
  /** At once as far as it goes, or at once and whole. */
  readonly timeInForce?: "IOC" | "FOK";
  /** Rather not at all than as a taker. */
  readonly postOnly?: boolean;
}

export interface OpenIntent extends PositionWishes, FillWishes {
  readonly kind: "open";
  readonly direction: Direction;
  readonly why: string;
  /** Protective stop price, or `"default"` for the configured one. */
  readonly stop: number | "default";
  readonly target?: number;
  /** 0 to 1; 1 when the strategy does not say. */
  readonly confidence?: number;
  /** Enter by a resting limit order at this price instead of at the market. */
  readonly limit?: number;
  /** Enter once the market has come to this price: as a stop, or as a stop-limit order with `limit`. */
  readonly trigger?: number;
}

export interface CloseIntent {
  readonly kind: "close";
  readonly why: string;
}

/** Moves the protection of an open position; what is left out stays. */
export interface AdjustIntent extends PositionWishes {
  readonly kind: "adjust";
  readonly why: string;
  readonly stop?: number;
  readonly target?: number;
}

/** A direct order: any type, through the same risk. */
export interface OrderIntent extends PositionWishes, FillWishes {
  readonly kind: "order";
  readonly side: Side;
  readonly type: OrderType;
  /** Units; or `value`. */
  readonly quantity?: number;
  /** Market orders: what to spend, or to sell for, in quote units. Sized at the fill. */
  readonly value?: number;
  readonly why: string;
  readonly limit?: number;
  readonly trigger?: number;
  readonly reduceOnly?: boolean;
  /** Protective stop and target of the position it opens. */
  readonly stop?: number | "default";
  readonly target?: number;
  /** A name by which `amend`, `cancel` and `after` find it while it works. */
  readonly tag?: string;
  /** Name of a group of which one cancels the others. */
  readonly oneCancelsOther?: string;
  /** Tag of an order that has to fill whole first. */
  readonly after?: string;
}

/** New terms for a direct order that works. */
export interface AmendIntent {
  readonly kind: "amend";
  readonly tag: string;
  readonly why: string;
  readonly limit?: number;
  readonly trigger?: number;
  /** Units in all, with what has filled. */
  readonly quantity?: number;
}

/** Takes direct orders and entries back: the one of a tag, or all. Protection stays. */
export interface CancelIntent {
  readonly kind: "cancel";
  readonly why: string;
  readonly tag?: string;
}

/** More than one, in order. */
export interface SeveralIntents {
  readonly kind: "several";
  readonly why?: never;
  readonly intents: readonly Exclude<Intent, SeveralIntents>[];
}

/** Whether it is an opinion about what to hold; the others change what rests or protects. Nothing else counts as a signal. */
export const isSignal = (intent: Intent): intent is OpenIntent | CloseIntent | OrderIntent =>
  intent.kind === "open" || intent.kind === "close" || intent.kind === "order";

/** How many signals an answer of a strategy is. */
export const signalsIn = (intent: Intent): number =>
  intent.kind === "several" ? intent.intents.filter(isSignal).length : Number(isSignal(intent));
