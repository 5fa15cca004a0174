import type { Instrument } from "../../core/domain/index.ts";
import type { Engine } from "../../core/engine/index.ts";
import type { TrackedOrder } from "../../core/execution/index.ts";

/** What an emergency came to. */
export interface EmergencyResult {
  /** Orders that worked when it was called, and are gone. */
  readonly cancelled: number;
  /** Positions that were held when it was called, and are gone. */
  readonly closed: number;
  /** Symbols that are still held, or that an order could still open. */
  readonly left: readonly string[];
}

/** Counts what is there when an emergency is called. @returns what is gone of it since, whenever that is asked */
export function emergencyCount(engine: Engine, instruments: readonly Instrument[]): () => EmergencyResult {
  const held = engine.openPositions().length;
  const working = engine.workingOrders.length;
  return () => {
    const open = engine.openPositions().map(({ instrument }) => instrument);
    const waiting = openingOrders(engine).map(({ request }) => request.instrument);
    return {
      cancelled: Math.max(0, working - engine.workingOrders.length), // The exits of the emergency may work now.
      closed: Math.max(0, held - open.length),
      left: instruments
        .filter(({ id }) => open.includes(id) || waiting.includes(id))
        .map(({ symbol }) => symbol),
    };
  };
}

/** Orders that may still fill, and would open something or add to it. */
const openingOrders = (engine: Engine): readonly TrackedOrder[] =>
  engine.workingOrders.filter(({ request }) => !request.reduceOnly);
