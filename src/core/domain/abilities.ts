import type { OrderType } from "./order.ts";

/** What a venue does by itself. Everything else is emulated by `execution`, to the same effect. */
export interface VenueAbilities {
  /** Market and limit orders everywhere. */
  readonly types: ReadonlySet<OrderType>;
  /** Orders that it ends by itself at a time. */
  readonly goodTillDate: boolean;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** Orders by value. */
  readonly byValue: boolean;
  /** Orders that cancel each other, and orders that wait for another. */
  readonly oneCancelsOther: boolean;
  readonly oneTriggersOther: boolean;
  /**
   * New terms for an order that rests. Where it takes none, an order is cancelled and sent anew. At the venue a trailing
   * stop begins anew then, from the price of that moment and without its activation; the emulator has followed it from its
   * beginning and leaves where it had come to, as long as the engine runs.
   */
  readonly amend: boolean;
}
