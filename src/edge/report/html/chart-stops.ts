import { firstWhere } from "../../../core/base/index.ts";
import { at } from "../../../core/market/index.ts";
import type { StopLevel } from "../../research/index.ts";
import type { ChartBars } from "./aggregate.ts";
import type { InstrumentChart } from "./charts.ts";
import { packed } from "./packing.ts";

/** A level over a time. */
interface Segment {
  readonly from: number;
  readonly to: number;
  readonly price: number;
}

/** Levels of one instrument, those of trailing stops worked out over the bars of the chart. */
export const segmentsOf = (levels: readonly StopLevel[], bars: ChartBars): readonly Segment[] => {
  const end = bars.time.length === 0 ? 0 : at(bars.time, bars.time.length - 1) + bars.intervalMs;
  return levels.flatMap((level) => {
    const to = Math.min(level.to, end);
    if (level.price !== undefined) return [{ from: level.from, to, price: level.price }];
    return trailed(level, to, bars);
  });
};

/**
 * The way of a trailing stop: behind the best price since it was placed, from the close of a bar to that of the next. Within
 * a bar it moves as the simulated exchange says; the eye gets one level a bar.
 */
function trailed({ from, side, trail }: StopLevel, to: number, bars: ChartBars): Segment[] {
  const segments: Segment[] = [];
  if (trail === undefined) return segments;
  const isLong = side === "sell";
  const { time, high, low, intervalMs } = bars;
  let best = isLong ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  for (let row = firstFrom(time, from - intervalMs + 1); row < time.length && at(time, row) < to; row++) {
    best = isLong ? Math.max(best, at(high, row)) : Math.min(best, at(low, row));
    const { activation = best, by, isRatio } = trail;
    if (isLong ? best < activation : best > activation) continue;
    const distance = isRatio ? best * by : by;
    const price = isLong ? best - distance : best + distance;
    const begin = Math.max(at(time, row), from);
    const before = segments.at(-1);
    if (before?.price === price) segments[segments.length - 1] = { ...before, to };
    else {
      if (before !== undefined) segments[segments.length - 1] = { ...before, to: begin };
      segments.push({ from: begin, to, price });
    }
  }
  return segments;
}

/** The first row at or after a time. */
const firstFrom = (time: Float64Array, moment: number): number =>
  firstWhere(time.length, (row) => at(time, row) >= moment);

/** As columns; moments are rounded outwards to whole units of time. */
export const packedStops = (
  segments: readonly Segment[],
  timeUnit: number,
  decimals: number,
): InstrumentChart["stops"] => ({
  from: packed(
    segments.map(({ from }) => Math.floor(from / timeUnit)),
    0,
  ),
  to: packed(
    segments.map(({ to }) => Math.ceil(to / timeUnit)),
    0,
  ),
  price: packed(
    segments.map(({ price }) => price),
    decimals,
  ),
});
