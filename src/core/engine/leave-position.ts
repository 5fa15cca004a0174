import type { UnixMs } from "../base/index.ts";
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
  if (exits.some(({ request, pending }) => request.type === "market" && pending !== "cancel"))
    return "already";
  // Exits that wait for a price give way to the one that does not.
  for (const exit of exits) desk.cancel(exit);
  const withdrawn = desk.cancelEntries(instrument);
  if (portfolio.position(instrument).isFlat) return withdrawn === 0 ? "nothing" : "withdrawn";
  return desk.exitAtMarket(instrument, { strategy, role: "exit", exitReason, why, now });
}
