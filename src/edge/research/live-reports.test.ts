import { expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { perpetual, spot } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, play } from "../../../tests/builders/play.ts";
import { amount, formatAmount } from "../../core/base/index.ts";
import { open } from "../../core/strategy/index.ts";
import { statusOf } from "../../core/views/index.ts";
import { statusFacts } from "./live-reports.ts";

const fees = { maker: "0.001", taker: "0.001", step: "0.01" };
const long = open("long", { why: "test", stop: 90 });

test.each<[string, PlayTerms]>([
  ["spot", { instrument: spot(fees) } as PlayTerms],
  ["spot that pays its fees in kind", { instrument: spot(fees), feesIn: "received" } as PlayTerms],
  ["contracts", { instrument: perpetual(fees) } as PlayTerms],
])("what is realised and what is not come to the whole profit: %s", (_, terms) => {
  const { engine } = play(closes(100, 100, 103, 107), { 1: long }, terms);
  expect(engine.portfolio.open).toHaveLength(1);
  const facts = { currency: "USDT", initial: amount("100000"), ordersPlaced: 1, running: true };
  const { capital, totals } = statusOf({
    run: "r",
    mode: "paper",
    ...statusFacts(engine, facts),
  });
  const parts = amount(totals.realizedPnl) + amount(totals.unrealizedPnl);
  expect(formatAmount(parts as ReturnType<typeof amount>)).toBe(capital.pnl);
  expect(Number(totals.realizedPnl)).toBeLessThan(0); // The fee of the entry.
});
