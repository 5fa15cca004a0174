import type { Direction } from "./signal.ts";

/** What a strategy wants. Risk, sizing and execution decide how much and how. Prices are in quote units. */
export type Intent = NoIntent | OpenIntent | CloseIntent | AdjustIntent | OrderIntent;

export interface NoIntent {
  readonly kind: "none";
}

export interface OpenIntent {
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
  /** Bars after which a resting entry is given up. */
  readonly expiresAfterBars?: number;
}

export interface CloseIntent {
  readonly kind: "close";
  readonly why: string;
}

/** Moves the protection of an open position; what is left out stays. */
export interface AdjustIntent {
  readonly kind: "adjust";
  readonly why: string;
  readonly stop?: number;
  readonly target?: number;
}

/** A direct order: any type, through the same risk. */
export interface OrderIntent {
  readonly kind: "order";
  readonly side: "buy" | "sell";
  readonly type: "market" | "limit" | "stop";
  readonly quantity: number;
  readonly why: string;
  readonly limit?: number;
  readonly trigger?: number;
  readonly expiresAfterBars?: number;
  readonly reduceOnly?: boolean;
  /** Protective stop and target of the position it opens. */
  readonly stop?: number | "default";
  readonly target?: number;
}
