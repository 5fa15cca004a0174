import { at } from "../../../core/market/index.ts";
import { count, moment } from "../data-problem.ts";
import { type Finding, finding } from "./findings.ts";
import type { MarketKind } from "./market-hours.ts";
import type { Series } from "./series.ts";
import type { Timetable } from "./timetable.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Feeds of sessions leave out minutes without a trade: so long a silence is none. */
export const QUIET_BARS = 10;
/** How far inside the usual hours a feed of currencies or futures may begin or end its week. */
export const SHORT_WEEK_MS = 4 * HOUR_MS;
/** Bars without volume are a halt where they are rare and come in a row. */
const HALT_BARS = 6;
const RARE = 0.01;

/** Bars that are due and not there. */
export interface Hole {
  /** START of the first bar that is missing. */
  readonly from: number;
  /** START of the bar that comes next. */
  readonly until: number;
  readonly missing: number;
  /** Row that comes next. */
  readonly row: number;
  /** The market was closed for a day or more between the bars around it. */
  readonly spansWeekEnd: boolean;
}

/** What a series is looked at with. */
export interface Expectation {
  readonly kind: MarketKind;
  readonly intervalMs: number;
  readonly timetable: Timetable;
}

/** Holes between neighbouring rows, and how many rows lie outside of the hours. */
function findHoles(time: Float64Array, { timetable, intervalMs }: Expectation) {
  const holes: Hole[] = [];
  let outside = 0;
  let before = -1;
  let slotBefore = 0;
  for (let row = 0; row < time.length; row++) {
    const start = at(time, row);
    if (!timetable.isDue(start)) {
      outside++;
      continue;
    }
    const slot = timetable.slotOf(start);
    const missing = slot - slotBefore - 1;
    if (before >= 0 && missing > 0) {
      const from = timetable.startOf(slotBefore + 1);
      const closed = start - at(time, before) - (missing + 1) * intervalMs;
      holes.push({ from, until: start, missing, row, spansWeekEnd: closed >= DAY_MS });
    }
    if (before < 0 || slot > slotBefore) slotBefore = slot;
    before = row;
  }
  return { holes, outside };
}

/** Tells holes that mean something from those of thin feeds and short weeks, and halts from gaps. */
export function holeFindings(series: Series, expectation: Expectation): Finding[] {
  const { kind, intervalMs } = expectation;
  const { columns, lines } = series;
  const { holes, outside } = findHoles(columns.time, expectation);
  const idle = series.hasVolume ? idleRuns(columns.volume) : [];
  const endingAt = new Map(idle.map((run) => [run.to, run]));
  const beginningAt = new Map(idle.map((run) => [run.from, run]));
  const isSession = kind !== "spot" && kind !== "linear-perpetual";
  const isMinutes = intervalMs <= MINUTE_MS;
  const findings: Finding[] = [];
  const quiet: Hole[] = [];
  const short: Hole[] = [];
  const halted = new Set<IdleRun>();
  for (const hole of holes) {
    const { from, until, missing, row, spansWeekEnd } = hole;
    const isWeekEnd = spansWeekEnd && (kind === "fx" || kind === "future");
    if (isWeekEnd && missing * intervalMs <= SHORT_WEEK_MS) short.push(hole);
    else if (isSession && isMinutes && missing <= QUIET_BARS) quiet.push(hole);
    else {
      const silent = [endingAt.get(row - 1), beginningAt.get(row)].filter((run) => run !== undefined);
      for (const run of silent) halted.add(run);
      const [first] = silent;
      const start = first !== undefined && first.to === row - 1 ? first.from : row;
      const bars = silent.reduce((sum, run) => sum + run.to - run.from + 1, 0);
      const gone = `${count(missing, "bar")} missing until ${moment(until)}`;
      findings.push(
        bars === 0
          ? finding("gap", { found: gone, bars: missing, at: from, until, line: lines[row] })
          : finding("halt", {
              found: `${count(bars, "bar")} without volume and ${gone}`,
              bars: missing + bars,
              at: Math.min(from, at(columns.time, start)),
              until,
              line: lines[start],
            }),
      );
    }
  }
  return [
    ...findings,
    ...idleFindings(
      series,
      idle.filter((run) => !halted.has(run)),
    ),
    ...grouped("quiet", quiet, lines),
    ...grouped("short-week", short, lines),
    ...(outside === 0 || !isSession ? [] : [outsideNote(outside, columns.time.length)]),
  ];
}

const outsideNote = (outside: number, rows: number): Finding =>
  finding("outside", { found: `${outside} of ${count(rows, "bar")}`, bars: outside });

/** Holes that are no news one by one. */
function grouped(kind: "quiet" | "short-week", holes: readonly Hole[], lines: Uint32Array): Finding[] {
  const [first] = holes;
  if (first === undefined) return [];
  const missing = holes.reduce((sum, hole) => sum + hole.missing, 0);
  const longest = largest(holes, (hole) => hole.missing);
  const found = `${count(missing, "bar")} in ${count(holes.length, "hole")} of at most ${count(longest, "bar")}`;
  const last = holes[holes.length - 1] ?? first;
  return [finding(kind, { found, bars: missing, at: first.from, until: last.until, line: lines[first.row] })];
}

/** Of however many: `Math.max` takes no more than fit into the arguments of a call. */
const largest = <T>(all: readonly T[], sizeOf: (one: T) => number): number =>
  all.reduce((most, one) => Math.max(most, sizeOf(one)), 0);

/** Rows without volume, from and to inclusive. */
interface IdleRun {
  readonly from: number;
  readonly to: number;
}

function idleRuns(volume: Float64Array): readonly IdleRun[] {
  const runs: { from: number; to: number }[] = [];
  for (let row = 0; row < volume.length; row++) {
    if (at(volume, row) !== 0) continue;
    const run = runs[runs.length - 1];
    if (run !== undefined && run.to === row - 1) run.to = row;
    else runs.push({ from: row, to: row });
  }
  return runs;
}

function idleFindings({ columns, lines }: Series, runs: readonly IdleRun[]): Finding[] {
  const length = ({ from, to }: IdleRun): number => to - from + 1;
  const idle = runs.reduce((sum, run) => sum + length(run), 0);
  const isThin = idle > columns.time.length * RARE;
  const isHalt = (run: IdleRun): boolean => !isThin && length(run) >= HALT_BARS;
  const halts = runs.filter(isHalt);
  const others = runs.filter((run) => !isHalt(run));
  const place = ({ from, to }: IdleRun) => ({
    at: at(columns.time, from),
    until: at(columns.time, to),
    line: lines[from],
  });
  const findings = halts.map((run) =>
    finding("halt", {
      ...place(run),
      bars: length(run),
      found: `${count(length(run), "bar")} without volume`,
    }),
  );
  const [first] = others;
  const last = others[others.length - 1];
  if (first === undefined || last === undefined) return findings;
  const bars = others.reduce((sum, run) => sum + length(run), 0);
  const longest = largest(others, length);
  const found = `${count(bars, "bar")} without volume in ${count(others.length, "run")} of at most ${longest}`;
  return [...findings, finding("idle", { ...place(first), until: at(columns.time, last.to), bars, found })];
}
