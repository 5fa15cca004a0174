/** Longer bars out of shorter ones, for the eye: here the first and the last may be parts of a bar. Runs in the browser too. */

/** Bars in columns, oldest first; `time` is the START of a bar, Unix ms. `lines` are values at the closes of the bars. */
export interface ChartBars {
  readonly intervalMs: number;
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly lines: readonly Float64Array[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lengths that people know. */
const LENGTHS: readonly (readonly [name: string, ms: number])[] = [
  ["1m", MINUTE],
  ["3m", 3 * MINUTE],
  ["5m", 5 * MINUTE],
  ["15m", 15 * MINUTE],
  ["30m", 30 * MINUTE],
  ["1h", HOUR],
  ["2h", 2 * HOUR],
  ["4h", 4 * HOUR],
  ["6h", 6 * HOUR],
  ["12h", 12 * HOUR],
  ["1d", DAY],
  ["3d", 3 * DAY],
  ["1w", 7 * DAY],
  ["2w", 14 * DAY],
  ["8w", 56 * DAY],
];

/** Monday, 1970-01-05. */
const FIRST_MONDAY = 4 * DAY;

/** `4h`; seconds where no name fits. */
export const lengthName = (ms: number): string =>
  LENGTHS.find(([, length]) => length === ms)?.[0] ?? `${Math.round(ms / 1_000)}s`;

/** The known lengths above one, each a multiple of it. */
export const longerLengths = (intervalMs: number): readonly number[] =>
  LENGTHS.map(([, ms]) => ms).filter((ms) => ms > intervalMs && ms % intervalMs === 0);

/** First row of each longer bar: those that begin in the same span of time, weeks from Monday. */
export function firstRows(time: Float64Array, lengthMs: number): readonly number[] {
  const origin = lengthMs % (7 * DAY) === 0 ? FIRST_MONDAY : 0;
  const rows: number[] = [];
  let span = Number.NaN;
  for (let row = 0; row < time.length; row++) {
    const own = Math.floor(((time[row] as number) - origin) / lengthMs);
    if (own === span) continue;
    span = own;
    rows.push(row);
  }
  return rows;
}

/** The last row of each longer bar, whose close it has. */
export const lastRows = (firsts: readonly number[], rows: number): readonly number[] =>
  firsts.map((_, i) => (firsts[i + 1] ?? rows) - 1);

/** First open, highest high, lowest low, last close; of lines the value at the close. */
export function aggregated(bars: ChartBars, lengthMs: number): ChartBars {
  const firsts = firstRows(bars.time, lengthMs);
  const lasts = lastRows(firsts, bars.time.length);
  const pick = (column: Float64Array, rows: readonly number[]): Float64Array =>
    Float64Array.from(rows, (row) => column[row] as number);
  const most = (column: Float64Array, better: (a: number, b: number) => number): Float64Array =>
    Float64Array.from(firsts, (first, i) => {
      let extreme = column[first] as number;
      for (let row = first + 1; row <= (lasts[i] as number); row++)
        extreme = better(extreme, column[row] as number);
      return extreme;
    });
  return {
    intervalMs: lengthMs,
    time: pick(bars.time, firsts),
    open: pick(bars.open, firsts),
    high: most(bars.high, Math.max),
    low: most(bars.low, Math.min),
    close: pick(bars.close, lasts),
    lines: bars.lines.map((line) => pick(line, lasts)),
  };
}
