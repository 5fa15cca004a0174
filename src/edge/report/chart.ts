import type { Paint } from "./ansi.ts";
import { date, dateTime, money } from "./format.ts";

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
 * first and last time under it. Nothing when there is no curve.
 */
export function equityChart(paint: Paint, points: readonly Point[], width: number): string[] {
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
  const axis = Math.max(labels[0].length, labels[1].length);
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
  const shown = last[0] - first[0] < HOURS_MATTER_MS ? dateTime : date;
  const from = shown(first[0]);
  lines.push(paint("dim", `${" ".repeat(axis + 4)}${from}${shown(last[0]).padStart(columns - from.length)}`));
  return lines;
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

/** Eighths of a row, at least one so that the lowest point is seen; a flat curve runs through the middle. */
function heightOf(value: number, low: number, high: number): number {
  const full = ROWS * LEVELS;
  if (high === low) return full / 2;
  return 1 + Math.round(((value - low) / (high - low)) * (full - 1));
}
