import { at, type BarSeries } from "../market/index.ts";
import type { Position } from "../portfolio/index.ts";

/**
 * What a bar meant to a position. Of one that was entered inside the bar only the adverse extreme and the close are known
 * to have come after the entry: by the rules of matching the adverse extreme may still come, the favourable one may have
 * passed.
 */
export function seeBar(position: Position, { columns }: BarSeries, row: number): void {
  const high = at(columns.high, row);
  const low = at(columns.low, row);
  if (position.entryTime <= at(columns.time, row)) {
    position.observe(high, low);
    return;
  }
  const close = at(columns.close, row);
  if (position.units > 0) position.observe(close, low);
  else position.observe(high, close);
}
