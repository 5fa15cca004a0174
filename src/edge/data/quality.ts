import { at, type BarColumns } from "../../core/market/index.ts";
import { count, moment } from "./data-problem.ts";
import type { Grid } from "./interval.ts";
import { jumpWarnings, spikeWarnings } from "./spikes.ts";

/** What is noteworthy about sound bars. */
export interface Quality {
  /** Holes between neighbouring rows. */
  readonly gaps: number;
  /** Bars that would fill them. */
  readonly missing: number;
  readonly warnings: readonly string[];
}

/** Looks for holes, halts, spikes, jumps of the price level and stamps off the grid. Rows are sound and sorted. */
export function judgeQuality(args: {
  readonly columns: BarColumns;
  readonly grid: Grid;
  readonly hasVolume: boolean;
}): Quality {
  const { columns, grid, hasVolume } = args;
  const warnings = [
    ...gridWarnings(columns.time, grid),
    ...(hasVolume ? haltWarnings(columns) : ["no volume column: volume is taken as 0"]),
    ...spikeWarnings(columns),
    ...jumpWarnings(columns, grid.intervalMs),
  ];
  return { ...countGaps(grid), warnings };
}

function countGaps({ distances, intervalMs }: Grid): { readonly gaps: number; readonly missing: number } {
  let gaps = 0;
  let missing = 0;
  for (const [distance, times] of distances) {
    const bars = Math.round(distance / intervalMs) - 1;
    if (bars < 1) continue; // The next bar, or a stamp off the grid.
    gaps += times;
    missing += bars * times;
  }
  return { gaps, missing };
}

/** The grid is where most rows lie: a day may begin at any hour, a week on any day. */
function gridWarnings(time: Float64Array, { distances, intervalMs }: Grid): string[] {
  if ([...distances.keys()].every((distance) => distance % intervalMs === 0)) return [];
  const phases = new Map<number, number>();
  for (const t of time) phases.set(t % intervalMs, (phases.get(t % intervalMs) ?? 0) + 1);
  const [phase] = [...phases].reduce((best, each) => (each[1] > best[1] ? each : best));
  const first = time.findIndex((t) => t % intervalMs !== phase);
  const off = time.length - (phases.get(phase) ?? 0);
  return [`${count(off, "row")} off the grid of the interval, first at ${moment(at(time, first))}`];
}

const HALTS_NAMED = 3;

/** Runs of bars in which nobody traded: a halt of the venue, or a thin market. */
function haltWarnings({ time, volume }: BarColumns): string[] {
  const runs: { readonly from: number; readonly bars: number }[] = [];
  let idle = 0;
  for (let row = 0, from = 0; row <= volume.length; row++) {
    if (row < volume.length && at(volume, row) === 0) {
      idle++;
      continue;
    }
    if (row > from) runs.push({ from, bars: row - from });
    from = row + 1;
  }
  if (idle === 0) return [];
  if (idle === volume.length) return ["no bar has volume"];
  const longest = [...runs].sort((a, b) => b.bars - a.bars || a.from - b.from).slice(0, HALTS_NAMED);
  const named = longest
    .sort((a, b) => a.from - b.from)
    .map(({ from, bars }) => `${count(bars, "bar")} from ${moment(at(time, from))}`);
  const which = runs.length > HALTS_NAMED ? `, the longest ${named.join(", ")}` : `: ${named.join(", ")}`;
  return [`halts: ${count(idle, "bar")} without volume in ${count(runs.length, "run")}${which}`];
}
