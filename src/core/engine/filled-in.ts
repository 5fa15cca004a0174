import { at, type BarSeries } from "../market/index.ts";
import type { Risk } from "../risk/index.ts";

/**
 * A bar that closes while the feed of its instrument is not whole was filled in: it says so, and so does every longer bar
 * that it is part of, which cannot have closed before it.
 */
export function markFilledIn(
  feeds: Risk["feeds"],
  all: readonly BarSeries[],
  series: BarSeries,
  row: number,
): void {
  const { instrument, intervalMs, columns } = series;
  if (feeds.of(instrument) === undefined) return;
  series.markIncomplete(row);
  const opensAt = at(columns.time, row);
  for (const longer of all) {
    if (longer.instrument !== instrument || longer.intervalMs <= intervalMs) continue;
    const next = longer.visible;
    if (next < longer.rows && at(longer.columns.time, next) <= opensAt) longer.markIncomplete(next);
  }
}
