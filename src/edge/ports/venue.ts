import type { Amount, Brand, DurationMs, Price, Quantity, UnixMs } from "../../core/base/index.ts";
import type {
  AccountEvent,
  Amendment,
  Approved,
  ExpiryReason,
  Fill,
  InstrumentId,
  OrderEvent,
  OrderRequest,
  OrderStatus,
  OrderType,
  Rejection,
  Side,
} from "../../core/domain/index.ts";

/** The name of an order that we chose and that its venue keeps: never used twice over the life of an account. */
export type ClientOrderId = Brand<string, "ClientOrderId">;

/** An order that risk approved, under the name it gets. */
export interface OrderToSend {
  readonly id: ClientOrderId;
  readonly request: Approved<OrderRequest>;
  /** Name of the order that it waits for, where `request.conditions.after` is set. */
  readonly after?: ClientOrderId | undefined;
}

/** A market order that can only reduce what is held: the one kind that leaves without the approval of risk. */
export interface ReducingOrder {
  readonly id: ClientOrderId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly quantity: Quantity;
}

/**
 * How a request ended. NOT_SENT: proof that it was not executed, for it never left or was turned away unread. REJECTED:
 * the venue read it and said no. UNKNOWN: anything else; whoever asked has to look, and must not send it again.
 */
export type Outcome =
  | { readonly kind: "NOT_SENT"; readonly why: string }
  /** `rejection` is undefined where a cancel or an amendment came too late; `order` then says what became of it. */
  | {
      readonly kind: "REJECTED";
      readonly rejection: Rejection | undefined;
      readonly order: VenueOrder | undefined;
    }
  | { readonly kind: "ACCEPTED"; readonly order: VenueOrder }
  | {
      readonly kind: "UNKNOWN";
      readonly why: "timeout" | "disconnected" | "garbage" | "venue error" | "duplicate id" | "not found";
      /** What the venue said, as it came. */
      readonly raw: string | undefined;
      /** The order that it has under a duplicate id. */
      readonly order: VenueOrder | undefined;
    };

/** An order as its venue has it. */
export interface VenueOrder {
  readonly id: ClientOrderId;
  readonly venueOrderId: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: Quantity;
  readonly filled: Quantity;
  readonly limit: Price | undefined;
  readonly trigger: Price | undefined;
  readonly reduceOnly: boolean;
  readonly status: OrderStatus;
  readonly rejection: Rejection | undefined;
  readonly expiry: ExpiryReason | undefined;
  /** Not of this platform: placed by hand, or by another program. */
  readonly isForeign: boolean;
  /** Number of the stream event that changed it last; 0 where it has none. */
  readonly changed: number;
  readonly at: UnixMs;
  /** Undefined in lists: a direct lookup tells. */
  readonly fills: readonly VenueFill[] | undefined;
}

export interface VenueFill extends Omit<Fill, "order"> {
  readonly id: ClientOrderId;
  /** Number of its stream event. */
  readonly number: number;
}

/**
 * What a direct lookup found. `absent` is what the venue said, not a proof: it becomes one once nothing that was sent can
 * be admitted any more, and when it was said twice.
 */
export type Lookup =
  | { readonly kind: "found"; readonly order: VenueOrder }
  | { readonly kind: "absent"; readonly at: UnixMs }
  | { readonly kind: "unavailable"; readonly why: string };

/** An answer to a question, or why there is none. That something is not in a list proves nothing. */
export type Answer<T> =
  | {
      readonly kind: "answered";
      readonly value: T;
      /** Number of the newest stream event that it counts in. */
      readonly asOf: number;
    }
  | { readonly kind: "unavailable"; readonly why: string };

export interface PositionState {
  readonly instrument: InstrumentId;
  /** Signed. */
  readonly quantity: Quantity;
  /** What it cost, signed as the quantity. */
  readonly cost: Amount;
  /** Last price that the venue knows. */
  readonly last: number;
}

export interface AccountState {
  readonly currency: string;
  readonly cash: Amount;
  /** Cash that neither orders nor margin tie up. */
  readonly free: Amount;
  /** What is held: things that changed hands by their names, contracts by their symbols, signed. */
  readonly assets: readonly { readonly asset: string; readonly quantity: Quantity }[];
  /** Highest epoch that this account has seen. */
  readonly epoch: number;
}

/** A bar by value. `time` is its START in Unix milliseconds, `row` its place in the recorded data. */
export interface BarRecord {
  readonly instrument: InstrumentId;
  readonly intervalMs: DurationMs;
  readonly row: number;
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

type WithoutOrder<E> = E extends OrderEvent
  ? Omit<E, "order" | "fill"> & (E extends { readonly fill: Fill } ? { readonly fill: VenueFill } : unknown)
  : never;

/** What became of an order: the words of `OrderEvent`, with the venue's name for the order beside it. */
export type OrderNews = WithoutOrder<
  Extract<
    OrderEvent,
    {
      readonly kind:
        | "OrderAccepted"
        | "OrderRejected"
        | "OrderFilled"
        | "OrderCancelled"
        | "OrderExpired"
        | "OrderReplaced";
    }
  >
>;

/** What a venue tells by itself. */
export type VenueNews =
  | {
      readonly kind: "bar";
      readonly bar: BarRecord;
      /** Whether the venue says that it is closed. */
      readonly isClosed: boolean;
      readonly at: UnixMs;
    }
  /** All bars that close at this moment have been told. */
  | { readonly kind: "time"; readonly at: UnixMs }
  | {
      readonly kind: "order";
      readonly id: ClientOrderId;
      readonly isForeign: boolean;
      /** Of what a foreign order is, where the venue says so; of our own we know it. */
      readonly instrument?: InstrumentId | undefined;
      readonly news: OrderNews;
      readonly at: UnixMs;
    }
  /** `cancelled`: names of the orders that a split cancelled; the list in its event is empty. */
  | {
      readonly kind: "account";
      readonly event: AccountEvent;
      readonly cancelled: readonly ClientOrderId[];
      readonly at: UnixMs;
    };

/** Whoever is told. Called in the order of the numbers, each number once. */
export interface VenueListener {
  news(number: number, news: VenueNews): void;
  /** Introduced to the venue, the first time or again: the moment to reconcile. */
  connected?(to: Extract<VenueConnection, { readonly kind: "connected" }>): void;
  disconnected?(why: string): void;
  /** A later epoch trades this account: nothing of ours will be taken any more. */
  fenced?(epoch: number): void;
  /** Events of these numbers are not to be had: the lists have to be asked. */
  gap?(missing: { readonly from: number; readonly to: number }): void;
  /** The stream said something, be it only that it lives. */
  heard?(): void;
  /** The stream said nothing for too long; the connection is made anew. */
  silent?(): void;
  /** An answer to a request whose outcome was UNKNOWN by then. */
  late?(id: ClientOrderId, outcome: Outcome): void;
}

export type VenueConnection =
  | {
      readonly kind: "connected";
      /** Of the venue's memory: another one knows nothing of what this one knew. */
      readonly life: string;
      /** The highest that this account has seen. */
      readonly epoch: number;
      /** Number of the newest stream event. */
      readonly newest: number;
      readonly at: UnixMs;
    }
  | { readonly kind: "fenced"; readonly epoch: number }
  | { readonly kind: "unreachable"; readonly why: string };

/** Names of what `cancelAll` reached. */
export interface CancelledAll {
  readonly cancelled: readonly ClientOrderId[];
  readonly refused: readonly ClientOrderId[];
}

/** An exchange or broker. Nothing is ever sent twice by itself; what asks a question may be asked again. */
export interface Venue {
  /** Ends with the first attempt; where that failed, more follow until `disconnect`. */
  connect(): Promise<VenueConnection>;
  disconnect(): void;
  submit(order: OrderToSend): Promise<Outcome>;
  reduce(order: ReducingOrder): Promise<Outcome>;
  cancel(id: ClientOrderId): Promise<Outcome>;
  amend(id: ClientOrderId, to: Approved<Amendment>): Promise<Outcome>;
  cancelAll(instrument?: InstrumentId): Promise<Answer<CancelledAll>>;
  find(id: ClientOrderId): Promise<Lookup>;
  openOrders(): Promise<Answer<readonly VenueOrder[]>>;
  /** Orders that changed after a stream event, oldest change first. */
  orders(since: number, limit?: number): Promise<Answer<readonly VenueOrder[]>>;
  fills(since: number, limit?: number): Promise<Answer<readonly VenueFill[]>>;
  positions(): Promise<Answer<readonly PositionState[]>>;
  account(): Promise<Answer<AccountState>>;
  /** Closed bars from a row on, oldest first; without `from` the newest. */
  history(
    instrument: InstrumentId,
    range?: { readonly from?: number; readonly limit?: number },
  ): Promise<Answer<readonly BarRecord[]>>;
  time(): Promise<Answer<UnixMs>>;
  /** Tells what follows event `from`, through every reconnect. */
  subscribe(from: number): void;
}
