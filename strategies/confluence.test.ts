import { play } from "timonel/testing";
import { expect, test } from "vitest";
import { confluence } from "./confluence.ts";

const params = { rsi: 5, bands: 8, deviations: 1.5, fast: 3, slow: 6, signal: 3, oversold: 40 };
const CALM = [100, 101, 100, 101, 100, 101, 100, 101, 100, 101, 100, 101];

test("buys when all three say that the dip is over, and sells the recovery", () => {
  const { trades } = play(confluence, [...CALM, 97, 93, 94, 94, 97, 101, 103, 103], { params });
  expect(trades).toMatchObject([{ entryPrice: 94, exitReason: "signal" }]);
  expect(trades[0]?.pnl).toBeGreaterThan(0);
});

test("does not buy a dip that goes on", () => {
  expect(play(confluence, [...CALM, 97, 93, 89, 85, 81, 77], { params }).intents).toEqual([]);
});
