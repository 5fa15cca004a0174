import { absolute, floorToStep, type Price, type Quantity, type UnixMs } from "../base/index.ts";
import { rulesAt } from "../domain/index.ts";
import type { Position } from "../portfolio/index.ts";

/** Half of a position, on the step grid; all of it where one half would be too small to be traded. */
export function halfOf(position: Position, price: Price, now: UnixMs): Quantity {
  const { step, minQuantity, minNotional } = rulesAt(position.instrument, now);
  const held = absolute(position.quantity);
  const half = floorToStep((held / 2n) as Quantity, step);
  const isTooSmall = half <= 0n || half < minQuantity || position.valueOf(half, price) < minNotional;
  return isTooSmall ? held : half;
}
