import type { UnixMs } from "../base/index.ts";
import type { Side } from "./order.ts";

/** A public trade on the venue. Price in quote units, quantity in units of the base asset. */
export interface Trade {
  readonly price: number;
  readonly quantity: number;
  /** Who took: a buyer lifted an offer, or a seller hit a bid. */
  readonly side: Side;
  readonly at: UnixMs;
}

/** Quantity that waits at a price. */
export interface BookLevel {
  readonly price: number;
  readonly quantity: number;
}

/** Depth of the venue, best price first on both sides. */
export interface Book {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  readonly at: UnixMs;
}
