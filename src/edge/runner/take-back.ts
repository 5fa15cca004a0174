import type { Engine } from "../../core/engine/index.ts";
import type { Reserve } from "../journal/index.ts";
import type { RunnerParts } from "./assemble-run.ts";
import { SLEEP_MS_MAX } from "./loop-pulse.ts";
import type { SentOrders } from "./sent-orders.ts";
import type { VenueOutbox } from "./venue-outbox.ts";

/** So long the venue may take to answer; after that the process ends all the same. */
const ANSWERS_MS_MAX = 2_000;

/**
 * The journal takes nothing any more, and this process ends. What works at the venue and could still open something is
 * taken back before: each cancel is noted in the reserve, and leaves only then. Protection stays where it is.
 */
export function takeBackEntries(
  engine: Engine,
  outbox: VenueOutbox,
  sent: SentOrders,
  reserve: Reserve,
  { board, now, tell, nextMail }: Pick<RunnerParts, "board" | "now" | "tell" | "nextMail">,
): void {
  const open = new Set<number>();
  for (const { request } of engine.workingOrders) {
    const { id: order, role } = request;
    if (role !== "entry" || !sent.isNamed(order) || outbox.holds(order)) continue;
    const id = sent.idOf(order);
    if (!reserve.note(`cancel ${id}`)) return; // What cannot be recorded cannot be sent.
    tell({ kind: "send", request: { kind: "cancel", order, id, after: undefined } });
    open.add(order);
  }
  const until = now() + ANSWERS_MS_MAX;
  while (open.size > 0 && now() < until) {
    const seen = board.mail;
    const mail = nextMail();
    if (mail === undefined) board.awaitMail(seen, SLEEP_MS_MAX);
    else if (mail.kind === "outcome" && mail.of === "cancel") open.delete(mail.order);
  }
}
