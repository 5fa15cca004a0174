import { absolute, type Quantity, type UnixMs } from "../base/index.ts";
import type { ExitReason, InstrumentId, OrderRequest } from "../domain/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { Desk } from "./desk.ts";
import { OWN_EXITS } from "./order-names.ts";
import { leavingAtMarket } from "./reducing.ts";

/** Why a position is left, and in whose name. */
interface Leaving {
  readonly strategy: string;
  readonly exitReason: ExitReason;
  readonly why: string;
  readonly now: UnixMs;
}

interface LeavingParts {
  readonly desk: Desk;
  readonly portfolio: Portfolio;
}

type Left = OrderRequest | "withdrawn" | "already" | "nothing";

/**
 * Leaves a position at the market, and takes back entries that still work: what they fill all the same leaves as well.
 * Protection stays until the position is gone.
 * @returns the order, or what else there was to do: `already` where it is being left at the market anyway
 */
export function leavePosition(of: LeavingParts, instrument: InstrumentId, leaving: Leaving): Left {
  const withdrawn = of.desk.cancelEntries(instrument, (now) =>
    leaveRest(of, instrument, { ...leaving, strategy: of.portfolio.position(instrument).strategy, now }),
  );
  const left = leaveRest(of, instrument, leaving);
  return left === "nothing" && withdrawn > 0 ? "withdrawn" : left;
}

/** What is held and not on its way out yet. */
function leaveRest(
  { desk, portfolio }: LeavingParts,
  instrument: InstrumentId,
  { strategy, exitReason, why, now }: Leaving,
): Left {
  const live = desk.orders.live(instrument);
  const held = absolute(portfolio.position(instrument).quantity);
  const sold = leavingAtMarket(live);
  // What a person or a rule leaves counts on the exits that work: a strategy cannot undo it.
  if (!OWN_EXITS.has(exitReason))
    for (const order of live) if (order.request.role === "exit") order.isTakenOver = true;
  if (sold > 0n && sold >= held) return "already";
  // Exits that wait for a price give way to the one that does not.
  for (const order of live)
    if (order.request.role === "exit" && order.request.type !== "market") desk.cancel(order);
  if (held === 0n) return "nothing";
  // A part may be on its way out: what is left of the position goes with it.
  const quantity = (held - sold) as Quantity;
  return desk.exitAtMarket(instrument, { strategy, role: "exit", exitReason, why, now, quantity });
}
