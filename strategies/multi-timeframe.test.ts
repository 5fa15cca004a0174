import { play } from "timonel/testing";
import { expect, test } from "vitest";
import { multiTimeframe } from "./multi-timeframe.ts";

const params = { fast: 2, slow: 4, atr: 2 };
const up = Array.from({ length: 60 }, (_, hour) => 100 + hour);
const down = up.map((price) => 260 - price);
const DIP = [157, 155, 154, 156, 159, 162, 165, 167, 169, 171, 173, 175, 177, 179, 181, 183];

test("buys when MACD turns up in a 4h uptrend; its stop follows price up and ends the trade", () => {
  const run = play(multiTimeframe, [...up, ...DIP, 165, 150], { params });
  expect(run.intents.map(({ kind }) => kind)).toContain("adjust");
  expect(run.trades).toMatchObject([{ side: "long", exitReason: "stop-loss" }]);
  expect(run.trades[0]?.pnl).toBeGreaterThan(0);
});

test("sells short in a downtrend only where it may", () => {
  const falling = [...down, ...DIP.map((price) => 260 - price)];
  const open = { kind: "open", direction: "short" };
  expect(play(multiTimeframe, falling, { params }).intents).toEqual([]);
  const short = play(multiTimeframe, falling, { params: { ...params, shorts: true }, kind: "perpetual" });
  expect(short.intents[0]).toMatchObject(open);
});
