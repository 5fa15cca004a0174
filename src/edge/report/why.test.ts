import { expect, test } from "vitest";
import type { WhyDocument } from "../../core/views/index.ts";
import { renderWhy } from "./why.ts";

const CLOSED: WhyDocument = {
  schema: "timonel.why/1",
  run: "r1",
  order: 1,
  signal: 1,
  trade: 1,
  instrument: "AAPL",
  strategy: "ema-cross",
  role: "entry",
  status: "FILLED",
  why: "it crossed",
  explanation: null,
  changes: [],
  parents: [],
  sent: null,
  answers: [],
  fills: [{ at: 0, price: "10", quantity: "3", fee: "1", feeAsset: "EUR", liquidity: "taker" }],
  filled: null,
  latch: null,
  move: null,
  children: [],
  outcome: {
    kind: "closed",
    held: null,
    result: {
      ...{ id: 1, side: "long", quantity: "3", exitReason: "signal" },
      ...{ entryTime: 0, entryPrice: "10", exitTime: 60_000, exitPrice: "9", mfe: 0, mae: -0.1 },
      ...{ fees: "2", funding: "0", pnl: "-5" },
    },
  },
  timings: {
    ...{ barClosed: null, decided: null, sent: null, answered: null },
    ...{ firstFill: null, lastFill: null, ended: null },
  },
};

test.each<[string, Partial<WhyDocument>, string | undefined, string]>([
  ["the quote of a pair, whatever the account is kept in", { instrument: "BTC/USDT" }, "USD", "-5.00 USDT"],
  ["that of a contract", { instrument: "BTC/USDT:USDT" }, undefined, "-5.00 USDT"],
  ["the account's, where the symbol says nothing", {}, "USD", "-5.00 USD"],
  ["that of the fees, where nobody knows the account", {}, undefined, "-5.00 EUR"],
  ["none, where there is nothing to know it from", { fills: [] }, undefined, "-5.00  trade"],
])("its money is counted in %s", (_, rest, currency, shown) => {
  const text = renderWhy({ ...CLOSED, ...rest }, undefined, { color: false, width: 80, currency });
  expect(text).toContain(`Outcome   ${shown}`);
});
