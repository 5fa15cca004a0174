import { atr, type Bollinger, bollinger, trueRange } from "../../../../src/core/indicators/index.ts";
import type { IndicatorCase } from "../case.ts";

const WILDER = "J. W. Wilder, New Concepts in Technical Trading Systems, 1978";

export const VOLATILITY: readonly IndicatorCase[] = [
  {
    code: "trueRange(feeds.main)",
    title: "True range",
    source: WILDER,
    cost: "O(1)",
    make: (feed) => trueRange(feed),
    oracles: [
      {
        by: "stock-indicators",
        file: "tr",
        lines: { now: "tr" },
        tolerance: 1e-12,
        from: 1,
        why: "the first bar has no previous close: ours is high - low, theirs is none",
      },
    ],
  },
  {
    code: "atr(feeds.main, 14)",
    title: "Average true range",
    source: WILDER,
    seed: 'mean of the first n ranges; `{ seed: "first" }`: the first range',
    cost: "O(1)",
    make: (feed) => atr(feed, 14),
    oracles: [
      {
        by: "stock-indicators",
        file: "atr",
        lines: { now: "atr" },
        tolerance: 1e-6,
        from: 230,
        why: "ours counts the range of the first bar, theirs begins at the second: the difference shrinks by 13/14 a bar",
      },
    ],
  },
  {
    code: "bollinger(feeds.main.close, 20, 2)",
    title: "Bollinger bands",
    source: "J. Bollinger, Bollinger on Bollinger Bands, 2001",
    cost: "amortised O(1)",
    make: (feed) => bollinger(feed.close, 20, 2),
    lines: (made) => {
      const { upper, lower, percentB, width } = made as Bollinger; // Made above.
      return { middle: made, upper, lower, percentB, width };
    },
    oracles: [
      {
        by: "stock-indicators",
        file: "bb",
        lines: {
          middle: "sma",
          upper: "upperBand",
          lower: "lowerBand",
          percentB: "percentB",
          width: "width",
        },
        tolerance: 1e-9,
      },
      {
        by: "ta-lib",
        lookback: 19,
        // In this build BBANDS and STDDEV are wrong from their twentieth value on; the variance is right.
        call: (talib, { close }) => {
          const middle = talib.SMA({ inReal: close, timePeriod: 20 }).output;
          const variance = talib.VAR({ inReal: close, timePeriod: 20 }).output;
          const band = (sign: number): number[] =>
            middle.map((mean, i) => mean + sign * 2 * Math.sqrt(variance[i] ?? Number.NaN));
          return { middle, upper: band(1), lower: band(-1) };
        },
        lines: { middle: "middle", upper: "upper", lower: "lower" },
        tolerance: 1e-9,
      },
    ],
  },
];
