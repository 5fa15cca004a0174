/** Fees in an asset that is itself what is traded. */
import { expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { perpetual, spot } from "../../../tests/builders/instrument.ts";
import { play } from "../../../tests/builders/play.ts";
import { price, ratio } from "../base/index.ts";
import { close, order } from "../strategy/index.ts";

const fees = { kind: "percent", maker: ratio("0.001"), taker: ratio("0.001") } as const;

test.each([
  spot({ symbol: "BNB/USDT", fees, step: "0.01" }),
  spot({ symbol: "BNB/USDT", fees, step: "0.00001" }),
  perpetual({ symbol: "BNB/USDT:USDT", fees }),
])("leave the books of the venue and of the engine the same ($symbol)", (instrument) => {
  const script = {
    1: order({ side: "buy", type: "market", quantity: 7, why: "in" }),
    3: order({ side: "sell", type: "market", quantity: 2, reduceOnly: true, why: "some" }),
    4: order({ side: "buy", type: "market", quantity: 3, why: "more" }),
    6: close("out"),
  };
  const run = play(flat(100, 8), script, {
    instrument,
    feesIn: { asset: "BNB", price: price("350") },
    risk: { portfolio: { sameDirection: "allow" } },
    after: (_, { engine, exchange: { account } }) => {
      const { quantity, dust } = engine.portfolio.position(instrument.id);
      expect([quantity, dust]).toEqual([account.held(instrument), account.dust(instrument)]);
      expect(engine.portfolio.cash).toBe(account.cash);
    },
  });
  expect([run.fills.length, run.held(), run.engine.rejections.size]).toEqual([4, "0", 0]);
  expect(run.engine.portfolio.ledger.isBalanced()).toBe(true);
});
