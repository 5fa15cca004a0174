import { expect, test } from "vitest";
import type { BenchmarkCloses } from "../analytics/index.ts";
import { amount, type Price, price, quantity, ratio, type UnixMs } from "../base/index.ts";
import type { ClosedTrade, Instrument, InstrumentId, OpenPosition } from "../domain/index.ts";
import { buildReport, type ReportInput } from "./index.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);

const instrument = (id: number, symbol: string, contractSize = "1"): Instrument => ({
  id: id as InstrumentId,
  symbol,
  venue: "test",
  kind: "spot",
  settlement: "asset",
  base: "BTC",
  quote: "USDT",
  contractSize: quantity(contractSize),
  rules: [],
  fees: { kind: "percent", maker: ratio("0.001"), taker: ratio("0.001") },
  leverageMax: 1,
  session: { kind: "continuous" },
});

const TRADE: ClosedTrade = {
  id: 1,
  instrument: 0 as InstrumentId,
  strategy: "ema-cross",
  side: "long",
  quantity: quantity("0.5"),
  entryTime: (START + HOUR) as UnixMs,
  entryPrice: price("100"),
  exitTime: (START + 3 * HOUR) as UnixMs,
  exitPrice: price("110"),
  fees: amount("0.1"),
  funding: amount("0.02"),
  pnl: amount("4.9"),
  entryValue: amount("50"),
  mfe: 0.12,
  mae: -0.01,
  exitReason: "take-profit",
};

const OPEN: OpenPosition = {
  instrument: 1 as InstrumentId,
  strategy: "ema-cross",
  side: "long",
  quantity: quantity("2"),
  entryTime: (START + HOUR) as UnixMs,
  entryPrice: price("20"),
  markPrice: price("21.5"),
  fees: amount("0.04"),
  funding: amount("-0.01"),
  pnl: amount("2.96"),
  mfe: 0.08,
  mae: 0,
};

const closes = (close: readonly number[]): BenchmarkCloses => ({
  time: Float64Array.from(close, (_, hour) => START + hour * HOUR),
  intervalMs: HOUR,
  close: Float64Array.from(close),
});

const INPUT: ReportInput = {
  run: "r1",
  command: "backtest",
  strategies: ["ema-cross"],
  hash: "aa",
  configHash: "bb",
  dataHash: "cc",
  data: [
    {
      instrument: "BTC/USDT",
      timeframe: "1h",
      bars: 4,
      from: START,
      to: START + 3 * HOUR,
      gaps: 0,
      missing: 0,
      warnings: ["a jump"],
    },
  ],
  bars: 4,
  elapsedMs: 2,
  account: {
    currency: "USDT",
    initial: amount("10000"),
    final: amount("10007.86"),
    fees: amount("0.14"),
    funding: amount("0.01"),
    dividends: amount("3.2"),
    turnover: amount("145"),
  },
  record: {
    initialEquity: 10_000,
    equityTime: Float64Array.from([1, 2, 3, 4], (hour) => START + hour * HOUR),
    equity: Float64Array.of(10_000, 10_002, 10_004.9, 10_007.86),
    trades: [TRADE],
    open: [OPEN],
    benchmark: [closes([100, 104, 107, 110]), closes([20, 21, 20.5, 21.5])],
    periodsPerYear: 365,
  },
  instruments: [instrument(0, "BTC/USDT"), instrument(1, "ETH/USDT")],
  refusals: { ExposureLimit: 3 },
  rejections: {},
  liquidations: [
    {
      kind: "PositionLiquidated",
      instrument: 0 as InstrumentId,
      fill: {
        instrument: 0 as InstrumentId,
        side: "sell",
        price: price("90"),
        quantity: quantity("0.5"),
        fee: amount("0.54"),
        feeAsset: "USDT",
        liquidity: "taker",
        tradeId: "7",
        at: (START + 3 * HOUR) as UnixMs,
      },
      insured: amount("0.25"),
      at: (START + 3 * HOUR) as UnixMs,
    },
  ],
  notices: ["flat funding"],
  latch: undefined,
  brokenStrategies: [{ symbol: "ETH/USDT", strategy: "s", found: "it threw", since: START + 2 * HOUR }],
};

test("the document is the one that CONTRACT promises", () => {
  expect(buildReport(INPUT)).toMatchObject({
    schema: "timonel.report/1",
    run: "r1",
    command: "backtest",
    hash: "aa",
    configHash: "bb",
    dataHash: "cc",
    data: INPUT.data,
    bars: 4,
    elapsedMs: 2,
    barsPerSecond: 2_000,
    account: {
      currency: "USDT",
      initial: "10000",
      final: "10007.86",
      fees: "0.14",
      funding: "0.01",
      dividends: "3.2",
      turnover: "145",
    },
    open: [
      {
        instrument: "ETH/USDT",
        side: "long",
        quantity: "2",
        entryTime: START + HOUR,
        entryPrice: "20",
        markPrice: "21.5",
        fees: "0.04",
        funding: "-0.01",
        pnl: "2.96",
        strategy: "ema-cross",
      },
    ],
    trades: [
      {
        id: 1,
        instrument: "BTC/USDT",
        side: "long",
        quantity: "0.5",
        entryTime: START + HOUR,
        entryPrice: "100",
        exitTime: START + 3 * HOUR,
        exitPrice: "110",
        fees: "0.1",
        funding: "0.02",
        pnl: "4.9",
        returnOnEntry: 0.098,
        mfe: 0.12,
        mae: -0.01,
        exitReason: "take-profit",
        strategy: "ema-cross",
      },
    ],
    liquidations: [
      {
        instrument: "BTC/USDT",
        side: "long",
        quantity: "0.5",
        price: "90",
        fee: "0.54",
        insured: "0.25",
        at: START + 3 * HOUR,
      },
    ],
    equity: [
      [START + HOUR, 10_000],
      [START + 2 * HOUR, 10_002],
      [START + 3 * HOUR, 10_004.9],
      [START + 4 * HOUR, 10_007.86],
    ],
    refusals: { ExposureLimit: 3 },
    rejections: {},
    notices: ["flat funding"],
    latch: null,
    brokenStrategies: [{ symbol: "ETH/USDT", strategy: "s", found: "it threw", since: START + 2 * HOUR }],
  });
});

test("metrics are given for the run and for each instrument, with the fields of CONTRACT", () => {
  const { metrics, byInstrument } = buildReport(INPUT);
  const names =
    "totalReturn cagr sharpe sortino calmar probabilisticSharpe minTrackRecordDays maxDrawdown maxDrawdownDurationMs volatility winRate profitFactor " +
    "expectancy trades exposure avgTradeDurationMs var95 cvar95 benchmarkReturn";
  expect(Object.keys(metrics).sort()).toEqual(names.split(" ").sort());
  expect(Object.keys(byInstrument)).toEqual(["BTC/USDT", "ETH/USDT"]);
  expect(metrics.exposure).toBe(1);
  expect(byInstrument["BTC/USDT"]).toMatchObject({ trades: 1, winRate: 1, exposure: 2 / 3 });
  expect(byInstrument["BTC/USDT"]?.benchmarkReturn).toBeCloseTo(0.1, 12);
  expect(byInstrument["ETH/USDT"]).toMatchObject({ trades: 0, winRate: null, exposure: 1 });
});

test("the closed trades are cut by strategy, side and way of leaving, by what there is", () => {
  const short: ClosedTrade = { ...TRADE, id: 2, side: "short", exitReason: "signal", pnl: amount("-1") };
  const { byStrategy, bySide, byExitReason } = buildReport({
    ...INPUT,
    record: { ...INPUT.record, trades: [TRADE, short] },
  });
  expect(byStrategy).toMatchObject({ "ema-cross": { trades: 2, winRate: 0.5 } });
  expect(Object.keys(byStrategy)).toEqual(["ema-cross"]);
  expect(byStrategy["ema-cross"]?.exposure).toBe(1); // As long as the position that is still open.
  expect(bySide).toMatchObject({ long: { trades: 1, winRate: 1 }, short: { trades: 1, winRate: 0 } });
  expect(byExitReason).toMatchObject({ signal: { expectancy: -1 }, "take-profit": { expectancy: 4.9 } });
  expect(Object.keys(byExitReason)).toEqual(["signal", "take-profit"]);
});

test("drawdowns come with their dates, and the run beside its benchmark", () => {
  const day = 24 * HOUR;
  const days = Float64Array.from([1, 2, 3, 4], (each) => START + each * day);
  const { drawdowns, againstBenchmark, metrics } = buildReport({
    ...INPUT,
    record: { ...INPUT.record, equityTime: days, equity: Float64Array.of(10_000, 9_000, 10_000, 9_900) },
  });
  expect(drawdowns).toEqual([
    { peakAt: START + day, troughAt: START + 2 * day, recoveredAt: START + 3 * day, depth: 0.1 },
    { peakAt: START + 3 * day, troughAt: START + 4 * day, recoveredAt: null, depth: 0.01 },
  ]);
  expect(metrics.maxDrawdown).toBe(0.1);
  expect(Object.keys(againstBenchmark).sort()).toEqual([
    "alpha",
    "beta",
    "informationRatio",
    "trackingError",
  ]);
});

test("nothing is lost on the way through JSON: no NaN, no Infinity, no undefined", () => {
  const empty = { ...INPUT.record, equityTime: new Float64Array(0), equity: new Float64Array(0), trades: [] };
  for (const input of [INPUT, { ...INPUT, record: { ...empty, open: [] }, bars: 0, elapsedMs: 0 }]) {
    const report = buildReport(input);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  }
});

test("a latch that ended the run is told", () => {
  const latch = { kind: "DrawdownLimit", at: START, detail: "15 % reached" };
  expect(buildReport({ ...INPUT, latch }).latch).toEqual(latch);
});

test("exact amounts keep every digit", () => {
  const trade: ClosedTrade = {
    ...TRADE,
    exitPrice: 110_000_000_000_001n as Price,
    pnl: amount("0.00000000000000000001"),
  };
  const report = buildReport({
    ...INPUT,
    account: { ...INPUT.account, turnover: amount("50.550000000000005") },
    record: { ...INPUT.record, trades: [trade], open: [] },
  });
  expect(report.account.turnover).toBe("50.550000000000005");
  expect(report.trades[0]?.exitPrice).toBe("110.000000000001");
  expect(report.trades[0]?.pnl).toBe("0.00000000000000000001");
});
