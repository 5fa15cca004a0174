import { ema, rma, rsi, sma } from "../../../../src/core/indicators/index.ts";
import type { IndicatorCase } from "../case.ts";

export const AVERAGES: readonly IndicatorCase[] = [
  {
    code: "sma(feeds.main.close, 20)",
    title: "Simple moving average",
    source: "arithmetic mean",
    cost: "O(1)",
    make: (feed) => sma(feed.close, 20),
    oracles: [
      { by: "stock-indicators", file: "sma", lines: { now: "sma" }, tolerance: 1e-12 },
      {
        by: "ta-lib",
        lookback: 19,
        call: (talib, { close }) => talib.SMA({ inReal: close, timePeriod: 20 }),
        lines: { now: "output" },
        tolerance: 0,
      },
    ],
  },
  {
    code: "ema(feeds.main.close, 20)",
    title: "Exponential moving average",
    source: "e += 2 / (n + 1) * (x - e)",
    seed: 'mean of the first n values; `{ seed: "first" }`: the first value',
    cost: "O(1)",
    make: (feed) => ema(feed.close, 20),
    oracles: [
      { by: "stock-indicators", file: "ema", lines: { now: "ema" }, tolerance: 1e-12 },
      {
        by: "ta-lib",
        lookback: 19,
        call: (talib, { close }) => talib.EMA({ inReal: close, timePeriod: 20 }),
        lines: { now: "output" },
        tolerance: 1e-14,
      },
    ],
  },
  {
    code: "rma(feeds.main.close, 20)",
    title: "Wilder's moving average",
    source: "J. W. Wilder, New Concepts in Technical Trading Systems, 1978",
    seed: "mean of the first n values",
    cost: "O(1)",
    make: (feed) => rma(feed.close, 20),
    oracles: [{ by: "stock-indicators", file: "smma", lines: { now: "smma" }, tolerance: 1e-12 }],
  },
  {
    code: "rsi(feeds.main.close, 14)",
    title: "Relative strength index",
    source: "J. W. Wilder, New Concepts in Technical Trading Systems, 1978",
    seed: "mean of the first n gains and losses",
    cost: "O(1)",
    make: (feed) => rsi(feed.close, 14),
    oracles: [
      { by: "stock-indicators", file: "rsi", lines: { now: "rsi" }, tolerance: 1e-12 },
      {
        by: "ta-lib",
        lookback: 14,
        call: (talib, { close }) => talib.RSI({ inReal: close, timePeriod: 14 }),
        lines: { now: "output" },
        tolerance: 1e-12,
      },
    ],
  },
];
