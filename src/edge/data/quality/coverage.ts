import { at } from "../../../core/market/index.ts";
import type { Finding } from "./findings.ts";
import type { Timetable } from "./timetable.ts";

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
  if (time.length === 0) return undefined;
  const from = at(time, 0);
  const to = at(time, time.length - 1) + intervalMs;
  const cells = Math.max(1, Math.min(args.cells, Math.ceil((to - from) / intervalMs)));
  const edge = (cell: number): number => from + ((to - from) * cell) / cells;
  const cellOf = (moment: number): number =>
    Math.min(cells - 1, Math.max(0, Math.floor(((moment - from) / (to - from)) * cells)));
  const due = Array.from({ length: cells }, (_, cell) => {
    const until = cell === cells - 1 ? at(time, time.length - 1) + 1 : edge(cell + 1);
    return Math.max(0, timetable.rank(until) - timetable.rank(edge(cell)));
  });
  const present = due.map(() => 0);
  let slotBefore = Number.NaN;
  for (const start of time) {
    if (!timetable.isDue(start)) continue;
    const slot = timetable.rank(start + 1) - 1;
    if (slot === slotBefore) continue;
    slotBefore = slot;
    const cell = cellOf(start);
    present[cell] = (present[cell] ?? 0) + 1;
  }
  const halts = new Set<number>();
  for (const { kind, at: start, until } of findings) {
    if (kind !== "halt" || start === null) continue;
    for (let cell = cellOf(start); cell <= cellOf((until ?? start) - 1); cell++) halts.add(cell);
  }
  // Where a stretch begins inside of a bar, that bar may be counted in the one and be due in the other.
  return {
    from,
    to,
    due,
    present: present.map((bars, cell) => Math.min(bars, due[cell] ?? 0)),
    halts: [...halts],
  };
}
