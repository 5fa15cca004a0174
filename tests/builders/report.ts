/** A report document made up for tests of what is shown of one: a run on one instrument, four trades, five points of equity. */
import type { Metrics } from "../../src/core/analytics/index.ts";
import type { ExitReason } from "../../src/core/domain/index.ts";
import type { BacktestReport, ReportTrade } from "../../src/core/views/index.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const START = Date.UTC(2017, 7, 17, 5);

export const METRICS: Metrics = {
  totalReturn: 0.2345,
  cagr: 0.032,
  sharpe: 1.2,
  sortino: 1.5,
  calmar: 0.9,
  probabilisticSharpe: 0.93,
  minTrackRecordDays: 2_100,
  maxDrawdown: 0.12,
  maxDrawdownDurationMs: 45 * DAY + 3 * HOUR,
  volatility: 0.3,
  winRate: 0.5,
  profitFactor: 1.4,
  expectancy: 3.2,
  trades: 4,
  exposure: 0.4,
  avgTradeDurationMs: 3 * DAY,
  var95: 0.02,
  cvar95: 0.03,
  benchmarkReturn: 14.1163,
};

export const trade = (
  id: number,
  pnl: string,
  exitReason: ExitReason,
  instrument = "BTC/USDT",
): ReportTrade => ({
  id,
  instrument,
  side: "long",
  quantity: "0.5",
  entryTime: START + id * 10 * DAY,
  entryPrice: "1000",
  exitTime: START + id * 10 * DAY + 3 * DAY,
  exitPrice: "1010",
  fees: "1",
  funding: "0",
  pnl,
  returnOnEntry: Number(pnl) / 500,
  mfe: 0.1,
  mae: -0.1,
  exitReason,
  strategy: "ema-cross",
});

export const series = (instrument: string): BacktestReport["data"][number] => ({
  instrument,
  timeframe: "1h",
  bars: 58_419,
  from: START - HOUR,
  to: START + 2_000 * DAY,
  gaps: 28,
  missing: 128,
  warnings: [],
});

export const REPORT: BacktestReport = {
  schema: "timonel.report/1",
  run: "r1",
  command: "backtest",
  strategies: ["ema-cross"],
  hash: "3f2a91c0d4e5aa11",
  configHash: "77aa01c2bbbb2222",
  dataHash: "0b1c9f0e12343333",
  latch: null,
  brokenStrategies: [],
  notices: ["A flat funding rate of 0.01 % every 8 hours was used."],
  data: [{ ...series("BTC/USDT"), warnings: ["21 % in one bar on 2020-03-12 10:00"] }],
  bars: 58_419,
  elapsedMs: 12.3,
  barsPerSecond: 4_749_512,
  account: {
    currency: "USDT",
    initial: "10000",
    final: "12345",
    fees: "193.24",
    funding: "0",
    dividends: "0",
    turnover: "193240",
  },
  metrics: METRICS,
  againstBenchmark: { alpha: 0.02, beta: 0.3, trackingError: 0.5, informationRatio: -0.4 },
  byInstrument: { "BTC/USDT": METRICS },
  byStrategy: { "ema-cross": METRICS },
  bySide: { long: METRICS },
  byExitReason: {
    signal: { ...METRICS, trades: 1, winRate: 0, expectancy: -60.25 },
    "stop-loss": { ...METRICS, trades: 1, winRate: 0, expectancy: -210 },
    "take-profit": { ...METRICS, trades: 2, winRate: 1, expectancy: 282.3 },
  },
  open: [],
  trades: [
    trade(1, "523.1", "take-profit"),
    trade(2, "-210", "stop-loss"),
    trade(3, "41.5", "take-profit"),
    trade(4, "-60.25", "signal"),
  ],
  equity: [
    [START, 10_000],
    [START + 500 * DAY, 11_000],
    [START + 1_000 * DAY, 9_800],
    [START + 1_500 * DAY, 13_000],
    [START + 2_000 * DAY, 12_345],
  ],
  drawdowns: [],
  liquidations: [],
  refusals: { ExposureLimit: 12, DailyTradesLimit: 3, SomethingOfTomorrow: 1 },
  rejections: { PriceOffTick: 1 },
};
