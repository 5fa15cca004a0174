import type { Instrument } from "../../core/domain/index.ts";
import type { Engine } from "../../core/engine/index.ts";

/** What an emergency came to. */
export interface EmergencyResult {
  /** Orders that worked when it was called, and are gone. */
  readonly cancelled: number;
  /** Positions that were held when it was called, and are gone. */
  readonly closed: number;
  /** Symbols that are still held. */
  readonly left: readonly string[];
}

/** Counts what is there when an emergency is called. @returns what is gone of it since, whenever that is asked */
export function emergencyCount(engine: Engine, instruments: readonly Instrument[]): () => EmergencyResult {
  const held = engine.openPositions().length;
  const working = engine.workingOrders.length;
  return () => {
    const left = engine.openPositions().map(({ instrument }) => instruments[instrument]?.symbol ?? "");
    return {
      cancelled: Math.max(0, working - engine.workingOrders.length), // The exits of the emergency may work now.
      closed: held - left.length,
      left,
    };
  };
}
