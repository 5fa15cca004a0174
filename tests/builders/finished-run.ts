/** A finished run that nobody played: a report document of any number of trades, and the charts to it. */
import { type Metrics, thinEquity } from "../../src/core/analytics/index.ts";
import type { BacktestReport } from "../../src/core/views/index.ts";
import { pageAssets } from "../../src/edge/report/html/assets.ts";
import { buildCharts, drawBars } from "../../src/edge/report/html/build-charts.ts";
import type { ReportCharts } from "../../src/edge/report/html/charts.ts";
import { HOUR, START } from "./instrument.ts";

/** Tests run from sources; the script of a page is compiled. */
export const PAGE_ASSETS = pageAssets(
  new URL("../../dist/src/edge/report/html/browser/main.js", import.meta.url),
);

const METRICS: Metrics = {
  totalReturn: 0.2,
  cagr: 0.21,
  sharpe: 1.2,
  sortino: 1.8,
  calmar: 0.9,
  probabilisticSharpe: 0.97,
  minTrackRecordDays: 321,
  maxDrawdown: 0.25,
  maxDrawdownDurationMs: 40 * 24 * HOUR,
  volatility: 0.3,
  winRate: 0.4,
  profitFactor: 1.4,
  expectancy: 12.5,
  trades: 4,
  exposure: 0.5,
  avgTradeDurationMs: 29 * HOUR,
  var95: 0.01,
  cvar95: 0.02,
  benchmarkReturn: 0.5,
};

/** A wave, so that gains and losses are among the trades. */
const priceAt = (hour: number): number => Math.round(10_000 + 2_000 * Math.sin(hour / 40) + hour) / 100;

export function madeReport(trades = 40): BacktestReport {
  const hours = Math.max(2_000, trades);
  const time = Float64Array.from({ length: hours }, (_, i) => START + (i + 1) * HOUR);
  const equity = thinEquity(
    time,
    time.map((_, i) => 10_000 + (2_000 * i) / (hours - 1) + 300 * Math.sin(i / 50)),
  );
  return {
    schema: "timonel.report/1",
    run: "backtest-made",
    command: "backtest",
    strategies: ["ema-cross"],
    hash: "a".repeat(64),
    configHash: "b".repeat(64),
    dataHash: "c".repeat(64),
    latch: null,
    brokenStrategies: [],
    notices: ["funding is a flat rate"],
    data: [
      {
        instrument: "BTC/USDT",
        timeframe: "1h",
        bars: hours,
        from: START,
        to: START + (hours - 1) * HOUR,
        gaps: 1,
        missing: 3,
        warnings: ["3 bars are missing"],
      },
    ],
    bars: hours,
    elapsedMs: 12,
    barsPerSecond: 1e6,
    account: {
      currency: "USDT",
      initial: "10000",
      final: "12000",
      fees: "120.5",
      funding: "3.25",
      dividends: "0",
      turnover: "120500",
    },
    metrics: { ...METRICS, trades },
    againstBenchmark: { alpha: 0.1, beta: 0.4, trackingError: 0.2, informationRatio: -0.3 },
    byInstrument: { "BTC/USDT": METRICS },
    byStrategy: { "ema-cross": METRICS },
    bySide: { long: METRICS, short: METRICS },
    byExitReason: { signal: METRICS, "stop-loss": METRICS },
    open: [],
    trades: Array.from({ length: trades }, (_, i) => tradeAt(i, (i * (hours - 60)) / trades)),
    equity,
    drawdowns: [{ peakAt: START + 100 * HOUR, troughAt: START + 150 * HOUR, recoveredAt: null, depth: 0.25 }],
    liquidations: [],
    refusals: { PortfolioRiskLimit: 9 },
    rejections: { PriceOffTick: 1 },
  };
}

function tradeAt(i: number, hour: number): BacktestReport["trades"][number] {
  const entry = priceAt(Math.floor(hour));
  const exit = priceAt(Math.floor(hour) + 24);
  const isShort = i % 3 === 0;
  const returned = ((isShort ? -1 : 1) * (exit - entry)) / entry;
  return {
    id: i + 1,
    instrument: "BTC/USDT",
    side: isShort ? "short" : "long",
    quantity: "12.5",
    entryTime: START + Math.floor(hour) * HOUR,
    entryPrice: String(entry),
    exitTime: START + (Math.floor(hour) + 24) * HOUR,
    exitPrice: String(exit),
    fees: "1.25",
    funding: "0",
    pnl: (returned * entry * 12.5).toFixed(4),
    returnOnEntry: returned,
    mfe: Math.max(returned, 0) + 0.01,
    mae: Math.min(returned, 0) - 0.01,
    exitReason: i % 2 === 0 ? "signal" : "stop-loss",
    strategy: "ema-cross",
  };
}

/** Bars of the same wave, with one indicator and one stop. */
export function madeCharts(report: BacktestReport): ReportCharts {
  const rows = report.bars;
  const column = (make: (row: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => make(row));
  const close = column((row) => priceAt(row));
  const columns = {
    time: column((row) => START + row * HOUR),
    open: column((row) => priceAt(row - 1)),
    high: column((row) => Math.max(priceAt(row), priceAt(row - 1)) + 0.5),
    low: column((row) => Math.min(priceAt(row), priceAt(row - 1)) - 0.5),
    close,
    volume: column(() => 1),
  };
  const record = {
    initialEquity: 10_000,
    equityTime: Float64Array.from(report.equity, ([at]) => at),
    equity: Float64Array.from(report.equity, ([, value]) => value),
    open: [],
    trades: [],
    benchmark: [{ time: columns.time, intervalMs: HOUR, close }],
    periodsPerYear: 365,
  };
  const indicators = (at: ArrayLike<number>) => [
    { name: "average", values: Float64Array.from(at, (row) => (row < 20 ? Number.NaN : (close[row] ?? 0))) },
    { name: "rsi", values: Float64Array.from(at, (row) => 50 + 40 * Math.sin(row / 40)) },
  ];
  const stop = {
    instrument: 0 as never,
    from: START + 5 * HOUR,
    to: START + 30 * HOUR,
    side: "sell" as const,
  };
  return buildCharts({
    record,
    equity: report.equity,
    instruments: [
      {
        ...{
          symbol: "BTC/USDT",
          timeframe: "1h",
          intervalMs: HOUR,
          indicators,
          drawn: drawBars(columns, HOUR, 1),
        },
        stops: [{ ...stop, price: 99, trail: undefined }],
      },
    ],
  });
}
