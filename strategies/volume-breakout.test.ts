import { play, type TestBar } from "timonel/testing";
import { expect, test } from "vitest";
import { volumeBreakout } from "./volume-breakout.ts";

const params = { entry: 3, exit: 2, volume: 3, atr: 2 };
const QUIET: readonly TestBar[] = Array.from({ length: 5 }, () => [100, 101, 99, 100, 10]);

test("buys a new high on unusual volume, and leaves below the shorter channel", () => {
  const run = play(volumeBreakout, [...QUIET, [100, 105, 100, 104, 90], 104, 103, 99, 99], { params });
  expect(run.trades).toMatchObject([{ entryPrice: 104, exitPrice: 99, exitReason: "signal" }]);
});

test("lets a new high on usual volume pass", () => {
  expect(play(volumeBreakout, [...QUIET, [100, 105, 100, 104, 10], 104], { params }).intents).toEqual([]);
});
