import type { Engine } from "../../core/engine/index.ts";
import type { Reserve } from "../journal/index.ts";
import type { RunnerParts } from "./assemble-run.ts";
import type { RunnerMail } from "./messages.ts";
import type { SentOrders } from "./sent-orders.ts";
import type { VenueOutbox } from "./venue-outbox.ts";

/** So long the venue may take to answer; after that the process ends all the same. */
const ANSWERS_MS_MAX = 2_000;

/**
 * The journal takes nothing any more, and this process ends. What works at the venue and could still open something is
 * taken back before: each cancel is noted in the reserve, and leaves only then. Protection stays where it is.
 */
export class TakeBack {
  readonly #open = new Set<number>();
  readonly #now: () => number;
  readonly #until: number;

  constructor(
    of: {
      readonly engine: Engine;
      readonly outbox: VenueOutbox;
      readonly sent: SentOrders;
      readonly reserve: Reserve;
    },
    { now, tell }: Pick<RunnerParts, "now" | "tell">,
  ) {
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
    if (mail.kind === "outcome" && mail.of === "cancel") this.#open.delete(mail.order);
  }

  /** Everything is answered, or was waited for long enough. */
  get isOver(): boolean {
    return this.#open.size === 0 || this.#now() >= this.#until;
  }
}
