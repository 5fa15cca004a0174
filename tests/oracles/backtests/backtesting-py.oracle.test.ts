/** What backtesting.py publishes of its run on GOOG, held against the same run by our engine: see README.md. */
import { expect, test } from "vitest";
import { formatAmount } from "../../../src/core/base/index.ts";
import { describeWithShared } from "../../shared-data.ts";
import { playGoog } from "./backtesting-py.ts";
import { googComparisons } from "./backtesting-py-statistics.ts";
import { agree } from "./comparison.ts";

describeWithShared("backtesting.py: averages of 10 and 30 closes on GOOG", () => {
  for (const one of googComparisons())
    test(`${one.name} is ${one.published}`, () => {
      expect(one).toSatisfy(agree);
    });

  test("it ends flat, to the cent, and nothing was refused on the way", () => {
    const { engine, record } = playGoog();
    expect(formatAmount(engine.portfolio.cash)).toBe("51422.99");
    expect(engine.openPositions()).toEqual([]);
    expect([record.refusals, engine.rejections.size]).toEqual([[], 0]);
  });

  test("each entry is all of the equity that its exit left, in whole shares", () => {
    const { trades } = playGoog();
    expect(trades.slice(0, 3)).toEqual([
      "short 55: 180.36 -> 186.31 reversal",
      "long 51: 186.31 -> 193.69 reversal",
      "short 51: 193.69 -> 196.96 reversal",
    ]);
    expect(trades.at(-1)).toBe("long 64: 695 -> 797.8 signal");
  });
});
