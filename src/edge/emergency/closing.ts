import { absolute, formatQuantity } from "../../core/base/index.ts";
import { isLive, type OrderStatus } from "../../core/domain/index.ts";
import type { ClientOrderId, Outcome, PositionState } from "../ports/index.ts";
import { clientOrderId, EMERGENCY_RUN, parseClientOrderId, type VenueClient } from "../venues/index.ts";
import type { Reached } from "./approach.ts";

/** After this, and two looks that did not find it, an order is taken as never arrived. */
const WINDOWS = 2;

/** A closing order that was sent. */
interface Sent {
  readonly id: ClientOrderId;
  readonly instrument: number;
  readonly what: string;
  readonly sentAt: number;
  /** The venue has known it: it cannot have been lost on the way any more, whatever a look does not find. */
  wasSeen: boolean;
  /** Looks that did not find it. */
  absences: number;
  isOver: boolean;
  became: string;
}

/** Cancels and closes, and remembers what it has sent: never two closing orders for one position at a time. */
export class Closing {
  readonly cancelled: string[] = [];
  readonly #venue: VenueClient;
  readonly #epoch: number;
  readonly #symbols: readonly string[];
  readonly #sent: Sent[] = [];
  #hasSwept = false;
  /** Orders that work, by the last list that was no old one; undefined: the last was, or there was none. */
  #listed: ReadonlySet<string> | undefined;
  /** Number of the newest event that we know of: lists that count less are old. */
  newest: number;

  constructor({ venue, epoch, symbols, newest }: Reached) {
    this.#venue = venue;
    this.#epoch = epoch;
    this.#symbols = symbols;
    this.newest = newest;
  }

  symbolOf(instrument: number): string {
    return this.#symbols[instrument] ?? `instrument ${instrument}`;
  }

  isOurs(id: string): boolean {
    const name = parseClientOrderId(id);
    return name?.run === EMERGENCY_RUN && name.epoch === this.#epoch;
  }

  story(): readonly string[] {
    return this.#sent.map(({ id, what, became }) => `${what} by ${id}: ${became}`);
  }

  // --- orders ---------------------------------------------------------------------------------------------------------

  /** Everything at once the first time; then one by one what is left, for closing orders of ours work by then. */
  async cancel(): Promise<void> {
    if (!this.#hasSwept) {
      const swept = await this.#venue.cancelAll();
      if (swept.kind !== "answered") return; // Nothing is closed before: an order could open it again.
      this.#hasSwept = true;
      this.#see(swept.asOf);
      this.cancelled.push(...swept.value.cancelled);
      return;
    }
    this.#listed = undefined;
    const open = await this.#venue.openOrders();
    if (open.kind !== "answered") return;
    if (open.asOf >= this.newest) this.#listed = new Set(open.value.map(({ id }) => id));
    for (const sent of this.#sent) if (open.value.some(({ id }) => id === sent.id)) sent.wasSeen = true;
    const others = open.value.filter(({ id }) => !this.isOurs(id));
    await Promise.all(
      others.map(async ({ id }) => {
        const outcome = await this.#venue.cancel(id);
        this.#learn(outcome);
        if (outcome.kind === "ACCEPTED") this.cancelled.push(id);
      }),
    );
  }

  #see(number: number): void {
    this.newest = Math.max(this.newest, number);
  }

  #learn(outcome: Outcome): void {
    if (outcome.kind !== "NOT_SENT" && outcome.order !== undefined) this.#see(outcome.order.changed);
  }

  // --- positions ------------------------------------------------------------------------------------------------------

  /** Sends a closing order for each position that none is under way for. */
  async close(): Promise<void> {
    if (!this.#hasSwept) return;
    await Promise.all(this.#sent.filter(({ isOver }) => !isOver).map((one) => this.#follow(one)));
    const positions = await this.#venue.positions();
    if (positions.kind !== "answered" || positions.asOf < this.newest) return;
    const unattended = positions.value.filter(
      ({ instrument }) => !this.#sent.some((one) => one.instrument === instrument && !one.isOver),
    );
    await Promise.all(unattended.map((position) => this.#send(position)));
  }

  async #send({ instrument, quantity }: PositionState): Promise<void> {
    const id = clientOrderId({ epoch: this.#epoch, run: EMERGENCY_RUN, ordinal: this.#sent.length + 1 });
    const side = quantity > 0n ? "sell" : "buy";
    const size = absolute(quantity);
    const sent: Sent = {
      id,
      instrument,
      what: `${side} ${formatQuantity(size)} ${this.symbolOf(instrument)}`,
      sentAt: performance.now(),
      wasSeen: false,
      absences: 0,
      isOver: false,
      became: "under way",
    };
    this.#sent.push(sent);
    const outcome = await this.#venue.reduce({ id, instrument, side, quantity: size });
    this.#learn(outcome);
    sent.became = outcome.kind;
    if (outcome.kind === "ACCEPTED") see(sent, outcome.order.status);
    if (outcome.kind === "NOT_SENT") note(sent, `not sent: ${outcome.why}`, true);
    if (outcome.kind === "REJECTED") note(sent, `rejected: ${outcome.rejection?.kind ?? "no reason"}`, true);
  }

  /** What became of an order that has not ended: asked for by its name, as often as it takes. */
  async #follow(sent: Sent): Promise<void> {
    const found = await this.#venue.find(sent.id);
    if (found.kind === "found") {
      this.#see(found.order.changed);
      see(sent, found.order.status);
    } else if (found.kind === "absent" && !sent.wasSeen && this.#listed !== undefined) {
      const isTooLateForIt = performance.now() - sent.sentAt > WINDOWS * this.#venue.admissionMs;
      if (isTooLateForIt) sent.absences++;
      if (sent.absences >= 2) note(sent, "never arrived", true);
    }
  }

  /** Closing orders that have not ended, as far as is known. */
  underWay(): readonly string[] {
    return this.#sent
      .filter(({ isOver }) => !isOver)
      .map(({ id, what, became }) => `${what} by ${id}: ${became}`);
  }
}

function see(sent: Sent, status: OrderStatus): void {
  sent.wasSeen = true;
  note(sent, status);
}

function note(sent: Sent, became: string, isOver = !isLive(became as Parameters<typeof isLive>[0])): void {
  sent.became = became;
  sent.isOver = isOver;
}
