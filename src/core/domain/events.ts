import type { UnixMs } from "../base/index.ts";
import type { AccountEvent, FilledOutside } from "./account-event.ts";
import type { CommandEvent } from "./command-event.ts";
import type { FeedEvent } from "./feed-event.ts";
import type { Fill } from "./fill.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Amendment, OrderId } from "./order.ts";
import type { Book, Trade } from "./quotes.ts";

/**
 * What can happen to the engine. Past tense and true forever.
 * A bar is an index into columns that already hold it: nothing is allocated per bar (see `market`).
 */
export type EngineEvent =
  | { readonly kind: "BarClosed"; readonly series: number; readonly at: UnixMs }
  /** All bars that close at this moment have been told: strategies run, signals are judged as one batch. */
  | { readonly kind: "TimeClosed"; readonly at: UnixMs }
  | {
      readonly kind: "TradePrinted";
      readonly instrument: InstrumentId;
      readonly trade: Trade;
      readonly at: UnixMs;
    }
  | {
      readonly kind: "BookChanged";
      readonly instrument: InstrumentId;
      readonly book: Book;
      readonly at: UnixMs;
    }
  /** A timer that the strategy of an instrument declared has come due. */
  | {
      readonly kind: "TimerRang";
      readonly instrument: InstrumentId;
      readonly timer: string;
      readonly at: UnixMs;
    }
  /**
   * What protects a position, or leaves it, never came to be, and may be asked for again though no bar has closed.
   * Without an instrument it concerns all: so earlier builds wrote it into their journals.
   */
  | { readonly kind: "ProtectionDue"; readonly instrument?: InstrumentId; readonly at: UnixMs }
  | OrderEvent
  | AccountEvent
  | FilledOutside
  | FeedEvent
  | CommandEvent;

/** What a venue says about an order of ours. */
export type OrderEvent =
  | { readonly kind: "OrderAccepted"; readonly order: OrderId; readonly at: UnixMs }
  | {
      readonly kind: "OrderRejected";
      readonly order: OrderId;
      readonly rejection: Rejection;
      readonly at: UnixMs;
    }
  | { readonly kind: "OrderFilled"; readonly order: OrderId; readonly fill: Fill; readonly at: UnixMs }
  | { readonly kind: "OrderCancelled"; readonly order: OrderId; readonly at: UnixMs }
  | {
      readonly kind: "OrderExpired";
      readonly order: OrderId;
      readonly reason: ExpiryReason;
      readonly at: UnixMs;
    }
  | { readonly kind: "CancelRefused"; readonly order: OrderId; readonly at: UnixMs }
  | { readonly kind: "OrderReplaced"; readonly order: OrderId; readonly to: Amendment; readonly at: UnixMs }
  /** The order stands as it was; no rejection: it was gone already. */
  | {
      readonly kind: "ReplaceRefused";
      readonly order: OrderId;
      readonly rejection: Rejection | undefined;
      readonly at: UnixMs;
    }
  /** The market came to a price that execution waits for, see `Watch`. */
  | { readonly kind: "PriceReached"; readonly order: OrderId; readonly price: number; readonly at: UnixMs }
  | { readonly kind: "WatchExpired"; readonly order: OrderId; readonly at: UnixMs }
  /** The answer to a submit was lost: neither accepted nor rejected. */
  | { readonly kind: "OrderOutcomeLost"; readonly order: OrderId; readonly at: UnixMs }
  /** It never left us, and that is certain. */
  | { readonly kind: "OrderNotSent"; readonly order: OrderId; readonly at: UnixMs }
  /** Its outcome was lost, and it is proven now that the venue never took it. */
  | { readonly kind: "OrderProvenAbsent"; readonly order: OrderId; readonly at: UnixMs };

/**
 * `immediate`: what could not be got at once. `rejected`: it had been accepted, and could not be placed when it was due.
 * `depth`: nobody is left in the book to trade with.
 */
export type ExpiryReason = "time" | "collar" | "immediate" | "rejected" | "depth";

/** The venue said no. */
export type Rejection =
  | { readonly kind: "PriceOffTick"; readonly price: string; readonly tick: string }
  | { readonly kind: "QuantityOffStep"; readonly quantity: string; readonly step: string }
  | { readonly kind: "BelowMinQuantity"; readonly quantity: string; readonly minimum: string }
  | { readonly kind: "BelowMinNotional"; readonly notional: string; readonly minimum: string }
  | {
      readonly kind: "InsufficientBalance";
      readonly asset: string;
      readonly needed: string;
      readonly available: string;
    }
  | { readonly kind: "InsufficientMargin"; readonly needed: string; readonly available: string }
  /** The venue allows less leverage for a position of this value. */
  | {
      readonly kind: "LeverageTooHigh";
      readonly leverage: number;
      readonly leverageMax: number;
      readonly notional: string;
    }
  | { readonly kind: "TriggerMissing"; readonly type: string }
  | { readonly kind: "ReduceOnlyWouldIncrease" }
  | { readonly kind: "PostOnlyWouldCross"; readonly limit: string; readonly last: string }
  | { readonly kind: "StopWouldTriggerAtOnce"; readonly trigger: string; readonly last: string }
  /** The session is over. Infinity: no later one is known. */
  | { readonly kind: "MarketClosed"; readonly opensAt: number }
  /** Whatever else it gave as its reason, in its own words: nothing was accepted. */
  | { readonly kind: "VenueRefused"; readonly code: string; readonly message: string };
