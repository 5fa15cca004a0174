import { expect, test } from "vitest";
import { checkBarsPage, checkFundingPage, mergePages } from "./check-page.ts";

const HOUR = 3_600_000;
const bar = (hour: number, ...cells: number[]): number[] => [
  hour * HOUR,
  ...(cells.length > 0 ? cells : [5, 6, 4, 5, 1]),
];
const ask = { from: 0, to: 10 * HOUR, intervalMs: HOUR, cells: 6 } as const;
const hours = (page: readonly (readonly number[])[]): number[] => page.map(([time = 0]) => time / HOUR);

test("rows come out sorted, each once, and only those that were asked for", () => {
  const { rows, flaws } = checkBarsPage([bar(3), bar(1), bar(3), bar(2), bar(10), bar(-1)], ask);
  expect(hours(rows)).toEqual([1, 2, 3]);
  expect(flaws.size).toBe(0);
});

test.each([
  ["off the grid", [HOUR + 1, 5, 6, 4, 5, 1]],
  ["high below low", bar(1, 5, 4, 6, 5, 1)],
  ["open above high", bar(1, 7, 6, 4, 5, 1)],
  ["close below low", bar(1, 5, 6, 4, 3, 1)],
  ["a price of nothing", bar(1, 5, 6, 0, 5, 1)],
  ["no number", bar(1, 5, Number.NaN, 4, 5, 1)],
  ["an infinite price", bar(1, 5, Number.POSITIVE_INFINITY, 4, 5, 1)],
  ["less than no volume", bar(1, 5, 6, 4, 5, -1)],
  ["a cell missing", bar(1, 5, 6, 4, 5)],
])("%s is a flaw, and kept out", (_, row) => {
  const { rows, flaws } = checkBarsPage([bar(0), row, bar(2)], ask);
  expect(hours(rows)).toEqual([0, 2]);
  expect([...flaws]).toEqual([row[0]]);
});

test("of two different bars of one time neither is believed", () => {
  const { rows, flaws } = checkBarsPage([bar(1), bar(1, 5, 6, 4, 5, 2)], ask);
  expect(rows).toEqual([]);
  expect([...flaws]).toEqual([HOUR]);
});

test("bars of a week begin at midnight of any day", () => {
  const week = { from: 0, to: 1e12, intervalMs: 168 * HOUR, cells: 6 } as const;
  expect(checkBarsPage([bar(96), bar(96 + 168)], week).rows).toHaveLength(2);
  expect(checkBarsPage([bar(97)], week).flaws.size).toBe(1);
});

test("a second answer fills the holes of the first and heals its flaws", () => {
  const first = checkBarsPage([bar(0), bar(1, 5, 4, 6, 5, 1), bar(3)], ask);
  const second = checkBarsPage([bar(0), bar(1), bar(2)], ask);
  const { rows, flaws } = mergePages(first, second);
  expect(hours(rows)).toEqual([0, 1, 2, 3]);
  expect(flaws.size).toBe(0);
});

test("a rate of more than a tenth is no rate", () => {
  const { rows, flaws } = checkFundingPage(
    [
      [1, 0.0001],
      [2, 0.5],
      [3, -0.1],
      [4, Number.NaN],
    ],
    { from: 0, to: 10 },
  );
  expect(rows).toEqual([
    [1, 0.0001],
    [3, -0.1],
  ]);
  expect([...flaws]).toEqual([2, 4]);
});
