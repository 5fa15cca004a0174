import { play } from "timonel/testing";
import { expect, test } from "vitest";
import { heikinAshiTrend } from "./heikin-ashi-trend.ts";

const params = { bars: 3, atr: 2 };
const falling = [110, 108, 106, 104, 102, 100];

test("joins after three rising bars, and the bracket takes the profit", () => {
  const { trades } = play(heikinAshiTrend, [...falling, 102, 104, 106, 108, 112, 116, 120, 124], { params });
  expect(trades).toMatchObject([{ side: "long", exitReason: "take-profit" }]);
});

test("the bracket is wider above than below: 5.5 average ranges to 3.25", () => {
  const [intent] = play(heikinAshiTrend, [...falling, 102, 104, 106, 108], { params }).intents;
  if (intent?.kind !== "open") throw new Error("no bracket");
  expect((Number(intent.target) - 108) / (108 - Number(intent.stop))).toBeCloseTo(5.5 / 3.25, 9);
});
