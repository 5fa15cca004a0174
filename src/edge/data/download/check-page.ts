import type { Row } from "./history.ts";

const DAY_MS = 86_400_000;

/** Rows of a page that can be kept, and what was wrong with the others. */
export interface CheckedPage {
  /** Sorted, each time once, inside the asked stretch. */
  readonly rows: readonly Row[];
  /** Times of rows that cannot be kept: off the grid, broken, or there twice with different numbers. */
  readonly flaws: ReadonlySet<number>;
}

/** Checks bars: `[time, open, high, low, close]` or with a volume behind it. `to` is the first time that is not wanted. */
export function checkBarsPage(
  page: readonly Row[],
  ask: { readonly from: number; readonly to: number; readonly intervalMs: number; readonly cells: 5 | 6 },
): CheckedPage {
  return checkPage(
    page,
    ask,
    (row) => isOnGrid(row[0] as number, ask.intervalMs) && isSoundBar(row, ask.cells),
  );
}

/** Checks payments of funding: `[time, rate]`. */
export const checkFundingPage = (
  page: readonly Row[],
  ask: { readonly from: number; readonly to: number },
): CheckedPage => checkPage(page, ask, ([, rate]) => Math.abs(rate as number) <= RATE_MAX);

/** No venue pays more at a time; the readers of funding refuse more. */
const RATE_MAX = 0.1;

function checkPage(
  page: readonly Row[],
  { from, to }: { readonly from: number; readonly to: number },
  isSound: (row: Row) => boolean,
): CheckedPage {
  const byTime = new Map<number, Row>();
  const flaws = new Set<number>();
  for (const row of page) {
    const time = row[0] ?? Number.NaN;
    if (!(time >= from && time < to)) continue; // More than was asked for, or not closed yet.
    const before = byTime.get(time);
    if (!isSound(row) || (before !== undefined && !isSame(before, row))) flaws.add(time);
    else byTime.set(time, row);
  }
  for (const time of flaws) byTime.delete(time);
  return { rows: [...byTime.values()].sort((a, b) => (a[0] as number) - (b[0] as number)), flaws };
}

const isSame = (a: Row, b: Row): boolean => a.length === b.length && a.every((cell, i) => cell === b[i]);

/** Bars of up to a day begin at its fractions; longer ones at midnight, on a day that each venue chooses. */
const isOnGrid = (time: number, intervalMs: number): boolean =>
  time % (DAY_MS % intervalMs === 0 ? intervalMs : DAY_MS) === 0 && Number.isSafeInteger(time);

function isSoundBar(row: Row, cells: number): boolean {
  const [, open = Number.NaN, high = Number.NaN, low = Number.NaN, close = Number.NaN, volume = 0] = row;
  return (
    row.length === cells &&
    low > 0 &&
    high < Number.POSITIVE_INFINITY &&
    low <= Math.min(open, close) &&
    high >= Math.max(open, close) &&
    volume >= 0 &&
    volume < Number.POSITIVE_INFINITY
  );
}

/** Two answers to the same question as one: rows of the second win, and what is sound in either is no flaw. */
export function mergePages(first: CheckedPage, second: CheckedPage): CheckedPage {
  const byTime = new Map([...first.rows, ...second.rows].map((row) => [row[0] as number, row]));
  const flaws = new Set([...first.flaws, ...second.flaws].filter((time) => !byTime.has(time)));
  return { rows: [...byTime.values()].sort((a, b) => (a[0] as number) - (b[0] as number)), flaws };
}
