import { absolute, type Quantity, type UnixMs } from "../base/index.ts";
import type { ClosedTrade, ExitReason, InstrumentId, OrderRequest } from "../domain/index.ts";
import { leavesAtMarket, type OrderBook, type TrackedOrder } from "../execution/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import { OWN_EXITS } from "./order-names.ts";
import { type ExitTerms, leavingAtMarket } from "./reducing.ts";

/** Why a position is left, and in whose name. */
export interface Leaving {
  readonly strategy: string;
  readonly exitReason: ExitReason;
  readonly why: string;
  readonly now: UnixMs;
}

/** The market has passed what was to protect a position: it is left at once. */
export const beyondStop = (strategy: string, now: UnixMs): Leaving => ({
  ...{ strategy, exitReason: "stop-loss", now },
  why: "the market is beyond the protective stop",
});

/** Who can leave a position: the desk. */
interface Leaver {
  readonly orders: OrderBook;
  cancel(order: TrackedOrder): void;
  exitAtMarket(instrument: InstrumentId, terms: ExitTerms): OrderRequest;
}

export type Left = OrderRequest | "already" | "nothing";

/**
 * Leaves at the market what is held and not on its way out yet; protection stays until it is gone.
 * @returns the order, or `already` where all that is held is being left at the market anyway
 */
export function leaveRest(
  desk: Leaver,
  portfolio: Portfolio,
  instrument: InstrumentId,
  { strategy, exitReason, why, now }: Leaving,
): Left {
  const live = desk.orders.live(instrument);
  const { quantity: position } = portfolio.position(instrument);
  const held = absolute(position);
  const sold = leavingAtMarket(live, position);
  const isOwn = OWN_EXITS.has(exitReason);
  if (!isOwn) takeOver(live, position);
  for (const order of live)
    if (isExitAtMarket(order, position) && (!isOwn || isItsOwn(order)))
      order.due = { of: "all", reason: exitReason };
  // Of a copy: what is emulated ends at once.
  for (const order of [...live]) if (givesWay(order)) desk.cancel(order);
  if (sold > 0n && sold >= held) return "already";
  if (held === 0n) return "nothing";
  // A part may be on its way out: what is left of the position goes with it.
  const quantity = (held - sold) as Quantity;
  const role = exitReason === "stop-loss" ? "stop-loss" : "exit";
  return desk.exitAtMarket(instrument, { strategy, role, exitReason, why, now, quantity, of: "all" });
}

/**
 * What a person or a rule leaves counts on the exits at the market that work: their strategy can neither take them back
 * any more nor make them smaller.
 * @param held signed
 */
export function takeOver(live: readonly TrackedOrder[], held: Quantity): void {
  for (const order of live) if (isExitAtMarket(order, held)) order.isTakenOver = true;
}

/** Nobody else wants it, or counts on it. */
const isItsOwn = ({ isTakenOver, due }: TrackedOrder): boolean =>
  !isTakenOver && (due === undefined || OWN_EXITS.has(due.reason));

/**
 * Exits that wait for a price give way to the one that does not; what an entry has not filled yet would only have to leave
 * again.
 */
const givesWay = ({ request: { role, type }, status }: TrackedOrder): boolean =>
  (role === "exit" && type !== "market") || (role === "entry" && status === "PARTIALLY_FILLED");

const isExitAtMarket = (order: TrackedOrder, held: Quantity): boolean =>
  order.request.role === "exit" && leavesAtMarket(order, held);

/**
 * Whether a live order is over with the trade that has just closed. What was to be added to is gone, or has turned around:
 * an addition would open a trade that nobody decided. What is left of the entry of a trade that a rule or protection has
 * ended would open it again, perhaps beyond its own stop; where its strategy left, it decides about the rest itself.
 */
export function isOverWith({ request, context, filled }: TrackedOrder, trade: ClosedTrade): boolean {
  if (context.isAddition) return true;
  const isOfIt = request.role === "entry" && request.side === (trade.side === "long" ? "buy" : "sell");
  return isOfIt && filled > 0n && !OWN_EXITS.has(trade.exitReason);
}
