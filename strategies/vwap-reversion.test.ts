import { play } from "timonel/testing";
import { expect, test } from "vitest";
import { vwapReversion } from "./vwap-reversion.ts";

const params = { length: 5, deviations: 1, atr: 2 };

test("buys when price turns back up from far below the average of the day, and sells at that average", () => {
  const { trades } = play(vwapReversion, [100, 100, 100, 100, 90, 95, 95, 99, 99], { params });
  expect(trades).toMatchObject([{ side: "long", entryPrice: 95, exitPrice: 99, exitReason: "signal" }]);
});

test("does not buy while price still falls", () => {
  expect(play(vwapReversion, [100, 100, 100, 100, 90, 80, 70, 60], { params }).intents).toEqual([]);
});
