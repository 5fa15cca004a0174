/** The bracket task: its indicators are those of the task, and what the row checks can tell right from wrong. */
import { describe, expect, test } from "vitest";
import type { DurationMs } from "../../src/core/base/index.ts";
import type { InstrumentId } from "../../src/core/domain/index.ts";
import { Feed } from "../../src/core/indicators/index.ts";
import { type BarColumns, BarSeries } from "../../src/core/market/index.ts";
import { WrongDigest } from "../digest.ts";
import { bracketTrades } from "../reference/bracket-fast.ts";
import { candles, MINUTE } from "../reference/candles.ts";
import { bracketIndicators, bracketRun } from "./bracket.ts";
import {
  BracketEar,
  bracketAnswer,
  requireSameBracketEquity,
  requireSameBracketTrades,
} from "./check-bracket.ts";
import { playOut } from "./wide-run.ts";

function played(columns: BarColumns) {
  const ear = new BracketEar();
  const run = bracketRun(columns, ear);
  playOut(run);
  return { ear, run, answer: bracketAnswer(columns) };
}

const seriesOf = (columns: BarColumns): BarSeries =>
  new BarSeries({ id: 0, instrument: 0 as InstrumentId, intervalMs: MINUTE as DurationMs, columns });

describe("the bracket task", () => {
  test("computes the indicators of the task", () => {
    const made = candles(20_000, 5);
    const series = seriesOf(made);
    const feed = new Feed(series);
    const ind = bracketIndicators(feed);
    const sums: Record<string, number> = {};
    for (let bar = 0; bar < made.bars; bar++) {
      series.visible = bar + 1;
      feed.advance();
      if (bar < 60) continue;
      const values = {
        ema12: ind.fast.now,
        ema26: ind.slow.now,
        atr14: ind.atr.now,
        rsi14: ind.rsi.now,
        sma50: ind.sma.now,
        bollingerUpper: ind.bollinger.upper.now,
        bollingerLower: ind.bollinger.lower.now,
        donchianHigh: ind.donchian.upper.now,
        donchianLow: ind.donchian.lower.now,
        macdSignal: ind.macdSignal.now,
        zscore20: ind.zScore.now,
        obv: ind.obv.now,
      };
      for (const [name, value] of Object.entries(values)) sums[name] = (sums[name] ?? 0) + value;
    }
    const { checksums } = bracketAnswer(made).run;
    for (const [name, expected] of Object.entries(checksums))
      expect(Math.abs((sums[name] ?? Number.NaN) / expected - 1), name).toBeLessThan(1e-9);
    expect(sums["obv"]).toBe(checksums.obv);
  });

  test("is not taken for right with one trade, or one equity, that is off", () => {
    const { ear, run, answer } = played(candles(5_000, 11));
    requireSameBracketTrades(run, ear, answer);
    requireSameBracketEquity(run, answer);
    answer.out.signalBar[7] = (answer.out.signalBar[7] ?? 0) + 1;
    expect(() => requireSameBracketTrades(run, ear, answer)).toThrow(WrongDigest);
    answer.out.equity[1_234] = Number.NaN;
    expect(() => requireSameBracketEquity(run, answer)).toThrow("equity at bar 1234");
  });

  test("fills a target at an open that only touches it", () => {
    const { bars, bar } = openAtTheTarget();
    const { run, ear, answer } = played(bars);
    expect(bracketTrades(answer.out, answer.run.trades).at(-1)).toMatchObject({ exitBar: bar, reason: 1 });
    requireSameBracketTrades(run, ear, answer);
  });
});

/** Seeded bars up to an entry that is held, and one more that opens at the target and falls by a tick. */
function openAtTheTarget() {
  const source = candles(5_000, 11);
  const { out, run } = bracketAnswer(source);
  const held = bracketTrades(out, run.trades).find(({ entryBar, exitBar }) => exitBar > entryBar);
  const bar = (held?.entryBar ?? Number.NaN) + 1;
  const target = targetOf(played(cutAt(source, bar)).run);
  const bars = cutAt(source, bar + 1);
  bars.open[bar] = target;
  bars.high[bar] = target;
  bars.low[bar] = target - 0.01;
  bars.close[bar] = target - 0.01;
  return { bars, bar };
}

function targetOf({ exchange }: ReturnType<typeof bracketRun>): number {
  const [limit] = exchange
    .openOrders(0 as InstrumentId)
    .flatMap((order) => (order.limit === undefined ? [] : [Number(order.limit)]));
  return (limit ?? Number.NaN) / 1e12;
}

function cutAt({ time, open, high, low, close, volume }: BarColumns, bars: number): BarColumns {
  const cut = (column: Float64Array): Float64Array => column.slice(0, bars);
  return {
    time: cut(time),
    open: cut(open),
    high: cut(high),
    low: cut(low),
    close: cut(close),
    volume: cut(volume),
  };
}
