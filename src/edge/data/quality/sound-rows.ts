import { at } from "../../../core/market/index.ts";
import { count, moment } from "../data-problem.ts";
import { type Finding, finding } from "./findings.ts";
import type { RawRows } from "./raw-rows.ts";
import { faultFindings, rowFaults } from "./row-faults.ts";

/** Rows of a file that can be used, and what is wrong with the others. */
export interface SoundRows {
  /** Places of the rows that are bars, oldest first, one for each time. */
  readonly kept: Uint32Array;
  /** Faults of rows, of their order, and rows that repeat or contradict each other. */
  readonly findings: readonly Finding[];
  readonly counts: {
    readonly broken: number;
    /** Rows that had to move for the order of time. */
    readonly moved: number;
    readonly duplicates: number;
    readonly conflicts: number;
  };
}

/**
 * Sorts the sound rows of a file by time and keeps one for each. Of rows that contradict each other it keeps the one with
 * more volume, for a bar that was fetched before its end has less; of equal ones the later in the file.
 */
export function soundRows(raw: RawRows): SoundRows {
  const time = raw.values[0] as Float64Array; // Every file has times.
  const faults = rowFaults(raw);
  const places: number[] = [];
  for (let row = 0; row < raw.rows; row++) if (!faults.has(row)) places.push(row);
  const order = orderFindings(raw, time, places);
  const sorted = Uint32Array.from(places);
  if (order.findings.length > 0) sorted.sort((a, b) => at(time, a) - at(time, b) || a - b);
  const kept: number[] = [];
  const repeats: Finding[] = [];
  const conflicts: Finding[] = [];
  for (const row of sorted) {
    const before = kept[kept.length - 1];
    if (before === undefined || at(time, before) !== at(time, row)) {
      kept.push(row);
      continue;
    }
    const differs = raw.values.findIndex(
      (column) => !Object.is(at(column, before), at(column, row)) && at(column, before) !== at(column, row),
    );
    const place = { at: at(time, row), line: raw.lines[row], bars: 1 };
    if (differs < 0) {
      repeats.push(finding("duplicate", { ...place, found: `the same as line ${raw.lines[before]}` }));
      continue;
    }
    const column = raw.values[differs] as Float64Array;
    const values = `${raw.names[differs]} ${at(column, row)}, but ${at(column, before)} on line ${raw.lines[before]}`;
    conflicts.push(finding("conflict", { ...place, found: values }));
    if (weightOf(raw, row) >= weightOf(raw, before)) kept[kept.length - 1] = row;
  }
  return {
    kept: Uint32Array.from(kept),
    findings: [
      ...faultFindings(raw, faults),
      ...order.findings,
      ...summed("conflict", conflicts),
      ...summed("duplicate", repeats),
    ],
    counts: {
      broken: faults.size,
      moved: order.moved,
      duplicates: repeats.length,
      conflicts: conflicts.length,
    },
  };
}

const weightOf = ({ holds, values }: RawRows, row: number): number =>
  holds === "bars" ? at(values[5] as Float64Array, row) : 0; // The sixth column of bars is volume.

const FINDINGS_MAX = 20;

/** A file that was appended to itself repeats thousands of rows: that is one finding. */
function summed(kind: "duplicate" | "conflict", findings: readonly Finding[]): readonly Finding[] {
  const [first] = findings;
  const last = findings[findings.length - 1];
  if (first === undefined || last === undefined || findings.length <= FINDINGS_MAX) return findings;
  const found = `${findings.length} rows until ${moment(last.at ?? Number.NaN)}, the first: ${first.found}`;
  return [
    finding(kind, {
      found,
      bars: findings.length,
      at: first.at ?? undefined,
      until: last.at ?? undefined,
      line: first.line ?? undefined,
    }),
  ];
}

/** Says where the order breaks: the whole file upside down, and stretches of rows that do not stand where they belong. */
function orderFindings(raw: RawRows, time: Float64Array, places: readonly number[]) {
  const findings: Finding[] = [];
  const falling = stepsBack(time, places);
  if (falling === 0) return { findings, moved: 0 };
  const isNewestFirst = falling > (places.length - 1) / 2;
  const first = places[0] ?? 0;
  if (isNewestFirst)
    findings.push(
      finding("unsorted", {
        found: `newest first: ${count(falling, "step")} of ${places.length - 1} go back in time`,
        bars: places.length,
        at: at(time, places[places.length - 1] ?? first),
        until: at(time, first),
        line: raw.lines[first],
      }),
    );
  const asRead = isNewestFirst ? [...places].reverse() : places;
  const stretches = stepsBack(time, asRead) === 0 ? [] : misplaced(time, asRead);
  for (const { from, to } of stretches) {
    let earliest = Number.POSITIVE_INFINITY;
    let latest = Number.NEGATIVE_INFINITY;
    let line = Number.POSITIVE_INFINITY;
    for (const row of asRead.slice(from, to + 1)) {
      earliest = Math.min(earliest, at(time, row));
      latest = Math.max(latest, at(time, row));
      line = Math.min(line, raw.lines[row] ?? 0);
    }
    const bars = to - from + 1;
    findings.push(
      finding("unsorted", {
        found: `${count(bars, "row")} of ${moment(earliest)} to ${moment(latest)} stand out of order`,
        bars,
        at: earliest,
        until: latest,
        line,
      }),
    );
  }
  const moved = isNewestFirst
    ? places.length
    : stretches.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return { findings, moved };
}

function stepsBack(time: Float64Array, places: readonly number[]): number {
  let falling = 0;
  for (let i = 1; i < places.length; i++)
    if (at(time, places[i] as number) < at(time, places[i - 1] as number)) falling++;
  return falling;
}

const STRETCHES_MAX = 20;

/** Runs of places whose row is not the one that belongs there; what lies beyond the limit is joined to the last. */
function misplaced(time: Float64Array, places: readonly number[]) {
  const sorted = [...places].sort((a, b) => at(time, a) - at(time, b) || a - b);
  const runs: { from: number; to: number }[] = [];
  for (let i = 0; i < places.length; i++) {
    if (at(time, places[i] as number) === at(time, sorted[i] as number)) continue;
    const run = runs[runs.length - 1];
    if (run !== undefined && (run.to === i - 1 || runs.length === STRETCHES_MAX)) run.to = i;
    else runs.push({ from: i, to: i });
  }
  return runs;
}
