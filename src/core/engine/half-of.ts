import { absolute, floorToStep, multiply, type Price, type Quantity, type UnixMs } from "../base/index.ts";
import { rulesAt } from "../domain/index.ts";
import type { Position } from "../portfolio/index.ts";

/** Half of a position, on the step grid; all of it where one half would be too small to be traded. */
export function halfOf({ quantity, instrument }: Position, price: Price, now: UnixMs): Quantity {
  const { step, minQuantity, minNotional } = rulesAt(instrument, now);
  const held = absolute(quantity);
  const half = floorToStep((held / 2n) as Quantity, step);
  const isTooSmall = half <= 0n || half < minQuantity || multiply(price, half) < minNotional;
  return isTooSmall ? held : half;
}
