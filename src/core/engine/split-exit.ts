import { absolute, type Quantity, smaller } from "../base/index.ts";
import { type OrderId, type OrderRequest, type SharesSplit, splitQuantity } from "../domain/index.ts";
import type { TrackedOrder } from "../execution/index.ts";
import { reducing } from "./reducing.ts";

/**
 * What takes the place of an exit that waited for the market when shares were split: as many new shares, and no more than
 * are held. Entries, and exits at a price, are left to the strategy.
 * @param held signed, in new shares
 */
export function exitAfterSplit(
  { request, remaining }: TrackedOrder,
  { instrument, ratio, at }: SharesSplit,
  held: Quantity,
  nextId: () => OrderId,
): OrderRequest | undefined {
  if (held === 0n || request.role === "entry" || request.type !== "market") return undefined;
  const { strategy, side, role, why } = request;
  const quantity = smaller(splitQuantity(remaining, ratio), absolute(held));
  return reducing("market", { id: nextId(), instrument, strategy, side, role, quantity, at, why });
}
