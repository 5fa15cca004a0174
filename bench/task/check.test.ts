/** A digest that cannot tell right from wrong guards nothing: each of them is shown something wrong. */
import { describe, expect, test } from "vitest";
import { WrongDigest } from "../digest.ts";
import { candles } from "../reference/candles.ts";
import { digestOfTrades, reference } from "../reference/ema-cross.ts";
import {
  fusedAnswer,
  requireKnown,
  requireSameEquity,
  requireSameTrades,
  requireSoundBooks,
  requireSumOfEquity,
} from "./check.ts";
import { emaCrossRun } from "./ema-cross.ts";
import { MILLION, playOut } from "./wide-run.ts";

const SIZE = { bars: 5_000, seed: 11 };

function played() {
  const bars = candles(SIZE.bars, SIZE.seed);
  const run = emaCrossRun([bars], MILLION);
  playOut(run);
  return { bars, run, answer: fusedAnswer(bars) };
}

function known() {
  const { trades, equity } = reference(SIZE.bars, SIZE.seed);
  const finalEquityMicro = equity.at(-1) ?? 0n;
  return { ...SIZE, trades: trades.length, finalEquityMicro, digest: digestOfTrades(trades) };
}

describe("the EMA-cross task", () => {
  test("is played as the reference and the fused loop play it", () => {
    const { bars, run, answer } = played();
    requireKnown(run, known());
    requireSameTrades(run.engine.portfolio.trades, answer, bars.time);
    requireSameEquity(run, answer);
    requireSoundBooks(run);
    requireSumOfEquity(run, MILLION, [answer]);
    expect(answer.run.trades).toBeGreaterThan(50);
  });

  test("is not taken for right with one trade at another price", () => {
    const { bars, run, answer } = played();
    answer.out.exitPrice[7] = (answer.out.exitPrice[7] ?? 0) + 0.01;
    expect(() => requireSameTrades(run.engine.portfolio.trades, answer, bars.time)).toThrow(WrongDigest);
  });

  test("is not taken for right with one trade too few", () => {
    const { bars, run, answer } = played();
    const trades = run.engine.portfolio.trades.slice(1);
    expect(() => requireSameTrades(trades, answer, bars.time)).toThrow("closed trades");
  });

  test("is not taken for right with equity off by two millionths at one bar, or no number", () => {
    for (const off of [2e-6, Number.NaN]) {
      const { run, answer } = played();
      answer.out.equity[1_234] = (answer.out.equity[1_234] ?? 0) + off;
      expect(() => requireSameEquity(run, answer)).toThrow("equity at bar 1234");
    }
  });

  test("is not taken for another one", () => {
    const { run } = played();
    expect(() => requireKnown(run, { ...known(), digest: "0".repeat(16) })).toThrow("trade digest");
    expect(() => requireKnown(run, { ...known(), finalEquityMicro: 1n })).toThrow("final equity");
  });

  test("is not taken for sound when the books part, or an order was refused", () => {
    const { run } = played();
    run.engine.portfolio.ledger.transfer(
      run.engine.portfolio.ledger.asset("USDT"),
      "wallet",
      "venue",
      MILLION,
    );
    expect(() => requireSoundBooks(run)).toThrow("cash of the venue's account");
    const poor = emaCrossRun([candles(SIZE.bars, SIZE.seed)], 1n as typeof MILLION);
    playOut(poor);
    expect(() => requireSoundBooks(poor)).toThrow("refusals");
  });
});
