/** The port stands for ../shared/bench: held to its known answers always, to its code where it lies beside us. */
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { sharedFile, testWithShared } from "../../tests/shared-data.ts";
import {
  type BracketColumns,
  type BracketFastRun,
  bracketColumns,
  bracketFast,
  bracketTrades,
  digestOfBracketTrades,
} from "./bracket-fast.ts";
import { type Candles, candles } from "./candles.ts";
import { BRACKET_7, BRACKET_42, BRACKET_2024 } from "./known-answers.ts";

interface TheirTask {
  columns(bars: number): BracketColumns;
  bracket(candles: Candles, out: BracketColumns): BracketFastRun;
}

describe("the fast loop of the bracket task", () => {
  for (const { bars, seed, trades, digest, finalEquityMicro } of [BRACKET_7, BRACKET_2024, BRACKET_42]) {
    test(`comes to the known answer of seed ${seed}`, () => {
      const out = bracketColumns(bars);
      const run = bracketFast(candles(bars, seed), out);
      expect(run.trades).toBe(trades);
      expect(digestOfBracketTrades(bracketTrades(out, run.trades))).toBe(digest);
      expect(run.finalEquity).toBeCloseTo(Number(finalEquityMicro) / 1e6, 6);
    });
  }

  testWithShared("is the shared one to the last bit", async () => {
    // Plain JavaScript from outside: what it exports is stated at its top.
    const url = pathToFileURL(sharedFile("bench", "bracket_fast.mjs")).href;
    const task = (await import(/* @vite-ignore */ url)) as TheirTask;
    const made = candles(20_000, 31_337);
    const [ours, theirs] = [bracketColumns(20_000), task.columns(20_000)];
    expect(bracketFast(made, ours)).toEqual(task.bracket(made, theirs));
    expect(ours).toEqual(theirs);
  });
});
