import { describe, expect, test } from "vitest";
import { perpetual, withoutFees } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, play } from "../../../tests/builders/play.ts";
import { WireRun } from "../../../tests/builders/wire-run.ts";
import { formatAmount, NO_AMOUNT, price, quantity, type Ratio } from "../base/index.ts";
import type { PositionLiquidated } from "../domain/index.ts";
import { none, open, order } from "../strategy/index.ts";

const STILL = "100 100 100 100";
/** Leverage 10: a margin of a tenth, half a percent of maintenance; 90 / 0.995 = 90.45. */
const TERMS: PlayTerms & { readonly instrument: ReturnType<typeof perpetual> } = {
  instrument: withoutFees(perpetual()),
  leverage: 10,
  margin: { liquidationFee: 0n as Ratio },
};
const LONG = open("long", { why: "test", stop: "default" });
const DOWN = [STILL, STILL, "100 100 80 85", "85 85 85 85"];

describe("a liquidation", () => {
  test("is a trade that ended for that reason, at the venue's price, in the books of both", () => {
    const run = play(DOWN, { 1: LONG }, TERMS);
    expect(run.trades).toEqual(["long 100: 100 -> 90.45 liquidation"]);
    expect(run.held()).toBe("0");
    expect(formatAmount(run.engine.portfolio.cash)).toBe("99045");
    expect(run.exchange.account.cash).toBe(run.engine.portfolio.cash);
    expect(run.engine.liquidations).toHaveLength(1);
    expect(run.engine.portfolio.ledger.isBalanced()).toBe(true);
  });

  test("is told before its fill, and takes protection and working entries with it", () => {
    const script = {
      1: open("long", { why: "test", stop: 85, target: 130 }),
      2: order({ why: "more", side: "buy", type: "limit", limit: 70, quantity: 1, expiresAfterBars: 9 }),
    };
    const run = play(DOWN, script, { ...TERMS, risk: { portfolio: { sameDirection: "allow" } } });
    expect(run.record.story.slice(-7)).toEqual(
      [
        "script on BTC/USDT:USDT: order",
        "4 approved",
        "4 entry: buy limit 1",
        "4 accepted",
        ...["2 cancelled", "3 cancelled", "4 cancelled"],
        "liquidated: sell 100 @ 90.45, fee 0",
        "5 exit: sell 100 @ 90.45",
      ].slice(-7),
    );
    expect(run.resting()).toEqual([]);
    expect(run.engine.risk.hasWorkingEntry(run.instruments[0]?.id as never)).toBe(false);
  });

  test("does not come where a nearer stop has left already", () => {
    const run = play(DOWN, { 1: open("long", { why: "test", stop: 95 }) }, TERMS);
    expect(run.trades).toEqual(["long 100: 100 -> 95 stop-loss"]);
  });

  test("leaves the strategy flat and free to go on", () => {
    const again = { 1: LONG, 3: LONG };
    const run = play([...DOWN, "85 85 85 85"], again, TERMS);
    expect(run.trades).toHaveLength(1);
    expect(run.held()).not.toBe("0");
  });

  test("counts for the drawdown limit within the same event", () => {
    const risk = { portfolio: { drawdownMax: 0.005 } };
    const run = play([STILL, STILL, "100 100 80 100", STILL], { 1: LONG }, { ...TERMS, risk });
    expect(run.record.latches.map(({ kind }) => kind)).toEqual(["drawdown"]);
  });

  test("cancels what a venue has left working", () => {
    const run = new WireRun([STILL, STILL], { 1: LONG, 2: none });
    run.bar();
    run.tell("OrderAccepted", 1);
    run.fill(1, "5", "100");
    const { instrument } = run;
    const fill: PositionLiquidated["fill"] = {
      ...{ instrument: instrument.id, side: "sell", price: price("90"), quantity: quantity("5") },
      ...{ fee: NO_AMOUNT, feeAsset: "USDT", liquidity: "taker", tradeId: "v1", at: 0 as never },
    };
    run.engine.step({
      kind: "PositionLiquidated",
      instrument: instrument.id,
      fill,
      insured: NO_AMOUNT,
      at: 0 as never,
    });
    expect(run.held).toBe("0");
    expect(run.cancelled).toEqual([1]); // What was left of the entry.
  });
});
