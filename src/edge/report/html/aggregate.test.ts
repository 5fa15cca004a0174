import fc from "fast-check";
import { expect, test } from "vitest";
import { marketColumns, randomMarket } from "../../../../tests/builders/random-market.ts";
import type { DurationMs } from "../../../core/base/index.ts";
import { longerBars } from "../../../core/market/index.ts";
import { aggregated, lengthName, longerLengths } from "./aggregate.ts";

const HOUR = 3_600_000 as DurationMs;

test("the bars of the eye are those of strategies, wherever a longer bar is whole", () => {
  fc.assert(
    fc.property(randomMarket(200), fc.constantFrom(2, 4, 24), (steps, hours) => {
      const columns = marketColumns(steps, { from: 10_000, start: 0, every: HOUR });
      const ours = aggregated({ ...columns, intervalMs: HOUR, lines: [columns.volume] }, hours * HOUR);
      const { columns: theirs, incomplete } = longerBars(columns, HOUR, (hours * HOUR) as DurationMs);
      const rowOf = new Map(Array.from(ours.time, (at, row) => [Math.floor(at / (hours * HOUR)), row]));
      theirs.time.forEach((at, row) => {
        if (incomplete[row] === 1) return;
        const own = rowOf.get(at / (hours * HOUR)) ?? -1;
        for (const name of ["open", "high", "low", "close"] as const)
          expect(ours[name][own]).toBe(theirs[name][row]);
        const last = columns.time.indexOf(at + (hours - 1) * HOUR);
        expect(ours.lines[0]?.[own]).toBe(columns.volume[last]);
      });
    }),
    { numRuns: 30 },
  );
});

test("the unfinished bar at the end is shown: it has been traded", () => {
  const column = Float64Array.of(1, 2, 3);
  const bars = {
    time: column.map((at) => at * HOUR),
    open: column,
    high: column,
    low: column,
    close: column,
  };
  const { close, high } = aggregated({ ...bars, intervalMs: HOUR, lines: [] }, 4 * HOUR);
  expect([...close]).toEqual([3]);
  expect([...high]).toEqual([3]);
});

test("longer lengths are those that people know and that fit", () => {
  expect(longerLengths(HOUR).map(lengthName)).toEqual([
    "2h",
    "4h",
    "6h",
    "12h",
    "1d",
    "3d",
    "1w",
    "2w",
    "8w",
  ]);
  expect(longerLengths(7 * 60_000).map(lengthName)).toEqual(["1w", "2w", "8w"]);
  expect(lengthName(7_000)).toBe("7s");
});
