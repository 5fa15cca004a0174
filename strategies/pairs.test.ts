import { play } from "timonel/testing";
import { expect, test } from "vitest";
import { pairs } from "./pairs.ts";

const [BTC, ETH] = ["BTC/USDT:USDT", "ETH/USDT:USDT"];
const btc = [100, 101, 100, 101, 100, 101, 110, 110, 101, 100, 100];
const eth = [10, 10.1, 10, 10.1, 10, 10.1, 10.1, 10.1, 10.1, 10, 10];

/** One leg of the pair. */
const leg = (symbol: string, own: readonly number[], other: string, bars: readonly number[]) =>
  play(pairs, own, { symbol, others: { [other]: bars }, kind: "perpetual", params: { other, length: 6 } });

test("sells the dear one and buys the cheap one at the same bars", () => {
  const [dear, cheap] = [leg(BTC, btc, ETH, eth), leg(ETH, eth, BTC, btc)];
  expect(dear.trades).toMatchObject([{ side: "short", exitReason: "signal" }]);
  expect(cheap.trades).toMatchObject([{ side: "long", exitReason: "signal" }]);
  expect(dear.fills.map(({ at }) => at)).toEqual(cheap.fills.map(({ at }) => at));
});

test("two that move together are left alone", () => {
  const run = leg(
    BTC,
    btc,
    ETH,
    btc.map((price) => price / 10),
  );
  expect(run.intents).toEqual([]);
});
