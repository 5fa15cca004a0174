import { absolute, formatQuantity, NO_QUANTITY, type Quantity, smaller } from "../../core/base/index.ts";
import type { InstrumentId, OrderType, Side } from "../../core/domain/index.ts";
import type { Reserve } from "../journal/index.ts";
import type { ClientOrderId, PositionState, VenueOrder } from "../ports/index.ts";
import { clientOrderId, EMERGENCY_RUN } from "../venues/index.ts";
import type { RunnerParts } from "./assemble-run.ts";
import type { HeldAtVenue } from "./venue-messages.ts";

/** So long it is looked for, and so often. */
const LOOKED_MS_MAX = 3_000;
const LOOK_EVERY_MS = 250;

/** What an order has to be so that a position is on its way out with it, or will be when the market turns. */
const COVERS: ReadonlySet<OrderType> = new Set(["stop", "stop-limit", "trailing-stop", "market"]);

/** A part of a position that nothing stands behind. */
interface Naked {
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly quantity: Quantity;
}

interface NakedParts {
  readonly reserve: Reserve;
  readonly epoch: number;
  /** By instrument: the most that is to have a stop. What is held beyond it is somebody else's. */
  readonly wanted: readonly Quantity[];
}

/**
 * Positions that were to have a stop, and have none, when nothing can be written down any more: an entry that filled just
 * now, a stop that was decided and never became durable. What the venue holds counts, and what works there: the run may
 * not have heard of either. Two looks have to agree; what is naked then is closed, noted in the reserve first.
 */
export class NakedPositions {
  readonly #of: NakedParts;
  readonly #now: () => number;
  readonly #tell: RunnerParts["tell"];
  #lookAt = Number.NEGATIVE_INFINITY;
  #seen: string | undefined;
  #closes = 0;
  readonly #open = new Set<ClientOrderId>();
  /** From the first look on. */
  #until: number | undefined;
  #isSettled: boolean;

  constructor(of: NakedParts, { now, tell }: Pick<RunnerParts, "now" | "tell">) {
    this.#of = of;
    this.#now = now;
    this.#tell = tell;
    this.#isSettled = of.wanted.every((quantity) => quantity === 0n);
  }

  /** Nothing is naked, all that was is closed, or it was looked for long enough. */
  get isOver(): boolean {
    return this.#isSettled || (this.#until !== undefined && this.#now() >= this.#until);
  }

  /** Asks the venue what there is, every now and then. */
  look(): void {
    if (this.isOver || this.#open.size > 0 || this.#now() < this.#lookAt) return;
    this.#until ??= this.#now() + LOOKED_MS_MAX;
    this.#lookAt = this.#now() + LOOK_EVERY_MS;
    this.#tell({ kind: "last resort", request: { kind: "lists" } });
  }

  /** The answer to one of its orders has come. */
  noteClosed(id: ClientOrderId): void {
    this.#open.delete(id);
    this.#isSettled = this.#open.size === 0;
  }

  /** @param newest number of the newest event of the venue that was heard: lists from before it say nothing */
  hear({ asOf, positions, orders }: HeldAtVenue, newest: number): void {
    if (this.isOver || this.#open.size > 0 || asOf < newest) return;
    const naked = positions
      .map((position) => nakedPart(position, orders, this.#of.wanted[position.instrument] ?? NO_QUANTITY))
      .filter(({ quantity }) => quantity > 0n);
    const seen = naked.map(({ instrument, side, quantity }) => `${side} ${quantity} ${instrument}`).join();
    if (seen !== this.#seen) {
      this.#seen = seen;
      return;
    }
    this.#isSettled = true;
    for (const one of naked) this.#close(one);
  }

  #close(naked: Naked): void {
    this.#closes++;
    const id = clientOrderId({ epoch: this.#of.epoch, run: EMERGENCY_RUN, ordinal: this.#closes });
    if (!this.#of.reserve.note(`close ${id} ${naked.side} ${formatQuantity(naked.quantity)}`)) return; // Cannot be sent.
    this.#isSettled = false;
    this.#open.add(id);
    this.#tell({ kind: "last resort", request: { kind: "close", id, ...naked } });
  }
}

function nakedPart(
  { instrument, quantity }: PositionState,
  orders: readonly VenueOrder[],
  most: Quantity,
): Naked {
  const side = quantity > 0n ? "sell" : "buy";
  const covering = orders.filter((order) => order.instrument === instrument && order.side === side);
  const covered = covering.reduce(
    (sum, order) => (COVERS.has(order.type) ? sum + order.quantity - order.filled : sum),
    0n,
  );
  const size = smaller(absolute(quantity), most);
  return { instrument, side, quantity: (covered < size ? size - covered : NO_QUANTITY) as Quantity };
}
