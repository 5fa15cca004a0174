import type { InstrumentId, OrderId } from "../domain/index.ts";

/** A request on its way to the venue. */
interface Letter {
  readonly instrument: InstrumentId;
  /** What it is about. */
  readonly order: OrderId;
  /** It brings the order itself. */
  readonly isOrder: boolean;
  readonly arrivesAt: number;
  deliver(): void;
}

/** Requests that take time: delivered in the order they arrive, those of one moment in the order they were sent. */
export class Courier {
  readonly #letters: Letter[] = [];

  get isIdle(): boolean {
    return this.#letters.length === 0;
  }

  carriesFor(instrument: InstrumentId): boolean {
    return this.#letters.some((letter) => letter.instrument === instrument);
  }

  /** The instrument of an order that a request under way is about. */
  instrumentOf(order: OrderId): InstrumentId | undefined {
    return this.#letters.find((letter) => letter.order === order)?.instrument;
  }

  /** When an order arrives that is still under way itself. */
  arrivalOf(order: OrderId): number | undefined {
    return this.#letters.find((letter) => letter.isOrder && letter.order === order)?.arrivesAt;
  }

  send(letter: Letter): void {
    const behind = this.#letters.findIndex(({ arrivesAt }) => arrivesAt > letter.arrivesAt);
    this.#letters.splice(behind === -1 ? this.#letters.length : behind, 0, letter);
  }

  /** Delivers everything for an instrument at once. */
  hurry(instrument: InstrumentId): void {
    for (const letter of this.#letters.filter((one) => one.instrument === instrument)) {
      this.#letters.splice(this.#letters.indexOf(letter), 1);
      letter.deliver();
    }
  }

  /** Delivers what has arrived by `now`. */
  deliver(now: number): void {
    for (let first = this.#letters[0]; first !== undefined && first.arrivesAt <= now; ) {
      this.#letters.shift();
      first.deliver();
      first = this.#letters[0];
    }
  }
}
