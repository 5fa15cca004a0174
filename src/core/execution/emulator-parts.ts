import type { Quantity, UnixMs } from "../base/index.ts";
import type {
  Approved,
  Instrument,
  InstrumentId,
  OrderEvent,
  OrderRequest,
  Outbox,
  VenueAbilities,
} from "../domain/index.ts";
import type { OrderBook } from "./order-book.ts";

/** What the emulator needs to know of its engine. */
export interface EmulatorParts {
  readonly instruments: readonly Instrument[];
  /** By instrument; undefined: its venue can do everything. */
  readonly abilities: readonly (VenueAbilities | undefined)[];
  readonly outbox: Outbox;
  readonly orders: OrderBook;
  /** Latest price, in quote units. */
  last(instrument: InstrumentId): number;
  /** Held, signed. */
  held(instrument: InstrumentId): Quantity;
  now(): UnixMs;
  /** An order that does no more than the one that was approved for it. */
  approveChild(parent: Approved<OrderRequest>, child: OrderRequest): Approved<OrderRequest>;
  /** What an able venue would have said. */
  tell(event: OrderEvent): void;
}
