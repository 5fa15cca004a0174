import type { UnixMs } from "../../../../src/core/base/index.ts";
import {
  accumulationDistribution,
  anchoredVwap,
  chaikinMoneyFlow,
  mfi,
  obv,
  rollingVwap,
  sessionVwap,
  type VolumeProfile,
  volumeProfile,
} from "../../../../src/core/indicators/index.ts";
import type { IndicatorCase } from "../case.ts";

const CHAIKIN = "M. Chaikin, in S. B. Achelis, Technical Analysis from A to Z, 1995";
const BERKOWITZ =
  "S. A. Berkowitz, D. E. Logue and E. A. Noser, The Total Cost of Transactions on the NYSE, 1988";

export const VOLUME: readonly IndicatorCase[] = [
  {
    code: "mfi(feeds.main, 14)",
    title: "Money flow index",
    source:
      "G. Quong and A. Soudack, Volume-Weighted RSI: Money Flow, Technical Analysis of Stocks & Commodities, 1989",
    cost: "amortised O(1)",
    make: (feed) => mfi(feed, 14),
    oracles: [
      { by: "stock-indicators", file: "mfi", lines: { now: "mfi" }, tolerance: 1e-12 },
      {
        by: "ta-lib",
        lookback: 14,
        call: (talib, { high, low, close, volume }) =>
          talib.MFI({ high, low, close, volume, timePeriod: 14 }),
        lines: { now: "output" },
        tolerance: 1e-12,
      },
      {
        by: "tulip",
        file: "atoz.txt",
        test: "mfi 14",
        inputs: ["high", "low", "close", "volume"],
        lines: { now: "0" },
        tolerance: 1e-9,
      },
    ],
  },
  {
    code: "mfi(feeds.main, 5)",
    title: "Money flow index",
    source:
      "G. Quong and A. Soudack, Volume-Weighted RSI: Money Flow, Technical Analysis of Stocks & Commodities, 1989",
    cost: "amortised O(1)",
    make: (feed) => mfi(feed, 5),
    oracles: [
      {
        by: "tulip",
        file: "untest.txt",
        test: "mfi 5",
        inputs: ["high", "low", "close", "volume"],
        lines: { now: "0" },
        tolerance: 1e-5,
      },
    ],
  },
  {
    code: "obv(feeds.main)",
    title: "On-balance volume",
    source: "J. E. Granville, Granville's New Key to Stock Market Profits, 1963",
    seed: "0 at the first bar",
    cost: "O(1)",
    make: (feed) => obv(feed),
    oracles: [
      { by: "stock-indicators", file: "obv", lines: { now: "obv" }, tolerance: 0 },
      {
        by: "ta-lib",
        lookback: 0,
        // TA-Lib starts from the volume of the first bar, which is taken off here.
        call: (talib, { close, volume }) => ({
          output: talib.OBV({ inReal: close, volume }).output.map((sum) => sum - (volume[0] ?? Number.NaN)),
        }),
        lines: { now: "output" },
        tolerance: 0,
      },
      {
        by: "tulip",
        file: "untest.txt",
        test: "obv",
        inputs: ["close", "volume"],
        lines: { now: "0" },
        tolerance: 0,
      },
      {
        by: "tulip",
        file: "atoz.txt",
        test: "obv",
        inputs: ["close", "volume"],
        lines: { now: "0" },
        tolerance: 0,
      },
    ],
  },
  {
    code: "accumulationDistribution(feeds.main)",
    title: "Accumulation/distribution line",
    source: CHAIKIN,
    cost: "O(1)",
    make: (feed) => accumulationDistribution(feed),
    oracles: [
      { by: "stock-indicators", file: "adl", lines: { now: "adl" }, tolerance: 1e-12 },
      {
        by: "ta-lib",
        lookback: 0,
        call: (talib, { high, low, close, volume }) => talib.AD({ high, low, close, volume }),
        lines: { now: "output" },
        tolerance: 1e-12,
      },
      {
        by: "tulip",
        file: "untest.txt",
        test: "ad",
        inputs: ["high", "low", "close", "volume"],
        lines: { now: "0" },
        tolerance: 1e-9,
      },
      {
        by: "tulip",
        file: "atoz.txt",
        test: "ad",
        inputs: ["high", "low", "close", "volume"],
        lines: { now: "0" },
        tolerance: 1.3e-7,
      },
    ],
  },
  {
    code: "chaikinMoneyFlow(feeds.main, 20)",
    title: "Chaikin money flow",
    source: CHAIKIN,
    cost: "amortised O(1)",
    make: (feed) => chaikinMoneyFlow(feed, 20),
    oracles: [{ by: "stock-indicators", file: "cmf", lines: { now: "cmf" }, tolerance: 1e-12 }],
  },
  {
    code: "sessionVwap(feeds.main)",
    title: "Volume-weighted average price of the UTC day",
    source: BERKOWITZ,
    cost: "O(1)",
    make: (feed) => sessionVwap(feed),
    oracles: [
      {
        by: "ta-lib",
        lookback: 0,
        // Over daily bars every session is one bar; longer ones are held to the formula in vwap.test.ts.
        call: (talib, { high, low, close }) => talib.TYPPRICE({ high, low, close }),
        lines: { now: "output" },
        tolerance: 1e-15,
      },
    ],
  },
  {
    code: "anchoredVwap(feeds.main, 0)",
    title: "Volume-weighted average price since a moment",
    source: "B. Shannon, Maximum Trading Gains with Anchored VWAP, 2023",
    cost: "O(1)",
    make: (feed) => anchoredVwap(feed, 0 as UnixMs),
    oracles: [{ by: "stock-indicators", file: "vwap", lines: { now: "vwap" }, tolerance: 1e-12 }],
  },
  {
    code: "rollingVwap(feeds.main, 20)",
    title: "Rolling volume-weighted average price",
    source: BERKOWITZ,
    cost: "amortised O(1)",
    make: (feed) => rollingVwap(feed, 20),
    oracles: [
      {
        by: "ta-lib",
        lookback: 19,
        call: (talib, { high, low, close, volume }) => {
          const turnover = talib
            .TYPPRICE({ high, low, close })
            .output.map((price, row) => price * (volume[row] ?? Number.NaN));
          const volumes = talib.SUM({ inReal: volume, timePeriod: 20 }).output;
          const sums = talib.SUM({ inReal: turnover, timePeriod: 20 }).output;
          return { output: sums.map((sum, row) => sum / (volumes[row] ?? Number.NaN)) };
        },
        lines: { now: "output" },
        tolerance: 1e-12,
      },
    ],
  },
  {
    code: "volumeProfile(feeds.main, 50, 24)",
    title: "Volume profile",
    source: "J. P. Steidlmayer and K. Koy, Markets and Market Logic, 1986",
    cost: "O(window)",
    make: (feed) => volumeProfile(feed, 50, 24),
    lines: (made) => {
      const { valueAreaHigh, valueAreaLow } = made as VolumeProfile; // Made above.
      return { now: made, valueAreaHigh, valueAreaLow };
    },
    oracles: [],
  },
];
