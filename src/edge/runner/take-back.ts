import type { Instrument } from "../../core/domain/index.ts";
import type { Engine } from "../../core/engine/index.ts";
import type { Reserve } from "../journal/index.ts";
import type { RunnerParts } from "./assemble-run.ts";
import type { RunnerMail } from "./messages.ts";
import { NakedPositions } from "./naked-positions.ts";
import type { SentOrders } from "./sent-orders.ts";
import type { VenueOutbox } from "./venue-outbox.ts";

/** So long the venue may take to answer; after that the process ends all the same. */
const ANSWERS_MS_MAX = 2_000;

/**
 * The journal takes nothing any more, and this process ends. What works at the venue and could still open something is
 * taken back before: each cancel is noted in the reserve, and leaves only then. Protection stays where it is; a position
 * that was to have some, and has none, is closed.
 */
export class TakeBack {
  readonly #open = new Set<number>();
  readonly #now: () => number;
  readonly #until: number;
  /** Looked for once the cancels are answered, or were waited for long enough. */
  readonly #naked: NakedPositions;
  #newest: number;

  constructor(
    of: {
      readonly engine: Engine;
      readonly instruments: readonly Instrument[];
      readonly outbox: VenueOutbox;
      readonly sent: SentOrders;
      readonly reserve: Reserve;
      readonly epoch: number;
      /** Number of the newest event of the venue that was heard. */
      readonly newest: number;
    },
    { now, tell }: Pick<RunnerParts, "now" | "tell">,
  ) {
    this.#newest = of.newest;
    const { engine, instruments } = of;
    // As it was wanted when the journal failed: what an entry was to have is not known of any more once that is over.
    const wanted = instruments.map(({ id }) => engine.protection.wantedFor(id)); // Ids are places in the list.
    this.#naked = new NakedPositions({ reserve: of.reserve, epoch: of.epoch, wanted }, { now, tell });
    this.#now = now;
    this.#until = now() + ANSWERS_MS_MAX;
    for (const { request } of of.engine.workingOrders) {
      const { id: order, role } = request;
      if (role !== "entry" || !of.sent.isNamed(order) || of.outbox.holds(order)) continue;
      const id = of.sent.idOf(order);
      if (!of.reserve.note(`cancel ${id}`)) return; // What cannot be recorded cannot be sent.
      tell({ kind: "send", request: { kind: "cancel", order, id, after: undefined } });
      this.#open.add(order);
    }
  }

  hear(mail: RunnerMail): void {
    if (mail.kind === "news") this.#newest = Math.max(this.#newest, mail.number);
    else if (mail.kind === "outcome" && mail.of === "cancel") this.#open.delete(mail.order);
    else if (mail.kind === "held") this.#naked.hear(mail.held, this.#newest);
    else if (mail.kind === "closed") this.#naked.noteClosed(mail.id);
  }

  /** Goes on, where time alone lets it. */
  look(): void {
    if (this.#isTakenBack) this.#naked.look();
  }

  /** Everything is answered, or was waited for long enough. */
  get isOver(): boolean {
    return this.#isTakenBack && this.#naked.isOver;
  }

  get #isTakenBack(): boolean {
    return this.#open.size === 0 || this.#now() >= this.#until;
  }
}
