import type { DurationMs } from "../../core/base/index.ts";
import { at, type BarColumns } from "../../core/market/index.ts";
import { count, moment } from "./data-problem.ts";

/** A wick is looked at only if it leaves everything around it by this share. */
const WICK_MIN = 0.05;
/** ... and is called a spike only if it is this many times the usual range of the bars around it. */
const TIMES_USUAL = 10;
const NEIGHBOURS = 10;
/** A level that moves by half between two bars: splits are 2:1 and more, real markets take longer. */
const JUMP_MIN = 1.5;
const NAMED = 3;

/**
 * Single bars whose high or low lies far beyond what the bar before, the bar after and its own open and close saw:
 * often a bad print. Conservative: a crash that lasts longer than one bar is none.
 */
export function spikeWarnings(columns: BarColumns): string[] {
  const { time, open, high, low, close } = columns;
  const rows = time.length;
  if (rows < 3) return [];
  const found: string[] = [];
  let spikes = 0;
  for (let row = 0; row < rows; row++) {
    const h = at(high, row);
    const l = at(low, row);
    if (h < l * (1 + WICK_MIN)) continue; // Nearly every bar ends here.
    // At the ends of the file the one neighbour there is stands for both.
    const before = row > 0 ? row - 1 : 1;
    const after = row < rows - 1 ? row + 1 : rows - 2;
    const top = Math.max(at(open, row), at(close, row), at(high, before), at(high, after));
    const bottom = Math.min(at(open, row), at(close, row), at(low, before), at(low, after));
    const wick = Math.max(h / top, bottom / l) - 1;
    if (wick < WICK_MIN || wick < TIMES_USUAL * usualRange(columns, row)) continue;
    spikes++;
    if (found.length < NAMED)
      found.push(`${moment(at(time, row))} (${h / top >= bottom / l ? `high ${h}` : `low ${l}`})`);
  }
  if (spikes === 0) return [];
  return [
    `spikes: ${count(spikes, "bar")} far beyond the bars around: ${found.join(", ")}${spikes > NAMED ? ", ..." : ""}`,
  ];
}

/** Median of high / low - 1 over the bars around a row, without the row itself. */
function usualRange({ high, low }: BarColumns, row: number): number {
  const ranges: number[] = [];
  for (let i = Math.max(0, row - NEIGHBOURS); i <= Math.min(high.length - 1, row + NEIGHBOURS); i++)
    if (i !== row) ranges.push(at(high, i) / at(low, i) - 1);
  ranges.sort((a, b) => a - b);
  return ranges[ranges.length >> 1] ?? 0;
}

/**
 * Prices that begin half as high again, or a third lower, as the bar before ended: a split, or two sources in one file.
 * In bars of an hour or less also prices that end so far from where they began: the first bar of a split day may hold both levels.
 */
export function jumpWarnings({ time, open, close }: BarColumns, intervalMs: DurationMs): string[] {
  const isShort = intervalMs <= 3_600_000;
  const found: string[] = [];
  let jumps = 0;
  for (let row = 0; row < time.length; row++) {
    const begin = at(open, row);
    const before = row === 0 ? begin : at(close, row - 1);
    const end = isShort ? at(close, row) : begin;
    if (isNear(before, begin) && isNear(begin, end)) continue;
    jumps++;
    const ratio = isNear(before, begin) ? end / begin : begin / before;
    if (found.length < NAMED) found.push(`${moment(at(time, row))} (x ${Number(ratio.toPrecision(3))})`);
  }
  if (jumps === 0) return [];
  const more = jumps > NAMED ? ", ..." : "";
  return [
    `jumps: the price level changes at once, as at a split, ${count(jumps, "time")}: ${found.join(", ")}${more}`,
  ];
}

const isNear = (a: number, b: number): boolean => b < a * JUMP_MIN && a < b * JUMP_MIN;
