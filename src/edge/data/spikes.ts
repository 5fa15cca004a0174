import type { DurationMs } from "../../core/base/index.ts";
import { at, type BarColumns } from "../../core/market/index.ts";
import { count, moment } from "./data-problem.ts";

/** A wick is looked at only if it leaves everything around it by this share. */
const WICK_MIN = 0.05;
/** ... and is called a spike only if it is this many times the usual range of the bars around it. */
const TIMES_USUAL = 10;
/** A bar that begins out there is rarer than a wick: fewer times the usual range are enough. */
const TIMES_USUAL_OPEN = 7;
const NEIGHBOURS = 10;
/** A level that moves by half between two bars: splits are 2:1 and more, real markets take longer. */
const JUMP_MIN = 1.5;
const NAMED = 3;

/** A bar whose high or low lies far beyond what everything around it saw. */
export interface Spike {
  readonly row: number;
  readonly side: "high" | "low";
  readonly price: number;
  /** How far beyond, as a share of the nearest price around. */
  readonly share: number;
  /** The bar begins out there: more than a wick. */
  readonly opensThere: boolean;
  /** Volume of the bar over the median of the bars around it; undefined where they have none. */
  readonly volumeTimes: number | undefined;
}

/**
 * Single bars whose high or low lies far beyond what the bar before, the bar after and its own close saw: often a bad
 * print. Conservative: a crash that lasts longer than one bar is none.
 */
export function findSpikes(columns: BarColumns): readonly Spike[] {
  const { open, high, low, close } = columns;
  const rows = high.length;
  const found: Spike[] = [];
  if (rows < 3) return found;
  for (let row = 0; row < rows; row++) {
    const h = at(high, row);
    const l = at(low, row);
    if (h < l * (1 + WICK_MIN)) continue; // Nearly every bar ends here.
    // At the ends of the file the one neighbour there is stands for both.
    const before = row > 0 ? row - 1 : 1;
    const after = row < rows - 1 ? row + 1 : rows - 2;
    const o = at(open, row);
    const top = Math.max(at(close, row), at(high, before), at(high, after));
    const bottom = Math.min(at(close, row), at(low, before), at(low, after));
    const beyond = (from: number, to: number): number => Math.max(h / to, from / l) - 1;
    const wick = beyond(Math.min(bottom, o), Math.max(top, o));
    const share = beyond(bottom, top);
    const usual = share < WICK_MIN ? 0 : usualRange(columns, row);
    const isWick = wick >= WICK_MIN && wick >= TIMES_USUAL * usual;
    const opensThere = o / top - 1 >= WICK_MIN || bottom / o - 1 >= WICK_MIN;
    if (!isWick && !(opensThere && share >= TIMES_USUAL_OPEN * usual)) continue;
    const side = h / top >= bottom / l ? "high" : "low";
    const volumeTimes = timesUsualVolume(columns.volume, row);
    found.push({ row, side, price: side === "high" ? h : l, share, opensThere, volumeTimes });
  }
  return found;
}

/** The spikes of a file in a sentence. */
export function spikeWarnings(columns: BarColumns): string[] {
  const spikes = findSpikes(columns);
  if (spikes.length === 0) return [];
  const named = spikes
    .slice(0, NAMED)
    .map(({ row, side, price }) => `${moment(at(columns.time, row))} (${side} ${price})`);
  const more = spikes.length > NAMED ? ", ..." : "";
  return [`spikes: ${count(spikes.length, "bar")} far beyond the bars around: ${named.join(", ")}${more}`];
}

/** Median of high / low - 1 over the bars around a row, without the row itself. */
function usualRange({ high, low }: BarColumns, row: number): number {
  return median(around(high.length, row).map((i) => at(high, i) / at(low, i) - 1)) ?? 0;
}

/** Volume of a bar over the median of the bars around it; undefined where most of them have none. */
export function timesUsualVolume(volume: Float64Array, row: number): number | undefined {
  const usual = median(around(volume.length, row).map((i) => at(volume, i))) ?? 0;
  return usual > 0 ? at(volume, row) / usual : undefined;
}

function around(rows: number, row: number): number[] {
  const places: number[] = [];
  for (let i = Math.max(0, row - NEIGHBOURS); i <= Math.min(rows - 1, row + NEIGHBOURS); i++)
    if (i !== row) places.push(i);
  return places;
}

function median(values: number[]): number | undefined {
  values.sort((a, b) => a - b);
  return values[values.length >> 1];
}

/** A price level that changes between two bars, or within a short one. */
export interface Jump {
  readonly row: number;
  /** New level over old one. */
  readonly ratio: number;
  /** The bar holds prices of both levels. */
  readonly isWithin: boolean;
}

/**
 * Prices that begin half as high again, or a third lower, as the bar before ended: a split, or two sources in one file.
 * In bars of an hour or less also prices that end so far from where they began: the first bar of a split day may hold both levels.
 */
export function findJumps({ open, close }: BarColumns, intervalMs: DurationMs): readonly Jump[] {
  const isShort = intervalMs <= 3_600_000;
  const found: Jump[] = [];
  for (let row = 0; row < open.length; row++) {
    const begin = at(open, row);
    const before = row === 0 ? begin : at(close, row - 1);
    const end = isShort ? at(close, row) : begin;
    if (isNear(before, begin) && isNear(begin, end)) continue;
    const isWithin = isNear(before, begin);
    found.push({ row, ratio: isWithin ? end / begin : begin / before, isWithin });
  }
  return found;
}

/** The jumps of a file in a sentence. */
export function jumpWarnings(columns: BarColumns, intervalMs: DurationMs): string[] {
  const jumps = findJumps(columns, intervalMs);
  if (jumps.length === 0) return [];
  const named = jumps
    .slice(0, NAMED)
    .map(({ row, ratio }) => `${moment(at(columns.time, row))} (x ${Number(ratio.toPrecision(3))})`);
  const more = jumps.length > NAMED ? ", ..." : "";
  const times = count(jumps.length, "time");
  return [`jumps: the price level changes at once, as at a split, ${times}: ${named.join(", ")}${more}`];
}

/** Whether two prices are of one level. */
export const isNear = (a: number, b: number): boolean => b < a * JUMP_MIN && a < b * JUMP_MIN;
