import type { Price, Quantity } from "../base/index.ts";
import type { InstrumentId, OrderId, OrderRequest, Side } from "../domain/index.ts";

/** The worst that a live order may still do. Held from approval until the order's end is certain. */
export interface Reservation {
  readonly order: OrderId;
  readonly side: Side;
  /** Highest price it can be valued at: its collar or limit, and the mark where that is higher. */
  readonly worst: Price;
  /** Worst price it can enter at: lowest for a sale. */
  readonly entry: Price;
  /** Stop that will protect what it buys or sells. */
  readonly stop: Price | undefined;
  readonly isEntry: boolean;
  remaining: Quantity;
}

/** Worst cases of everything that may add risk, by instrument. Reduce-only orders cannot, and are not here. */
export class Reservations {
  readonly #byInstrument: Reservation[][];
  /** Instruments that have any. Sums over them are exact, so their order does not matter. */
  readonly active = new Set<InstrumentId>();

  constructor(instruments: number) {
    this.#byInstrument = Array.from({ length: instruments }, () => []);
  }

  of(instrument: InstrumentId): readonly Reservation[] {
    return this.#byInstrument[instrument] as readonly Reservation[];
  }

  hasEntry(instrument: InstrumentId): boolean {
    return this.of(instrument).some((reservation) => reservation.isEntry);
  }

  hold(
    request: OrderRequest,
    terms: { readonly worst: Price; readonly entry: Price; readonly stop: Price | undefined },
  ): void {
    this.active.add(request.instrument);
    (this.#byInstrument[request.instrument] as Reservation[]).push({
      order: request.id,
      side: request.side,
      worst: terms.worst,
      entry: terms.entry,
      stop: terms.stop,
      isEntry: request.role === "entry",
      remaining: request.quantity,
    });
  }

  fill(instrument: InstrumentId, order: OrderId, quantity: Quantity): void {
    const held = this.of(instrument).find((reservation) => reservation.order === order);
    if (held === undefined) return;
    held.remaining = (held.remaining - quantity) as Quantity;
    if (held.remaining <= 0n) this.release(instrument, order);
  }

  /** The order is over, whatever its end was. */
  release(instrument: InstrumentId, order: OrderId): void {
    const list = this.#byInstrument[instrument] as Reservation[];
    const place = list.findIndex((reservation) => reservation.order === order);
    if (place === -1) return;
    list.splice(place, 1);
    if (list.length === 0) this.active.delete(instrument);
  }
}
