import { absolute, type Quantity, type UnixMs } from "../base/index.ts";
import type { ExitReason, InstrumentId, OrderRequest } from "../domain/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { Desk } from "./desk.ts";

/** Why a position is left, and in whose name. */
interface Leaving {
  readonly strategy: string;
  readonly exitReason: ExitReason;
  readonly why: string;
  readonly now: UnixMs;
}

/**
 * Leaves a position at the market, and takes back entries that still work. Protection stays until the position is gone.
 * @returns the order, or what else there was to do: `already` where it is being left at the market anyway
 */
export function leavePosition(
  { desk, portfolio }: { readonly desk: Desk; readonly portfolio: Portfolio },
  instrument: InstrumentId,
  { strategy, exitReason, why, now }: Leaving,
): OrderRequest | "withdrawn" | "already" | "nothing" {
  const exits = desk.orders.live(instrument).filter(({ request }) => request.role === "exit");
  const withdrawn = desk.cancelEntries(instrument);
  const held = absolute(portfolio.position(instrument).quantity);
  const leaving = exits.filter(({ request, pending }) => request.type === "market" && pending !== "cancel");
  const sold = leaving.reduce((sum, { remaining }) => sum + remaining, 0n);
  if (leaving.length > 0 && sold >= held) return "already";
  // Exits that wait for a price give way to the one that does not.
  for (const exit of exits) if (!leaving.includes(exit)) desk.cancel(exit);
  if (held === 0n) return withdrawn === 0 ? "nothing" : "withdrawn";
  // A part may be on its way out: what is left of the position goes with it.
  const quantity = (held - sold) as Quantity;
  return desk.exitAtMarket(instrument, { strategy, role: "exit", exitReason, why, now, quantity });
}
