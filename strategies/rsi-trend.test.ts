import { play } from "timonel/testing";
import { expect, test } from "vitest";
import { rsiTrend } from "./rsi-trend.ts";

const params = { fast: 3, slow: 12, rsi: 2 };
const rising = Array.from({ length: 20 }, (_, bar) => 100 + 2 * bar);

test("buys the end of a pullback in an uptrend, and sells into strength", () => {
  const { trades } = play(rsiTrend, [...rising, 134, 136, 142, 142], { params });
  expect(trades).toMatchObject([{ entryPrice: 136, exitPrice: 142, exitReason: "signal" }]);
});

test("buys no recovery in a downtrend", () => {
  const falling = rising.toReversed();
  expect(play(rsiTrend, [...falling, 98, 100, 102], { params }).intents).toEqual([]);
});
