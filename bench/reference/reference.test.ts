/** The ports stand for ../shared/bench: held to its known answers always, to its code where it lies beside us. */
import { describe, expect, test } from "vitest";
import { loadEmaCross, loadGenerator } from "../../tests/builders/bench-tasks.ts";
import { testWithShared } from "../../tests/shared-data.ts";
import { candles, digestOfCandles } from "./candles.ts";
import { digestOfTrades, reference, summary } from "./ema-cross.ts";
import { fused, fusedColumns } from "./fused.ts";
import { SEED_7, SEED_42, SEED_2024 } from "./known-answers.ts";

const OTHER = { bars: 20_000, seed: 31_337 };

describe("candles", () => {
  test("are those that the generator's own check prints", () => {
    expect(digestOfCandles(candles(10_000, 42))).toBe("e085ff982a70f7e0");
    expect(digestOfCandles(candles(10_000, 43))).toBe("9705e15fc193e5ac");
  });

  testWithShared("are the shared ones, column for column", async () => {
    const theirs = (await loadGenerator()).candles(OTHER.bars, OTHER.seed);
    const ours = candles(OTHER.bars, OTHER.seed);
    for (const name of ["time", "open", "high", "low", "close", "volume", "closeTicks"] as const)
      expect(ours[name], name).toEqual(theirs[name]);
  });
});

describe("the reference", () => {
  for (const { bars, seed, trades, digest, finalEquityMicro } of [SEED_7, SEED_2024]) {
    test(`comes to the known answer of seed ${seed}`, () => {
      const { closedTrades, tradesDigest, finalEquityMicro: final } = summary(reference(bars, seed));
      expect(closedTrades).toBe(trades);
      expect(tradesDigest).toBe(digest);
      expect(final).toBe(String(finalEquityMicro));
    });
  }

  testWithShared("is the shared one, trade for trade and close for close", async () => {
    const theirs = (await loadEmaCross()).reference(OTHER.bars, OTHER.seed);
    const ours = reference(OTHER.bars, OTHER.seed);
    expect(digestOfTrades(ours.trades)).toBe(digestOfTrades(theirs.trades));
    expect(ours.equity).toEqual(theirs.equity);
    expect(ours.fees).toBe(theirs.fees);
    expect(ours.open).toBe(theirs.open);
  });
});

describe("the fused loop", () => {
  for (const { bars, seed } of [SEED_7, SEED_2024, OTHER]) {
    test(`makes the trades and the equity of the reference, seed ${seed}`, () => {
      const { open, close } = candles(bars, seed);
      const exact = reference(bars, seed);
      const out = fusedColumns(bars);
      const run = fused(open, close, out);
      expect(run.trades).toBe(exact.trades.length);
      expect(digestOfTrades(tradesOf(out, run.trades))).toBe(digestOfTrades(exact.trades));
      expect(worst(out.equity, exact.equity)).toBeLessThan(1e-6);
      expect(run.fees).toBeCloseTo(Number(exact.fees) / 1e6, 6);
      expect(run.maxDrawdown).toBeCloseTo(Number(summary(exact).maxDrawdownMicro) / 1e6, 6);
      expect(run.open).toBe(exact.open);
    });
  }

  test("comes to the known answer of the seed that is timed", () => {
    const { open, close } = candles(SEED_42.bars, SEED_42.seed);
    const out = fusedColumns(SEED_42.bars);
    const run = fused(open, close, out);
    expect(digestOfTrades(tradesOf(out, run.trades))).toBe(SEED_42.digest);
    expect(run.finalEquity).toBeCloseTo(Number(SEED_42.finalEquityMicro) / 1e6, 6);
  });
});

const tradesOf = (out: ReturnType<typeof fusedColumns>, count: number) =>
  Array.from({ length: count }, (_, k) => ({
    entryBar: out.entryBar[k] ?? Number.NaN,
    entryTicks: BigInt(Math.round((out.entryPrice[k] ?? Number.NaN) * 100)),
    exitBar: out.exitBar[k] ?? Number.NaN,
    exitTicks: BigInt(Math.round((out.exitPrice[k] ?? Number.NaN) * 100)),
    pnlMicro: BigInt(Math.round((out.pnl[k] ?? Number.NaN) * 1e6)),
  }));

const worst = (column: Float64Array, exact: readonly bigint[]): number =>
  exact.reduce((most, micros, bar) => {
    const off = Math.abs((column[bar] ?? Number.NaN) - Number(micros) / 1e6);
    return off <= most ? most : off; // A value that is no number is the worst.
  }, 0);
