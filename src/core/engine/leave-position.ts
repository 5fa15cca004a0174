import type { InstrumentId } from "../domain/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { Desk } from "./desk.ts";
import { type Leaving, type Left, leaveRest } from "./leave-rest.ts";

interface LeavingParts {
  readonly desk: Desk;
  readonly portfolio: Portfolio;
}

/**
 * Leaves a position at the market, and takes back entries that still work: what they fill all the same leaves as well.
 * Protection stays until the position is gone.
 * @returns the order, or what else there was to do: `already` where it is being left at the market anyway
 */
export function leavePosition(
  { desk, portfolio }: LeavingParts,
  instrument: InstrumentId,
  leaving: Leaving,
): Left | "withdrawn" {
  const withdrawn = desk.cancelEntries(instrument, leaving);
  const left = leaveRest(desk, portfolio, instrument, leaving);
  return left === "nothing" && withdrawn > 0 ? "withdrawn" : left;
}
