import { formatQuantity } from "../../core/base/index.ts";
import { Approach, type Reached } from "./approach.ts";
import type { EmergencyOptions } from "./emergency-close.ts";
import { Looks } from "./look.ts";
import { Patience } from "./patience.ts";

/** What it came to. */
export interface CancelReport {
  /** Names of orders that were cancelled. */
  readonly cancelled: readonly string[];
  /** Orders that could still open something, positions that stay, and what could not be found out. */
  readonly left: readonly string[];
}

/** What was reached, and what is known of it by now. */
type Known = Omit<Reached, "newest"> & { newest: number; readonly cancelled: string[] };

/**
 * Takes back what could open a position, from outside, and leaves alone what protects one. Its epoch fences off whoever
 * traded before. Never throws for what the venue does; the report says it.
 */
export async function cancelOpening(
  options: Omit<EmergencyOptions, "closePositions">,
): Promise<CancelReport> {
  const patience = new Patience(options.deadlineMs);
  const approach = new Approach(options, { news: () => undefined });
  const cancelled: string[] = [];
  const looks = new Looks();
  let known: Known | undefined;
  try {
    for (;;) {
      let left: readonly string[];
      const reached = known ?? (await approach.reach());
      if (typeof reached === "string") {
        left = [`everything: the venue was not reached: ${reached}`];
        looks.see(left);
      } else {
        known ??= { ...reached, cancelled };
        const orders = await cancelOnce(known);
        const { positions, unknown } = await positionsOf(known);
        left = [...orders, ...unknown, ...positions];
        looks.see([...orders, ...unknown]);
      }
      if (looks.isFlat || (patience.isOver && !looks.hasSeenNothing)) return { cancelled, left };
      await patience.wait();
    }
  } finally {
    known?.venue.disconnect();
  }
}

/** @returns what could still open something, as far as was seen before it was taken back */
async function cancelOnce(known: Known): Promise<readonly string[]> {
  const { venue, cancelled } = known;
  const open = await venue.openOrders();
  if (open.kind !== "answered") return [`orders: unknown, ${open.why}`];
  if (open.asOf < known.newest) return ["orders: unknown, the list is older than what was done"];
  const opening = open.value.filter(({ reduceOnly }) => !reduceOnly);
  for (const { id } of opening) {
    const outcome = await venue.cancel(id);
    if (outcome.kind === "ACCEPTED") cancelled.push(id);
    if (outcome.kind !== "NOT_SENT") known.newest = Math.max(known.newest, outcome.order?.changed ?? 0);
  }
  return opening.map(({ id }) => `order ${id}`);
}

/** Positions stay; what could not be found out of them does not do. */
async function positionsOf({
  venue,
  symbols,
}: Known): Promise<{ positions: readonly string[]; unknown: readonly string[] }> {
  const held = await venue.positions();
  if (held.kind !== "answered") return { positions: [], unknown: [`positions: unknown, ${held.why}`] };
  const positions = held.value
    .filter(({ quantity }) => quantity !== 0n)
    .map(({ instrument, quantity }) => `${formatQuantity(quantity)} ${symbols[instrument] ?? ""}`);
  return { positions, unknown: [] };
}
