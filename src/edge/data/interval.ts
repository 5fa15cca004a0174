import type { DurationMs } from "../../core/base/index.ts";
import { type Interval, intervalMs } from "../../core/domain/index.ts";
import { at } from "../../core/market/index.ts";
import { count, damaged } from "./data-problem.ts";

const UNITS: readonly (readonly [string, number])[] = [
  ["w", 604_800_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
];

/** The interval of a file, and how far apart its rows are. */
export interface Grid {
  readonly interval: Interval;
  readonly intervalMs: DurationMs;
  /** How often each distance between neighbouring rows occurs, in ms. */
  readonly distances: ReadonlyMap<number, number>;
}

/** `1h` for 3,600,000 ms; undefined when the duration is no whole number of seconds that an interval can name. */
export function intervalOf(durationMs: number): Interval | undefined {
  const unit = UNITS.find(([, unitMs]) => durationMs % unitMs === 0);
  if (unit === undefined || !(durationMs > 0)) return undefined;
  const text = `${durationMs / unit[1]}${unit[0]}`;
  return intervalMs(text) === undefined ? undefined : (text as Interval); // A brand is born.
}

/** A duration for people: an interval where it is one, else milliseconds. */
export const durationText = (durationMs: number): string => intervalOf(durationMs) ?? `${durationMs} ms`;

/** How often each distance between neighbouring rows occurs, in ms. Rows rise in time. */
export function distancesOf(time: Float64Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  let distance = 0;
  let run = 0;
  for (let row = 1; row < time.length; row++) {
    const next = at(time, row) - at(time, row - 1);
    if (next === distance) run++;
    else {
      // Equal distances come in long runs: the map is touched once for each run, not for each row.
      if (run > 0) counts.set(distance, (counts.get(distance) ?? 0) + run);
      distance = next;
      run = 1;
    }
  }
  if (run > 0) counts.set(distance, (counts.get(distance) ?? 0) + run);
  return counts;
}

/** The most common distance; of equally common ones the shorter. Undefined below two rows. */
export function mostCommon(distances: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  let bestCount = 0;
  for (const [distance, times] of distances) {
    if (times < bestCount || (times === bestCount && best !== undefined && distance > best)) continue;
    best = distance;
    bestCount = times;
  }
  return best;
}

/**
 * Whether rows may have the interval that is said of them: it is their most common distance, or, in a thin market where
 * most bars may be missing, that is a multiple of it and a tenth of the rows touch.
 */
export function isBelieved(namedMs: number, distances: ReadonlyMap<number, number>): boolean {
  const common = mostCommon(distances);
  if (common === undefined || common === namedMs) return true;
  let steps = 0;
  for (const times of distances.values()) steps += times;
  return common % namedMs === 0 && (distances.get(namedMs) ?? 0) * 10 >= steps;
}

/**
 * The interval of a file: the one its name tells if the rows agree, else the most common distance of the rows.
 * In a thin market most bars may be missing, so a name is believed if the rows lie on its grid and a tenth of them touch.
 * @throws DataProblem when rows and name contradict each other, or nothing tells the interval
 */
export function settleInterval(args: {
  readonly file: string;
  readonly named: Interval | undefined;
  readonly time: Float64Array;
}): Grid {
  const { file, named, time } = args;
  const distances = distancesOf(time);
  const common = mostCommon(distances);
  const namedMs = named === undefined ? undefined : intervalMs(named);
  if (named !== undefined && namedMs !== undefined) {
    if (common === undefined || isBelieved(namedMs, distances))
      return { interval: named, intervalMs: namedMs, distances };
    throw damaged({
      where: file,
      message: `the name says ${named}, but most rows are ${durationText(common)} apart`,
      found: `${count(distances.get(namedMs) ?? 0, "row")} of ${time.length} ${named} after the one before`,
      allowed: "rows at the interval in the name",
      fix: `rename the file if it holds ${durationText(common)} bars, else download it again`,
    });
  }
  if (common === undefined)
    throw damaged({
      where: file,
      message: "one row does not tell its interval",
      fix: "name it in the file name, as in BTCUSDT_1h.csv",
    });
  const interval = intervalOf(common);
  if (interval === undefined)
    throw damaged({
      where: file,
      message: `most rows are ${durationText(common)} apart, which is no interval`,
      allowed: "whole seconds, minutes, hours, days or weeks",
      fix: "check the time column and its unit",
    });
  return { interval, intervalMs: common as DurationMs, distances }; // A brand is born.
}
