import { at } from "../../../core/market/index.ts";
import type { Finding } from "./findings.ts";
import type { Timetable } from "./timetable.ts";

const MONTH_FROM_MS = 27 * 86_400_000;

/** How much of a series is there, in equal stretches of time. */
export interface Coverage {
  /** START of the first bar and END of the last one, Unix ms. */
  readonly from: number;
  readonly to: number;
  /** Bars that are due in each stretch, and bars that are there; both 0 where the market was closed. */
  readonly due: readonly number[];
  readonly present: readonly number[];
  /** Stretches with a halt. */
  readonly halts: readonly number[];
}

/** Counts the bars of a series in `cells` equal stretches. Rows are sorted; those outside of the hours do not count. */
export function coverageOf(args: {
  readonly time: Float64Array;
  readonly intervalMs: number;
  readonly timetable: Timetable;
  readonly findings: readonly Finding[];
  readonly cells: number;
}): Coverage | undefined {
  const { time, intervalMs, timetable, findings } = args;
  const slots = slotsOf(time, timetable);
  if (slots.length === 0) return undefined;
  const first = at(slots, 0);
  const last = at(slots, slots.length - 1);
  const from = timetable.startOf(first);
  const to = timetable.startOf(last) + intervalMs;
  // Months differ in length: half as many stretches leave none without a bar.
  const bars = (last - first + 1) / (intervalMs > MONTH_FROM_MS ? 2 : 1);
  const cells = Math.max(1, Math.min(args.cells, Math.floor(bars)));
  const cellOf = (moment: number): number =>
    Math.min(cells - 1, Math.max(0, Math.floor(((moment - from) / (to - from)) * cells)));
  const edges = Array.from({ length: cells + 1 }, (_, cell) =>
    cell === cells ? last + 1 : timetable.rank(from + ((to - from) * cell) / cells),
  );
  const present = Array.from({ length: cells }, () => 0);
  let cell = 0;
  let before = Number.NaN;
  for (const slot of slots) {
    if (slot === before) continue; // A stamp off the grid beside the one that lies on it.
    before = slot;
    while (slot >= (edges[cell + 1] ?? Number.POSITIVE_INFINITY)) cell++;
    present[cell] = (present[cell] ?? 0) + 1;
  }
  const halts = new Set<number>();
  for (const { kind, at: start, until } of findings) {
    if (kind !== "halt" || start === null) continue;
    for (let cell = cellOf(start); cell <= cellOf((until ?? start) - 1); cell++) halts.add(cell);
  }
  const dueIn = present.map((_, i) => (edges[i + 1] ?? 0) - (edges[i] ?? 0));
  return { from, to, due: dueIn, present, halts: [...halts] };
}

/** Slots of the rows that are due. By hand: `filter` of a column makes an object of every number that it keeps. */
function slotsOf(time: Float64Array, timetable: Timetable): Float64Array {
  const slots = new Float64Array(time.length);
  let count = 0;
  for (const start of time) if (timetable.isDue(start)) slots[count++] = timetable.slotOf(start);
  return slots.subarray(0, count);
}
