import { larger, type Price, priceOnTick, smaller } from "../base/index.ts";
import type { Side } from "../domain/index.ts";

/** What the simulated exchange charges for taking liquidity. */
export interface FillModel {
  /** Market and stop fills are worse than the traded price by this many basis points. Leaves out order size and depth. */
  readonly slippageBps: number;
  /** A resting limit order fills when the price trades through it, or already when it touches it. */
  readonly limitFill: "through" | "touch";
}

/** The price on the tick grid, rounded against the trader. */
export const adverseTick = (price: number, tick: Price, side: Side): Price =>
  priceOnTick(price, tick, side === "buy" ? "up" : "down");

/**
 * Price of a fill that takes liquidity at `traded`: slipped, on the tick, never beyond the collar.
 * @returns undefined when the market itself is beyond the collar: then the order must not fill
 */
export function takerPrice(
  traded: number,
  side: Side,
  tick: Price,
  model: FillModel,
  collar: Price | undefined,
): Price | undefined {
  const raw = adverseTick(traded, tick, side);
  if (collar !== undefined && (side === "buy" ? raw > collar : raw < collar)) return undefined;
  if (model.slippageBps === 0) return raw;
  const slip = model.slippageBps / 10_000;
  const slipped = adverseTick(traded * (side === "buy" ? 1 + slip : 1 - slip), tick, side);
  if (collar === undefined) return slipped;
  return side === "buy" ? smaller(slipped, collar) : larger(slipped, collar);
}
