/** What is said of a peer: equal to the last millionth, or what differs. */
import { describe, expect, test } from "vitest";
import { at } from "../../src/core/market/index.ts";
import { candles } from "../reference/candles.ts";
import { fusedAnswer } from "../task/check.ts";
import { compare, type PeerAnswer } from "./compare.ts";

const REFERENCE = fusedAnswer(candles(5_000, 7));
const { run, out } = REFERENCE;
const SAME: PeerAnswer = {
  trades: Array.from({ length: run.trades }, (_, k) =>
    [out.entryBar, out.entryPrice, out.exitBar, out.exitPrice, out.pnl].map((column) => at(column, k)),
  ),
  finalEquity: run.finalEquity,
};
const changed = (trade: number, place: number, by: number): PeerAnswer => ({
  ...SAME,
  trades: SAME.trades.map((row, k) => (k === trade ? row.with(place, (row[place] ?? 0) + by) : row)),
});

describe("a peer", () => {
  test("equals the reference when its trades and its money do, to a millionth", () => {
    expect(run.trades).toBeGreaterThan(50);
    expect(compare(SAME, REFERENCE)).toEqual({ equalsReference: true, differs: undefined });
    expect(compare({ ...SAME, finalEquity: run.finalEquity + 9e-7 }, REFERENCE).equalsReference).toBe(true);
  });

  test.each([
    ["an entry at another bar", changed(3, 0, 1), "1 trades at other bars or prices"],
    ["another price of an entry", changed(3, 1, 0.01), "1 trades at other bars or prices"],
    ["an exit at another bar", changed(3, 2, -1), "1 trades at other bars or prices"],
    ["another price of an exit", changed(3, 3, 0.01), "1 trades at other bars or prices"],
    ["another profit", changed(3, 4, 0.005), "the same trades, 1 with another profit"],
    ["profits that are no numbers", changed(3, 4, Number.NaN), "the same trades, 1 with another profit"],
    ["another final equity", { ...SAME, finalEquity: run.finalEquity - 3.5 }, "final equity off by -3.50"],
    ["a trade less", { ...SAME, trades: SAME.trades.slice(1) }, `${run.trades - 1} trades instead of`],
  ])("does not with %s", (_, answer, said) => {
    const { equalsReference, differs } = compare(answer, REFERENCE, "it rounds");
    expect(equalsReference).toBe(false);
    expect(differs).toContain(said);
    expect(differs).toMatch(/; it rounds$/);
  });
});
