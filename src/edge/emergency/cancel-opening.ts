import { formatQuantity } from "../../core/base/index.ts";
import { Approach, type Reached } from "./approach.ts";
import type { EmergencyOptions } from "./emergency-close.ts";
import { forgotten, Looks, namesIn, said } from "./look.ts";
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
  let before: string | undefined;
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
        const { positions, unknown } = await positionsOf(known, orders.length > 0);
        const seen = namesIn(positions);
        if (before !== undefined && before !== seen)
          unknown.push("positions: no two looks in a row have seen the same");
        before = seen;
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
  if (open.kind !== "answered" || open.asOf < known.newest)
    return said("orders", open, known.newest, () => []);
  const opening = open.value.filter(({ reduceOnly }) => !reduceOnly);
  // All at once: one after the other, answers that do not come would add up to far more than the deadline.
  const outcomes = await Promise.all(
    opening.map(async ({ id }) => ({ id, outcome: await venue.cancel(id) })),
  );
  for (const { id, outcome } of outcomes) {
    if (outcome.kind === "ACCEPTED") cancelled.push(id);
    if (outcome.kind !== "NOT_SENT") known.newest = Math.max(known.newest, outcome.order?.changed ?? 0);
  }
  return opening.map(({ id }) => `order ${id}`);
}

/** Positions stay; what could not be found out of them does not do. `isOpening`: orders tie up cash as well. */
async function positionsOf(
  { venue, symbols, newest }: Known,
  isOpening: boolean,
): Promise<{ readonly positions: readonly string[]; readonly unknown: string[] }> {
  const [held, account] = await Promise.all([venue.positions(), venue.account()]);
  const listed: string[] = [];
  const positions: string[] = [];
  const late = said("positions", held, newest, (value) => {
    for (const { instrument, quantity } of value) {
      const symbol = symbols[instrument] ?? "";
      listed.push(symbol);
      positions.push(`${formatQuantity(quantity)} ${symbol}`);
    }
    return [];
  });
  const missing = said("account", account, newest, (value) => (isOpening ? [] : forgotten(value, listed)));
  return { positions, unknown: [...late, ...missing] };
}
