import { dropAt, larger, type Price, type Quantity, smaller } from "../base/index.ts";
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
  /** All that is held of its side gets that stop with its first fill; else it comes under the one that there is. */
  readonly bringsStop: boolean;
  readonly isEntry: boolean;
  /** It adds to a position, and is taken back with it: it opens no trade of its own. */
  readonly isAddition: boolean;
  remaining: Quantity;
  /** A part of it has filled: the trade that it opened is counted, if it did. */
  hasFilled: boolean;
}

/** Worst cases of everything that may add risk, by instrument. Reduce-only orders cannot, and are not here. */
export class Reservations {
  readonly #byInstrument: Reservation[][];
  /** Instruments that have any. Exact sums over them do not know their order; estimates differ by a hair, and give way where it is close. */
  readonly active: InstrumentId[] = [];

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
    terms: Pick<Reservation, "worst" | "entry" | "stop" | "bringsStop" | "isAddition" | "remaining">,
  ): void {
    const { worst, entry, stop, bringsStop, isAddition, remaining } = terms;
    this.#add(request.instrument, {
      order: request.id,
      side: request.side,
      worst,
      entry,
      stop,
      bringsStop,
      isEntry: request.role === "entry",
      isAddition,
      remaining,
      hasFilled: false,
    });
  }

  /**
   * The loosest of `stop` and those that live entries of a side bring: whichever fills last sets the stop of all.
   * @param isHeld whether something of that side is held: then those that have filled in part have brought theirs
   */
  loosestStop(instrument: InstrumentId, side: Side, stop: Price, isHeld: boolean): Price {
    let loosest = stop;
    for (const other of this.of(instrument))
      if (other.side === side && other.stop !== undefined && bringsYet(other, isHeld))
        loosest = looser(side, loosest, other.stop);
    return loosest;
  }

  fill(instrument: InstrumentId, order: OrderId, quantity: Quantity): void {
    const held = this.of(instrument).find((reservation) => reservation.order === order);
    if (held === undefined) return;
    held.remaining = (held.remaining - quantity) as Quantity;
    held.hasFilled = true;
    if (held.remaining <= 0n) this.release(instrument, order);
  }

  /** Takes a reservation out, so that its order can be judged anew. */
  take(instrument: InstrumentId, order: OrderId): Reservation | undefined {
    const held = this.of(instrument).find((reservation) => reservation.order === order);
    if (held !== undefined) this.release(instrument, order);
    return held;
  }

  /** Until the venue has answered, both the old terms and the new may fill: the worse of each is held. */
  widen(instrument: InstrumentId, before: Reservation): void {
    const after = this.take(instrument, before.order);
    const { side } = before;
    this.#add(instrument, {
      ...before,
      worst: after === undefined ? before.worst : larger(before.worst, after.worst),
      entry:
        after === undefined ? before.entry : (side === "buy" ? larger : smaller)(before.entry, after.entry),
      remaining: after === undefined ? before.remaining : larger(before.remaining, after.remaining),
    });
  }

  /** The order stands at these terms: prices may stay reserved at the worse, quantity is what remains. */
  narrow({ instrument, id }: OrderRequest, remaining: Quantity): void {
    const held = this.of(instrument).find((reservation) => reservation.order === id);
    if (held !== undefined) held.remaining = remaining;
  }

  snapshot(): readonly (readonly Reservation[])[] {
    return this.#byInstrument.map((held) => held.map((one) => ({ ...one })));
  }

  restore(byInstrument: readonly (readonly Reservation[])[]): void {
    this.active.length = 0;
    byInstrument.forEach((held, instrument) => {
      this.#byInstrument[instrument] = held.map((one) => ({ ...one }));
      if (held.length > 0) this.active.push(instrument as InstrumentId); // Ids are places in the list.
    });
  }

  /** The order is over, whatever its end was. */
  release(instrument: InstrumentId, order: OrderId): void {
    const list = this.#byInstrument[instrument] as Reservation[];
    const place = list.findIndex((reservation) => reservation.order === order);
    if (place === -1) return;
    dropAt(list, place);
    if (list.length === 0) dropAt(this.active, this.active.indexOf(instrument));
  }

  #add(instrument: InstrumentId, reservation: Reservation): void {
    const list = this.#byInstrument[instrument] as Reservation[];
    if (list.length === 0) this.active.push(instrument);
    list.push(reservation);
  }
}

/** Whether the stop that comes with an entry is still to come. */
export const bringsYet = ({ bringsStop, hasFilled }: Reservation, isHeld: boolean): boolean =>
  bringsStop && !(hasFilled && isHeld);

/** The one that is farther from the market. */
export const looser = (side: Side, a: Price, b: Price): Price =>
  side === "buy" ? smaller(a, b) : larger(a, b);
