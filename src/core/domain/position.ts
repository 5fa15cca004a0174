/** Life of a position. */
export type PositionState = "OPENING" | "OPEN" | "SCALING" | "CLOSING" | "CLOSED";

/** Why a position was left; CONTRACT fixes the words. */
export type ExitReason =
  | "stop-loss"
  | "take-profit"
  | "trailing-stop"
  | "signal"
  | "timeout"
  | "session-end"
  | "manual"
  | "liquidation"
  | "emergency"
  | "reversal";

/** The state follows from what is held and what works in the market: nothing to store, nothing to get out of step. */
export function positionStateOf(facts: {
  readonly isHolding: boolean;
  readonly hasWorkingEntry: boolean;
  readonly hasWorkingExit: boolean;
}): PositionState {
  if (!facts.isHolding) return facts.hasWorkingEntry ? "OPENING" : "CLOSED";
  if (facts.hasWorkingExit) return "CLOSING";
  return facts.hasWorkingEntry ? "SCALING" : "OPEN";
}
