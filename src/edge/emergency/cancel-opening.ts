import { formatQuantity } from "../../core/base/index.ts";
import { introduce, VenueClient } from "../venues/index.ts";
import type { EmergencyOptions } from "./emergency-close.ts";

const TIMEOUT_MS = 1_000;
const ROUNDS = 5;

/** What it came to. */
export interface CancelReport {
  /** Names of orders that were cancelled. */
  readonly cancelled: readonly string[];
  /** Orders that could still open something, positions that stay, and what could not be found out. */
  readonly left: readonly string[];
}

/**
 * Takes back what could open a position, from outside, and leaves alone what protects one. Its epoch fences off whoever
 * traded before.
 */
export async function cancelOpening(
  options: Omit<EmergencyOptions, "closePositions" | "deadlineMs">,
): Promise<CancelReport> {
  const { address, account, timeoutMs = TIMEOUT_MS } = options;
  const known = await introduce(address, account, timeoutMs);
  if (known.kind === "unreachable")
    return { cancelled: [], left: [`everything: the venue was not reached: ${known.why}`] };
  const epoch = Math.max(options.epoch, known.epoch + 1);
  const venue = new VenueClient(
    { address, account, epoch, symbols: known.symbols, timeoutMs },
    { news: () => undefined },
  );
  try {
    await venue.connect();
    const cancelled: string[] = [];
    let left: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const open = await venue.openOrders();
      if (open.kind !== "answered") left = [`orders: unknown, ${open.why}`];
      else {
        const opening = open.value.filter(({ reduceOnly }) => !reduceOnly);
        left = opening.map(({ id }) => `order ${id}`);
        if (opening.length === 0) break;
        for (const { id } of opening) if ((await venue.cancel(id)).kind === "ACCEPTED") cancelled.push(id);
      }
    }
    const held = await venue.positions();
    const positions =
      held.kind !== "answered"
        ? [`positions: unknown, ${held.why}`]
        : held.value
            .filter(({ quantity }) => quantity !== 0n)
            .map(
              ({ instrument, quantity }) => `${formatQuantity(quantity)} ${known.symbols[instrument] ?? ""}`,
            );
    return { cancelled, left: [...left, ...positions] };
  } finally {
    venue.disconnect();
  }
}
