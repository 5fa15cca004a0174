import type { OrderId } from "../../core/domain/index.ts";
import type { ClientOrderId, Outcome, VenueNews } from "../ports/index.ts";
import type { VenueRequest } from "./venue-outbox.ts";

/** What leaves for the venue, under the name that it has there. `look`: find out what became of it. */
export type Outgoing =
  | (VenueRequest & { readonly id: ClientOrderId; readonly after: ClientOrderId | undefined })
  | { readonly kind: "look"; readonly order: OrderId; readonly id: ClientOrderId };

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
    }
  /** Looked up twice, after nothing that was sent could be admitted any more: the venue never took it. */
  | { readonly kind: "absent"; readonly order: OrderId }
  /** Nothing more can be sent. */
  | { readonly kind: "cut off"; readonly why: string };
