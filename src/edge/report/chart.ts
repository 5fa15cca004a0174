import type { Paint } from "./ansi.ts";
import { date, dateTime, money, percent } from "./format.ts";

/** From empty to full. */
const BLOCKS = " ▁▂▃▄▅▆▇█";
const LEVELS = BLOCKS.length - 1;
const ROWS = 4;
/** Below this length of time the dates at the ends say too little without the hour. */
const HOURS_MATTER_MS = 3 * 86_400_000;

/** Point of a curve: Unix ms and value. */
type Point = readonly [time: number, value: number];

/**
 * The equity curve in blocks, green when it ended above its start and red below: highest and lowest value at the axis,
 * the fall from the high so far in a row below, its deepest at the axis, then first and last time. Nothing when there is
 * no curve. `deepest` is of all steps; the points may be fewer.
 */
export function equityChart(
  paint: Paint,
  points: readonly Point[],
  deepest: number,
  width: number,
): string[] {
  const first = points[0];
  const last = points[points.length - 1];
  if (first === undefined || last === undefined) return [];

  let low = first[1];
  let high = first[1];
  for (const [, value] of points) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const labels = [money(high), money(low)] as const;
  const fall = deepest > 0 ? `-${percent(deepest)}` : "";
  const axis = Math.max(labels[0].length, labels[1].length, fall.length);
  const columns = width - axis - 6;
  const heights = sampled(points, columns).map((value) => heightOf(value, low, high));

  const tone = last[1] > first[1] ? "good" : last[1] < first[1] ? "bad" : "plain";
  const lines: string[] = [];
  for (let row = ROWS - 1; row >= 0; row--) {
    const label = row === ROWS - 1 ? labels[0] : row === 0 ? labels[1] : "";
    const blocks = heights
      .map((height) => BLOCKS[Math.min(Math.max(height - row * LEVELS, 0), LEVELS)])
      .join("");
    lines.push(`  ${label.padStart(axis)} ${label === "" ? "│" : "┤"}${paint(tone, blocks.trimEnd())}`);
  }
  if (deepest > 0) {
    const falls = deepestFalls(points, columns).map((depth) => fallBlock(depth / deepest));
    lines.push(`  ${fall.padStart(axis)} ┤${paint("bad", falls.join("").trimEnd())}`);
  }
  const shown = last[0] - first[0] < HOURS_MATTER_MS ? dateTime : date;
  const from = shown(first[0]);
  lines.push(paint("dim", `${" ".repeat(axis + 4)}${from}${shown(last[0]).padStart(columns - from.length)}`));
  return lines;
}

/**
 * A curve in one line, its values between `low` and `high` and its times between `from` and `to`: blank where it has not
 * begun or has ended, so that curves of different periods can stand below each other.
 */
export function sparkline(
  points: readonly Point[],
  scale: { readonly from: number; readonly to: number; readonly low: number; readonly high: number },
  columns: number,
): string {
  const [first, last] = [points[0]?.[0] ?? scale.to, points[points.length - 1]?.[0] ?? scale.from];
  const span = Math.max(scale.to - scale.from, 1);
  const columnOf = (time: number): number => Math.floor(((time - scale.from) / span) * columns);
  const start = Math.min(Math.max(columnOf(first), 0), columns - 1);
  const end = Math.min(Math.max(columnOf(last), start + 1), columns);
  const range = scale.high - scale.low;
  const blocks = sampled(points, end - start).map((value) => {
    const share = range > 0 ? (value - scale.low) / range : 0.5;
    return BLOCKS[1 + Math.round(share * (LEVELS - 1))] ?? "";
  });
  return `${" ".repeat(start)}${blocks.join("")}`;
}

/** The last value of each of `columns` equal spans of time; a span without a point repeats the one before. */
function sampled(points: readonly Point[], columns: number): number[] {
  const start = points[0]?.[0] ?? 0;
  const span = (points[points.length - 1]?.[0] ?? 0) - start;
  const values: number[] = [];
  let next = 0;
  let value = points[0]?.[1] ?? 0;
  for (let column = 0; column < columns; column++) {
    const until = start + (span * (column + 1)) / columns;
    for (let point = points[next]; point !== undefined && (point[0] <= until || column === columns - 1); ) {
      value = point[1];
      point = points[++next];
    }
    values.push(value);
  }
  return values;
}

/** The deepest fall from the high so far within each of `columns` equal spans of time, as a share of that high. */
function deepestFalls(points: readonly Point[], columns: number): number[] {
  const start = points[0]?.[0] ?? 0;
  const span = Math.max((points[points.length - 1]?.[0] ?? 0) - start, 1);
  const falls = new Array<number>(columns).fill(0);
  let high = Number.NEGATIVE_INFINITY;
  let before = 0;
  let column = 0;
  for (const [time, value] of points) {
    high = Math.max(high, value);
    const fall = high > 0 ? (high - value) / high : 0;
    // Between two points the fall goes on: a span without a point repeats the one before.
    const next = Math.min(Math.floor(((time - start) / span) * columns), columns - 1);
    while (column < next) falls[++column] = before;
    falls[column] = Math.max(falls[column] ?? 0, fall);
    before = fall;
  }
  return falls;
}

/** Nothing where equity is at its high, so that time under water is seen at a glance. */
const fallBlock = (share: number): string =>
  BLOCKS[share <= 0 ? 0 : Math.min(Math.max(Math.round(share * LEVELS), 1), LEVELS)] ?? "";

/** Eighths of a row, at least one so that the lowest point is seen; a flat curve runs through the middle. */
function heightOf(value: number, low: number, high: number): number {
  const full = ROWS * LEVELS;
  if (high === low) return full / 2;
  return 1 + Math.round(((value - low) / (high - low)) * (full - 1));
}
