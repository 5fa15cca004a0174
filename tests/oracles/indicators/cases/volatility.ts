import {
  atr,
  type Bollinger,
  bollinger,
  choppiness,
  closeVolatility,
  type Donchian,
  donchian,
  garmanKlass,
  type Indicator,
  type Keltner,
  keltner,
  natr,
  parkinson,
  type Source,
  standardDeviation,
  trueRange,
  yangZhang,
  zScore,
} from "../../../../src/core/indicators/index.ts";
import type { IndicatorCase } from "../case.ts";

const WILDER = "J. W. Wilder, New Concepts in Technical Trading Systems, 1978";

const DONCHIAN = "R. Donchian, 1960, after C. M. Faith, Way of the Turtle, 2007";

const donchianLines = (made: Indicator): Readonly<Record<string, Source>> => {
  const { upper, lower } = made as Donchian; // Made below.
  return { middle: made, upper, lower };
};

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
  {
    code: "natr(feeds.main, 14)",
    title: "Normalised average true range",
    source:
      "J. Forman, Cross-Market Evaluations with Normalized Average True Range, Technical Analysis of Stocks & Commodities, 2006",
    seed: 'that of the ATR: mean of the first n ranges; `{ seed: "first" }`: the first range',
    cost: "O(1)",
    make: (feed) => natr(feed, 14),
    oracles: [
      {
        by: "ta-lib",
        lookback: 14,
        call: (talib, { high, low, close }) => talib.NATR({ high, low, close, timePeriod: 14 }),
        lines: { now: "output" },
        tolerance: 1e-12,
        from: 325,
        why: "ours counts the range of the first bar, TA-Lib begins at the second: the difference shrinks by 13/14 a bar",
      },
      {
        by: "stock-indicators",
        file: "atr",
        lines: { now: "atrp" },
        tolerance: 1e-12,
        from: 325,
        why: "ours counts the range of the first bar, theirs begins at the second: the difference shrinks by 13/14 a bar",
      },
    ],
  },
  {
    code: "natr(feeds.main, 5)",
    title: "Normalised average true range",
    source:
      "J. Forman, Cross-Market Evaluations with Normalized Average True Range, Technical Analysis of Stocks & Commodities, 2006",
    cost: "O(1)",
    make: (feed) => natr(feed, 5),
    oracles: [
      {
        by: "tulip",
        file: "untest.txt",
        test: "natr 5",
        inputs: ["high", "low", "close"],
        lines: { now: "0" },
        tolerance: 5.1e-4,
      },
    ],
  },
  {
    code: "keltner(feeds.main, 20, 2, 10)",
    title: "Keltner channel",
    source:
      "C. W. Keltner, How to Make Money in Commodities, 1960; with EMA and ATR in place of his averages after L. B. Raschke",
    seed: "means of the first values, as EMA and ATR",
    cost: "O(1)",
    make: (feed) => keltner(feed, 20, 2, 10),
    lines: (made) => {
      const { upper, lower } = made as Keltner; // Made above.
      return { middle: made, upper, lower };
    },
    oracles: [
      { by: "stock-indicators", file: "keltner", lines: { middle: "centerline" }, tolerance: 1e-12 },
      {
        by: "stock-indicators",
        file: "keltner",
        lines: { upper: "upperBand", lower: "lowerBand" },
        tolerance: 1e-12,
        from: 200,
        why: "ours counts the range of the first bar in the ATR, theirs begins at the second: the difference shrinks by 9/10 a bar",
      },
    ],
  },
  {
    code: "donchian(feeds.main, 20)",
    title: "Donchian channel",
    source: DONCHIAN,
    cost: "amortised O(1)",
    make: (feed) => donchian(feed, 20),
    lines: donchianLines,
    oracles: [
      {
        by: "ta-lib",
        lookback: 19,
        call: (talib, { high, low }) => ({
          upper: talib.MAX({ inReal: high, timePeriod: 20 }).output,
          lower: talib.MIN({ inReal: low, timePeriod: 20 }).output,
        }),
        lines: { upper: "upper", lower: "lower" },
        tolerance: 0,
      },
    ],
  },
  {
    code: "donchian(feeds.main, 20, { withNewest: false })",
    title: "Donchian channel of the bars before the newest",
    source: DONCHIAN,
    cost: "amortised O(1)",
    make: (feed) => donchian(feed, 20, { withNewest: false }),
    lines: donchianLines,
    oracles: [
      {
        by: "stock-indicators",
        file: "donchian",
        lines: { middle: "centerline", upper: "upperBand", lower: "lowerBand" },
        tolerance: 1e-15,
      },
    ],
  },
  {
    code: "choppiness(feeds.main, 14)",
    title: "Choppiness index",
    source: "E. W. Dreiss, in G. Burke, Measuring Market Choppiness with Chaos, Futures, October 1993",
    cost: "amortised O(1)",
    make: (feed) => choppiness(feed, 14),
    oracles: [{ by: "stock-indicators", file: "chop", lines: { now: "chop" }, tolerance: 1e-12 }],
  },
  {
    code: "standardDeviation(feeds.main.close, 14)",
    title: "Standard deviation",
    source: "K. Pearson, Contributions to the Mathematical Theory of Evolution, 1894",
    cost: "amortised O(1)",
    make: (feed) => standardDeviation(feed.close, 14),
    oracles: [
      { by: "stock-indicators", file: "stdev", lines: { now: "stdDev" }, tolerance: 1e-12 },
      {
        by: "ta-lib",
        lookback: 13,
        // In this build STDDEV is wrong from its twentieth value on; the variance is right, to about ten digits: it is the
        // difference of two large numbers there.
        call: (talib, { close }) => ({
          output: talib.VAR({ inReal: close, timePeriod: 14 }).output.map(Math.sqrt),
        }),
        lines: { now: "output" },
        tolerance: 2e-10,
      },
    ],
  },
  {
    code: "standardDeviation(feeds.main.close, 5)",
    title: "Standard deviation",
    source: "K. Pearson, Contributions to the Mathematical Theory of Evolution, 1894",
    cost: "amortised O(1)",
    make: (feed) => standardDeviation(feed.close, 5),
    oracles: [
      {
        by: "tulip",
        file: "untest.txt",
        test: "stddev 5",
        inputs: ["close"],
        lines: { now: "0" },
        tolerance: 5.1e-4,
      },
      {
        by: "tulip",
        file: "atoz.txt",
        test: "stddev 5",
        inputs: ["close"],
        lines: { now: "0" },
        tolerance: 5.1e-5,
      },
    ],
  },
  {
    code: "zScore(feeds.main.close, 14)",
    title: "Z-score",
    source: "K. Pearson, Contributions to the Mathematical Theory of Evolution, 1894",
    cost: "amortised O(1)",
    make: (feed) => zScore(feed.close, 14),
    oracles: [{ by: "stock-indicators", file: "stdev", lines: { now: "zScore" }, tolerance: 1e-12 }],
  },
  {
    code: "closeVolatility(feeds.main, 20)",
    title: "Realised volatility from closes",
    source: "J. C. Hull, Options, Futures, and Other Derivatives, 1989",
    cost: "amortised O(1)",
    make: (feed) => closeVolatility(feed, 20),
    oracles: [
      {
        by: "ta-lib",
        lookback: 20,
        call: (talib, { close }) => {
          const moves = close.slice(1).map((price, row) => Math.log(price / (close[row] ?? Number.NaN)));
          const variances = talib.VAR({ inReal: moves, timePeriod: 20 }).output;
          return { output: variances.map((variance) => Math.sqrt((variance * 20 * 365) / 19)) };
        },
        lines: { now: "output" },
        tolerance: 1e-12,
      },
    ],
  },
  {
    code: "parkinson(feeds.main, 20)",
    title: "Realised volatility from ranges",
    source: "M. Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return, 1980",
    cost: "amortised O(1)",
    make: (feed) => parkinson(feed, 20),
    oracles: [],
  },
  {
    code: "garmanKlass(feeds.main, 20)",
    title: "Realised volatility from ranges and bodies",
    source:
      "M. B. Garman and M. J. Klass, On the Estimation of Security Price Volatilities from Historical Data, 1980",
    cost: "amortised O(1)",
    make: (feed) => garmanKlass(feed, 20),
    oracles: [],
  },
  {
    code: "yangZhang(feeds.main, 20)",
    title: "Realised volatility from whole bars and gaps",
    source:
      "D. Yang and Q. Zhang, Drift-Independent Volatility Estimation Based on High, Low, Open, and Close Prices, 2000",
    cost: "amortised O(1)",
    make: (feed) => yangZhang(feed, 20),
    oracles: [],
  },
];
