import { larger, type Price, priceToNumber, roundToTick, smaller } from "../base/index.ts";
import { type PositionRules, rulesAt } from "../domain/index.ts";
import type { Extremes, Position } from "../portfolio/index.ts";

/**
 * Where the stop of a position goes once the price has been far enough: never beyond what the price has been at. `seen`: its
 * extremes, by default those since the entry. @returns undefined as long as it has not
 */
export function breakEvenOf(
  position: Pick<Position, "entryPrice" | "entryTime" | "instrument" | "quantity"> & Extremes,
  { at, offset }: NonNullable<PositionRules["breakEven"]>,
  seen: Extremes = position,
): Price | undefined {
  const isLong = position.quantity > 0n;
  const to = (isLong ? position.entryPrice + offset : position.entryPrice - offset) as Price;
  const isReached = isLong
    ? seen.high >= priceToNumber(larger(at, to))
    : seen.low <= priceToNumber(smaller(at, to));
  if (!isReached) return undefined;
  const { tick } = rulesAt(position.instrument, position.entryTime);
  return roundToTick(to, tick, isLong ? "down" : "up");
}
