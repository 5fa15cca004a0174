/**
 * The analyses that grademark (MIT, its integration tests) published of three lists of trades on STW.AX, beside our numbers
 * of the same trades. It trades with all its capital each time, without costs, and looks at the curve at exits only; its
 * profits are those of one share.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeWithShared, sharedFile } from "../../../tests/shared-data.ts";
import { amountFromNumber, price, quantity, type UnixMs } from "../base/index.ts";
import type { ClosedTrade, ExitReason, InstrumentId } from "../domain/index.ts";
import { deepestDrawdowns, type Metrics, metricsOf, type RunRecord } from "./index.ts";

interface Trade {
  readonly entryTime: string;
  readonly entryPrice: number;
  readonly exitTime: string;
  readonly exitPrice: number;
  /** Of one share. */
  readonly profit: number;
  /** Exit over entry price. */
  readonly growth: number;
  /** Profit over what its stop would have lost; only of trades with a stop. */
  readonly rmultiple?: number;
  readonly exitReason: string;
}

const EXITS: Readonly<Record<string, ExitReason>> = { "exit-rule": "signal", "stop-loss": "stop-loss" };

/** A trade of one share whose profit is counted in money, or in multiples of what was risked. */
function closedTrade(trade: Trade, id: number, profit: number): ClosedTrade {
  const exitReason = EXITS[trade.exitReason];
  if (exitReason === undefined) throw new Error(`no such exit: ${trade.exitReason}`);
  return {
    id,
    instrument: 0 as InstrumentId,
    strategy: "mean-reversion",
    side: "long",
    quantity: quantity("1"),
    entryTime: Date.parse(trade.entryTime) as UnixMs,
    entryPrice: price(String(trade.entryPrice)),
    exitTime: Date.parse(trade.exitTime) as UnixMs,
    exitPrice: price(trade.exitPrice.toFixed(12)),
    fees: amountFromNumber(0),
    funding: amountFromNumber(0),
    pnl: amountFromNumber(profit),
    entryValue: amountFromNumber(trade.entryPrice),
    mfe: 0,
    mae: 0,
    exitReason,
  };
}

/** The run of these trades: all the capital in each, one step at each exit. */
function recordOf(trades: readonly Trade[], profitOf: (trade: Trade) => number): RunRecord {
  let capital = 10_000;
  return {
    initialEquity: capital,
    equityTime: Float64Array.from(trades, ({ exitTime }) => Date.parse(exitTime)),
    equity: Float64Array.from(trades, ({ growth }) => (capital *= growth)),
    open: [],
    trades: trades.map((trade, i) => closedTrade(trade, i + 1, profitOf(trade))),
    benchmark: [],
    periodsPerYear: 252,
  };
}

/** What a measure may look at. */
interface Ours {
  readonly record: RunRecord;
  readonly metrics: Metrics;
  /** Of the same trades, with each profit in multiples of its risk; undefined without stops. */
  readonly inRisks: Metrics | undefined;
}

const finalEquity = ({ record }: Ours): number => record.equity.at(-1) ?? Number.NaN;

/** Every number of theirs that follows from numbers of ours, in our words. */
const MEASURED: Readonly<Record<string, (ours: Ours) => number | null | undefined>> = {
  startingCapital: ({ record }) => record.initialEquity,
  finalCapital: finalEquity,
  profit: (ours) => finalEquity(ours) - ours.record.initialEquity,
  profitPct: ({ metrics }) => metrics.totalReturn * 100,
  growth: ({ metrics }) => metrics.totalReturn + 1,
  totalTrades: ({ metrics }) => metrics.trades,
  /** In money, and negative: ours is a positive share of the peak. */
  maxDrawdown: ({ record }) => {
    const [deepest] = deepestDrawdowns(record);
    if (deepest === undefined) return 0;
    const peak = record.equityTime.findLastIndex((time) => time <= deepest.peakAt);
    // The first fall starts at the initial capital, before the first exit.
    const isFirst = deepest.peakAt === record.equityTime[0] && (record.equity[0] ?? 0) < record.initialEquity;
    return -deepest.depth * (isFirst ? record.initialEquity : (record.equity[peak] ?? Number.NaN));
  },
  maxDrawdownPct: ({ metrics }) => -metrics.maxDrawdown * 100,
  /** The spelling is theirs. Mean profit in multiples of the risk: our expectancy, were profits counted so. */
  expectency: ({ inRisks }) => inRisks?.expectancy,
  profitFactor: ({ metrics }) => metrics.profitFactor,
  percentProfitable: ({ metrics }) => (metrics.winRate ?? Number.NaN) * 100,
  /** Our Calmar ratio takes the growth of a year instead of the whole return. */
  returnOnAccount: ({ metrics }) => metrics.totalReturn / metrics.maxDrawdown,
};

const NOT_OURS: Readonly<Record<string, string>> = {
  barCount: "bars spent in trades: ours is a share of the time, and needs all bars of the run",
  maxRiskPct: "widest distance of a stop: trades of ours do not keep their stops",
  rmultipleStdDev: "dispersion of profits in multiples of the risk: no number of this room",
  systemQuality: "their expectancy over that dispersion: no number of this room",
};

const FILES = [
  ["with_only_losses", "all_losses"],
  ["with_only_profits", "all_profits"],
  ["with_profits_and_losses", "profits_and_losses"],
] as const;

describeWithShared("grademark", () => {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(sharedFile("data", "oracles", "backtests", "grademark", file), "utf8"));

  for (const [analysis, sample] of FILES) {
    const published = read(`analyze_mean_reversion_${analysis}.json`) as Readonly<Record<string, number>>;
    const { values: trades } = read(`sample_trades_-_${sample}.dataframe`) as { readonly values: Trade[] };
    const record = recordOf(trades, ({ profit }) => profit);
    const hasStops = trades.every(({ rmultiple }) => rmultiple !== undefined);
    const ours: Ours = {
      record,
      metrics: metricsOf(record),
      inRisks: hasStops ? metricsOf(recordOf(trades, ({ rmultiple = Number.NaN }) => rmultiple)) : undefined,
    };

    for (const [name, theirs] of Object.entries(published)) {
      if (Object.hasOwn(NOT_OURS, name)) continue;
      test(`${analysis.replaceAll("_", " ")}: ${name} is ${theirs}`, () => {
        const mine = MEASURED[name]?.(ours) ?? Number.NaN;
        expect(Math.abs(mine - theirs)).toBeLessThan(1e-9 * Math.max(1, Math.abs(theirs)));
      });
    }

    test(`${analysis.replaceAll("_", " ")}: what they leave out does not exist here either`, () => {
      for (const name of ["profitFactor", "expectency"])
        if (!(name in published)) expect(MEASURED[name]?.(ours) ?? null).toBeNull();
    });
  }
});
