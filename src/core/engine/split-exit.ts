import { absolute, floorToStep, type Quantity, smaller } from "../base/index.ts";
import {
  type OrderId,
  type OrderRequest,
  rulesAt,
  type SharesSplit,
  splitQuantity,
} from "../domain/index.ts";
import type { TrackedOrder } from "../execution/index.ts";
import type { Position } from "../portfolio/index.ts";
import { reducing } from "./reducing.ts";

/**
 * What takes the place of an exit that waited for the market when shares were split: as many new shares, whole ones, and no more
 * than are held. Entries, and exits at a price, are left to the strategy.
 * @param held in new shares
 */
export function exitAfterSplit(
  { request, remaining }: TrackedOrder,
  { instrument, ratio, at }: SharesSplit,
  { instrument: of, quantity: held }: Position,
  nextId: () => OrderId,
): OrderRequest | undefined {
  if (held === 0n || request.role === "entry" || request.type !== "market") return undefined;
  const { strategy, side, role, why } = request;
  const { step } = rulesAt(of, at);
  const quantity = floorToStep(smaller(splitQuantity(remaining, ratio), absolute(held)) as Quantity, step);
  if (quantity === 0n) return undefined;
  return reducing("market", { id: nextId(), instrument, strategy, side, role, quantity, at, why });
}
