import {
  type Amount,
  type Brand,
  InvariantBroken,
  type Price,
  type Quantity,
  type Ratio,
  type UnixMs,
} from "../base/index.ts";
import type { InstrumentId } from "./instrument.ts";

/** Ordinal of an order in its run: 1, 2, 3... A venue's client order id is derived from it, see `execution`. */
export type OrderId = Brand<number, "OrderId">;

export type Side = "buy" | "sell";
/**
 * `stop` waits until the market moves against whoever waits and then takes, `take-profit` until it moves in favour;
 * their `-limit` forms become a limit order then. A `trailing-stop` is a stop that follows the best price.
 */
export type OrderType =
  | "market"
  | "limit"
  | "stop"
  | "stop-limit"
  | "take-profit"
  | "take-profit-limit"
  | "trailing-stop";

/** How a trailing stop follows the best price it has seen: at an amount of quote units, or at a share of that price. */
export interface Trail {
  readonly distance:
    | { readonly kind: "amount"; readonly by: Price }
    | { readonly kind: "ratio"; readonly by: Ratio };
  /** It begins to follow, and to protect, once the price has been here; undefined: at once. */
  readonly activation: Price | undefined;
}

/** What an order asks for beyond its type and prices. What is left out is not asked for. */
export interface OrderConditions {
  /** At once as far as it goes (IOC), or at once and whole (FOK); the rest expires. */
  readonly timeInForce?: "IOC" | "FOK";
  /** Limit orders: rejected rather than taking liquidity. */
  readonly postOnly?: boolean;
  /** Of a trailing stop. */
  readonly trail?: Trail;
  /** Market orders: value to trade, sized at the fill; `quantity` is the most that it may come to. */
  readonly notional?: Amount;
  /** Orders of one group: a fill of one cancels the others. */
  readonly oneCancelsOther?: number;
  /** It comes to life when that order has filled whole, and ends with it otherwise. */
  readonly after?: OrderId;
}

/** What an order is for: it decides what may be sent while trading is latched, and the exit reason of a trade. */
export type OrderRole = "entry" | "exit" | "stop-loss" | "take-profit";

/** Asked. It has its id before it is judged. */
export interface OrderRequest {
  readonly id: OrderId;
  readonly instrument: InstrumentId;
  readonly strategy: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly role: OrderRole;
  readonly quantity: Quantity;
  /** Limit orders: the worst price accepted. */
  readonly limit: Price | undefined;
  /** Orders that wait for a price: what sets them off, as a market order or within their limit. */
  readonly trigger: Price | undefined;
  /** Risk-adding market and stop orders: beyond this price they must not fill. */
  readonly collar: Price | undefined;
  readonly reduceOnly: boolean;
  /** Infinity: good till cancelled. */
  readonly expiresAt: number;
  readonly at: UnixMs;
  readonly why: string;
  /** Undefined where nothing special is asked: nearly always. */
  readonly conditions?: OrderConditions | undefined;
}

/** New terms of an order that rests. What is left out stays; `quantity` counts what has filled already. */
export interface Amendment {
  readonly limit?: Price | undefined;
  readonly trigger?: Price | undefined;
  readonly quantity?: Quantity | undefined;
  /** Of an order that has one: it follows its trigger. */
  readonly collar?: Price | undefined;
}

/** Whether new terms name a price that the order does not have. */
export const namesWhatItHasNot = ({ limit, trigger }: OrderRequest, to: Amendment): boolean =>
  (to.limit !== undefined && limit === undefined) || (to.trigger !== undefined && trigger === undefined);

/** A price or a moment that execution wants to be told about: what a venue lacks is built of these. */
export interface Watch {
  /** Of the order that it is for; an id of its own beside an order that its venue waits with as well. */
  readonly order: OrderId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  /** As an order of this type would be set off; "market" by the next price that is traded. */
  readonly type: "market" | "stop" | "take-profit" | "trailing-stop" | "time";
  readonly trigger: Price | undefined;
  readonly trail: Trail | undefined;
  /** Infinity: until it is taken back. */
  readonly expiresAt: number;
}

/** A request that is still being written: risk fills in quantity and collar. Never sent as it is. */
export type OrderDraft = { -readonly [K in keyof OrderRequest]: OrderRequest[K] };

declare const signature: unique symbol;
/** Only the risk room can make one, so "forgot to check risk" does not compile. */
export type Approved<T> = T & { readonly [signature]: "risk" };

/** CONTRACT: the words people and scripts see. */
export type OrderStatus =
  | "PENDING" // accepted by risk, not sent
  | "SUBMITTED"
  | "ACCEPTED"
  | "PARTIALLY_FILLED"
  | "FILLED"
  | "CANCELLED"
  | "REJECTED" // the venue said no
  | "EXPIRED"
  | "FAILED" // never left us
  | "UNKNOWN"; // sent, fate open

export type OrderMove =
  | "send"
  | "fail"
  | "accept"
  | "lose"
  | "reject"
  | "fillPart"
  | "fillAll"
  | "cancel"
  | "expire"
  | "proveAbsent";

/**
 * The life of one order as a table, so that every legal move is visible at once.
 * Fills may arrive before the acceptance, and late ones after the end: the venue's word wins and is always booked.
 * UNKNOWN ends only by what the venue says, or by proof that the order never arrived.
 */
const NEXT: Readonly<Record<OrderStatus, Partial<Readonly<Record<OrderMove, OrderStatus>>>>> = {
  PENDING: { send: "SUBMITTED", fail: "FAILED", cancel: "CANCELLED" },
  SUBMITTED: {
    accept: "ACCEPTED",
    reject: "REJECTED",
    fail: "FAILED",
    lose: "UNKNOWN",
    fillPart: "PARTIALLY_FILLED",
    fillAll: "FILLED",
    cancel: "CANCELLED",
    expire: "EXPIRED",
  },
  UNKNOWN: {
    accept: "ACCEPTED",
    reject: "REJECTED",
    proveAbsent: "FAILED",
    fillPart: "PARTIALLY_FILLED",
    fillAll: "FILLED",
    cancel: "CANCELLED",
    expire: "EXPIRED",
  },
  ACCEPTED: {
    accept: "ACCEPTED",
    fillPart: "PARTIALLY_FILLED",
    fillAll: "FILLED",
    cancel: "CANCELLED",
    expire: "EXPIRED",
  },
  PARTIALLY_FILLED: {
    accept: "PARTIALLY_FILLED",
    fillPart: "PARTIALLY_FILLED",
    fillAll: "FILLED",
    cancel: "CANCELLED",
    expire: "EXPIRED",
  },
  FILLED: { accept: "FILLED", fillPart: "FILLED", fillAll: "FILLED" }, // A venue may fill more than was asked.
  CANCELLED: { accept: "CANCELLED", fillPart: "CANCELLED", fillAll: "FILLED" },
  EXPIRED: { accept: "EXPIRED", fillPart: "EXPIRED", fillAll: "FILLED" },
  REJECTED: { fillPart: "REJECTED", fillAll: "FILLED" },
  FAILED: { fillPart: "FAILED", fillAll: "FILLED" },
};

/** Where a move leads; undefined when the table forbids it. */
export const orderMoveLeadsTo = (status: OrderStatus, move: OrderMove): OrderStatus | undefined =>
  NEXT[status][move];

/** @throws InvariantBroken for a move that the table forbids */
export function nextOrderStatus(status: OrderStatus, move: OrderMove): OrderStatus {
  const next = NEXT[status][move];
  if (next === undefined) throw new InvariantBroken(`illegal order move: ${status} -> ${move}`);
  return next;
}

/** What we have asked the venue about an order that still lives. Orthogonal to its status. */
export type PendingRequest = "none" | "cancel" | "replace";
export type RequestMove = "askCancel" | "askReplace" | "refuse" | "confirmReplace" | "end";

const NEXT_REQUEST: Readonly<Record<PendingRequest, Partial<Readonly<Record<RequestMove, PendingRequest>>>>> =
  {
    none: { askCancel: "cancel", askReplace: "replace", end: "none" },
    cancel: { askCancel: "cancel", refuse: "none", end: "none" },
    replace: { askCancel: "cancel", refuse: "none", confirmReplace: "none", end: "none" },
  };

/** @throws InvariantBroken for a move that the table forbids */
export function nextPendingRequest(pending: PendingRequest, move: RequestMove): PendingRequest {
  const next = NEXT_REQUEST[pending][move];
  if (next === undefined) throw new InvariantBroken(`illegal request on an order: ${pending} -> ${move}`);
  return next;
}

/** Whether the order may still change our position: its worst case stays reserved. */
export function isLive(status: OrderStatus): boolean {
  switch (status) {
    case "PENDING":
    case "SUBMITTED":
    case "ACCEPTED":
    case "PARTIALLY_FILLED":
    case "UNKNOWN":
      return true;
    case "FILLED":
    case "CANCELLED":
    case "REJECTED":
    case "EXPIRED":
    case "FAILED":
      return false;
  }
}
