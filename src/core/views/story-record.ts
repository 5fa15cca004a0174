import type { Explanation, Terms } from "../engine/index.ts";
import type { ReportTrade } from "./report-document.ts";

/** An order as it was sent. Exact numbers as decimal text, times as Unix ms; null: nothing of that kind. */
export interface SentOrder {
  readonly id: number;
  readonly instrument: string;
  readonly strategy: string;
  readonly at: number;
  readonly role: string;
  readonly side: "buy" | "sell";
  readonly type: string;
  readonly quantity: string;
  readonly limit: string | null;
  readonly trigger: string | null;
  readonly collar: string | null;
  readonly reduceOnly: boolean;
  /** Null: good till cancelled. */
  readonly expiresAt: number | null;
  readonly why: string;
  /** What else was asked of it. */
  readonly timeInForce: "IOC" | "FOK" | null;
  readonly postOnly: boolean;
  /** An order by value: what it is to be worth; `quantity` is then the most that it may come to. */
  readonly notional: string | null;
  readonly trail: SentTrail | null;
  /** The order that has to fill whole first. */
  readonly after: number | null;
}

/** How a trailing stop follows the best price: at an amount of quote units, or at a share of that price. */
export interface SentTrail {
  readonly kind: "amount" | "ratio";
  readonly by: string;
  readonly activation: string | null;
}

/** The part of an order that a fill needs to be understood by itself. */
export type FilledOrder = Pick<
  SentOrder,
  "instrument" | "strategy" | "role" | "side" | "type" | "quantity" | "why"
>;

/** A fill of an order. Exact numbers as decimal text. */
export interface StoryFill {
  readonly at: number;
  readonly price: string;
  readonly quantity: string;
  readonly fee: string;
  readonly feeAsset: string;
  readonly liquidity: "maker" | "taker";
}

/** A trade that ended, from flat to flat: as the report has it, without what the order says already. */
export type StoryTrade = Omit<ReportTrade, "instrument" | "strategy" | "returnOnEntry">;

/** What a venue said, or what was made of it. */
export type AnswerKind =
  | "OrderAccepted"
  | "OrderRejected"
  | "OrderCancelled"
  | "OrderExpired"
  | "CancelRefused"
  | "OrderReplaced"
  | "ReplaceRefused"
  | "PriceReached"
  | "WatchExpired"
  | "OrderOutcomeLost"
  | "OrderNotSent"
  | "OrderProvenAbsent";

/**
 * What happened to orders, one record each, in engine order. Plain data that JSON keeps exactly, so that a journal can hold
 * it as lines and any order be told from them alone.
 */
export type StoryRecord =
  | { readonly kind: "explained"; readonly explanation: Explanation }
  | { readonly kind: "sent"; readonly order: SentOrder }
  | {
      readonly kind: "answered";
      readonly at: number;
      readonly order: number;
      readonly answer: AnswerKind;
      /** The numbers of a rejection, the reason of an expiry, the new terms of an order. */
      readonly terms: Terms;
    }
  | {
      readonly kind: "filled";
      readonly order: number;
      /** What the order is, for it may never have been sent: a liquidation is of the venue's own making. */
      readonly of: FilledOrder;
      readonly fill: StoryFill;
      /** Signed quantity of the instrument after it. */
      readonly held: string;
      /** The trade that it closed. */
      readonly trade: StoryTrade | null;
    }
  | { readonly kind: "latched"; readonly at: number; readonly latch: string; readonly endsBy: string }
  | { readonly kind: "split"; readonly at: number; readonly instrument: string };
