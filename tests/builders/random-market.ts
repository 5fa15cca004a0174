/** Random walks with gaps, spikes and holes. Prices are whole ticks of 0.01. */
import fc from "fast-check";
import type { DurationMs } from "../../src/core/base/index.ts";
import type { BarColumns } from "../../src/core/market/index.ts";
import { type BarRow, columnsOf } from "./bars.ts";

/** One bar: moves in basis points of the price it starts from. */
export interface MarketStep {
  readonly gap: number;
  readonly up: number;
  readonly down: number;
  /** Where it closes, in percent of its range. */
  readonly close: number;
  readonly isMissing: boolean;
}

const step = (gap: number, range: number, isMissing: boolean): fc.Arbitrary<MarketStep> =>
  fc.record({
    gap: fc.integer({ min: -gap, max: gap }),
    up: fc.nat(range),
    down: fc.nat(range),
    close: fc.nat(100),
    isMissing: fc.constant(isMissing),
  });

export const randomMarket = (bars: number): fc.Arbitrary<readonly MarketStep[]> =>
  fc.array(
    fc.oneof(
      { weight: 14, arbitrary: step(30, 150, false) },
      { weight: 3, arbitrary: step(300, 600, false) },
      { weight: 1, arbitrary: step(2_000, 3_000, false) },
      { weight: 1, arbitrary: step(300, 600, true) },
    ),
    { minLength: 3, maxLength: bars, size: "max" },
  );

export function marketColumns(
  steps: readonly MarketStep[],
  terms: { readonly from: number; readonly start: number; readonly every: DurationMs },
): BarColumns {
  const rows: BarRow[] = [];
  let ticks = terms.from;
  steps.forEach((move, place) => {
    const open = moved(ticks, move.gap);
    const high = moved(open, move.up);
    const low = moved(open, -move.down);
    ticks = low + Math.round(((high - low) * move.close) / 100);
    const prices = [open, high, low, ticks].map((price) => price / 100) as [number, number, number, number];
    if (!move.isMissing) rows.push([terms.start + place * terms.every, ...prices]);
  });
  return columnsOf(rows);
}

/** Never below 1.00. */
const moved = (ticks: number, bps: number): number => Math.max(100, Math.round(ticks * (1 + bps / 10_000)));
