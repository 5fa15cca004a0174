import type { InstrumentId } from "../domain/index.ts";
import { at, type BarSeries } from "../market/index.ts";
import type { Position } from "../portfolio/index.ts";
import type { CrashWatch } from "../risk/index.ts";

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

/** What a bar means to whoever watches for a crash. */
export function seeFall(
  crash: CrashWatch,
  { columns, instrument }: BarSeries,
  row: number,
  to: number,
): void {
  const [high, close, from] = [at(columns.high, row), at(columns.close, row), at(columns.time, row)];
  crash.seeBar(instrument, { high, close, from, to });
}

/** Length of the shortest bars of an instrument, milliseconds; 0 where it has none. */
export function shortestOf(series: readonly BarSeries[], id: InstrumentId): number {
  const own = series.filter(({ instrument }) => instrument === id);
  return own.length === 0 ? 0 : Math.min(...own.map(({ intervalMs }) => intervalMs));
}
