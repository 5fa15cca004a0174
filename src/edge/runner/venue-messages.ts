import type { Amount } from "../../core/base/index.ts";
import { isLive, type OrderId } from "../../core/domain/index.ts";
import type {
  ClientOrderId,
  Outcome,
  PositionState,
  ReducingOrder,
  VenueNews,
  VenueOrder,
} from "../ports/index.ts";
import type { VenueRequest } from "./venue-outbox.ts";

/**
 * A question about an order. `look`: what became of a request about it. `check`: what it is, though nothing was asked of
 * it. `terms`: what its terms are, once nothing that was sent can change them any more.
 */
export type VenueQuestion =
  | { readonly kind: "look"; readonly order: OrderId; readonly id: ClientOrderId }
  | { readonly kind: "check"; readonly order: OrderId; readonly id: ClientOrderId }
  | { readonly kind: "terms"; readonly order: OrderId; readonly id: ClientOrderId };

/** What leaves for the venue, under the name that it has there. */
export type Outgoing =
  | (VenueRequest & { readonly id: ClientOrderId; readonly after: ClientOrderId | undefined })
  | VenueQuestion;

/**
 * What leaves when the journal takes nothing any more. `lists`: what is held and what works, at once. `close`: a market
 * order that can only reduce, noted in the reserve. Neither has an order of the run behind it.
 */
export type LastResort = { readonly kind: "lists" } | ({ readonly kind: "close" } & ReducingOrder);

/** What a venue lists: all of it as it was after event `asOf`. */
export interface HeldAtVenue {
  readonly asOf: number;
  readonly positions: readonly PositionState[];
  /** Those that work. */
  readonly orders: readonly VenueOrder[];
  /** Undefined where it was not told for that event. */
  readonly cash: Amount | undefined;
}

/**
 * Whether a cancel has come to an end: the venue did it, or says how the order had ended before. One that was turned away
 * unread, or while the order works on, is asked for again.
 */
export const isAnswered = (outcome: Outcome): boolean =>
  outcome.kind === "ACCEPTED" ||
  (outcome.kind === "REJECTED" && outcome.order !== undefined && !isLive(outcome.order.status));

/** What comes from the venue, or from whoever speaks to it. */
export type VenueMail =
  | { readonly kind: "news"; readonly number: number; readonly news: VenueNews }
  /** `newest`: number of the newest event when the connection was made. */
  | { readonly kind: "connected"; readonly newest: number }
  | {
      readonly kind: "outcome";
      readonly of: VenueRequest["kind"];
      readonly order: OrderId;
      readonly outcome: Outcome;
      /** Of new terms: which ones it answers. */
      readonly turn?: number | undefined;
    }
  /** Looked up twice, after nothing that was sent could be admitted any more: the venue never took it. */
  | { readonly kind: "absent"; readonly order: OrderId }
  /** It could not be found out for a minute; the search goes on. */
  | { readonly kind: "unresolved"; readonly order: OrderId }
  | { readonly kind: "held"; readonly held: HeldAtVenue }
  /** What was to close something was answered, or was not: nobody waits for more. */
  | { readonly kind: "closed"; readonly id: ClientOrderId }
  /** What `check` found; undefined: the venue knows of no such order, and said so twice. */
  | { readonly kind: "checked"; readonly order: OrderId; readonly found: VenueOrder | undefined }
  /** What came of new terms whose answer was lost; undefined: the venue knows of no such order, and said so twice. */
  | {
      readonly kind: "terms";
      readonly order: OrderId;
      readonly taken: VenueOrder | undefined;
      readonly turn?: number | undefined;
    }
  /** Nothing more can be sent: for good, or before the epoch can be read again. */
  | { readonly kind: "cut off"; readonly why: string };
