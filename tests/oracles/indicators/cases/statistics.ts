import {
  beta,
  correlation,
  type LinearRegression,
  linearRegression,
  percentRank,
  roc,
} from "../../../../src/core/indicators/index.ts";
import type { IndicatorCase } from "../case.ts";

export const STATISTICS: readonly IndicatorCase[] = [
  {
    code: "linearRegression(feeds.main.close, 14)",
    title: "Linear regression",
    source: "A. M. Legendre, Nouvelles méthodes pour la détermination des orbites des comètes, 1805",
    cost: "amortised O(1)",
    make: (feed) => linearRegression(feed.close, 14),
    lines: (made) => {
      const { slope, r2 } = made as LinearRegression; // Made above.
      return { now: made, slope, r2 };
    },
    oracles: [
      {
        by: "stock-indicators",
        file: "slope",
        lines: { slope: "slope", r2: "rSquared" },
        tolerance: 1e-12,
      },
      {
        by: "ta-lib",
        lookback: 13,
        call: (talib, { close }) => ({
          now: talib.LINEARREG({ inReal: close, timePeriod: 14 }).output,
          slope: talib.LINEARREG_SLOPE({ inReal: close, timePeriod: 14 }).output,
        }),
        lines: { now: "now", slope: "slope" },
        tolerance: 1e-12,
      },
    ],
  },
  {
    code: "percentRank(roc(feeds.main.close, 1), 100)",
    title: "Percent rank",
    source: "L. Connors, C. Alvarez, M. Radtke, An Introduction to ConnorsRSI, 2012",
    cost: "O(window)",
    make: (feed) => percentRank(roc(feed.close, 1), 100),
    oracles: [
      {
        by: "stock-indicators",
        file: "crsi",
        lines: { now: "percentRank" },
        tolerance: 0,
        from: 101,
        why: "theirs has a value a bar earlier, from one change too few",
      },
    ],
  },
  {
    code: "correlation(feeds.main.close, feeds.other.close, 20)",
    title: "Correlation",
    source:
      "K. Pearson, Note on Regression and Inheritance in the Case of Two Parents, Proceedings of the Royal Society of London 58, 1895",
    cost: "amortised O(1)",
    make: (feed) => correlation(feed.close, feed.open, 20),
    oracles: [
      {
        by: "stock-indicators",
        file: "corr",
        paired: true,
        lines: { now: "correlation" },
        tolerance: 2e-11,
        why: "theirs subtracts large sums of squared prices, which costs it that many digits; a two-pass mean agrees with ours",
      },
      {
        by: "ta-lib",
        lookback: 19,
        call: (talib, { close, open }) => talib.CORREL({ inReal0: close, inReal1: open, timePeriod: 20 }),
        lines: { now: "output" },
        tolerance: 1e-10,
        why: "theirs subtracts large sums of squared prices, which costs it that many digits; a two-pass mean agrees with ours",
      },
    ],
  },
  {
    code: "beta(feeds.other.close, feeds.main.close, 50)",
    title: "Beta",
    source: "W. F. Sharpe, Capital Asset Prices, The Journal of Finance 19:3, 1964",
    cost: "amortised O(1)",
    make: (feed) => beta(feed.open, feed.close, 50),
    oracles: [
      { by: "stock-indicators", file: "beta", paired: true, lines: { now: "beta" }, tolerance: 1e-12 },
      {
        by: "ta-lib",
        lookback: 50,
        call: (talib, { close, open }) => talib.BETA({ inReal0: close, inReal1: open, timePeriod: 50 }),
        lines: { now: "output" },
        tolerance: 1e-12,
      },
    ],
  },
  {
    code: "linearRegression(feeds.main.close, 5)",
    title: "Linear regression",
    source: "A. M. Legendre, Nouvelles méthodes pour la détermination des orbites des comètes, 1805",
    cost: "amortised O(1)",
    make: (feed) => linearRegression(feed.close, 5),
    lines: (made) => ({ now: made, slope: (made as LinearRegression).slope }), // Made above.
    oracles: [
      {
        by: "tulip",
        file: "untest.txt",
        test: "linreg 5",
        inputs: ["close"],
        lines: { now: "0" },
        tolerance: 1e-14,
      },
      {
        by: "tulip",
        file: "untest.txt",
        test: "linregslope 5",
        inputs: ["close"],
        lines: { slope: "0" },
        tolerance: 1e-14,
      },
      {
        by: "tulip",
        file: "extra.txt",
        test: "linreg 5",
        inputs: ["close"],
        lines: { now: "0" },
        tolerance: 1e-14,
      },
      {
        by: "tulip",
        file: "extra.txt",
        test: "linregslope 5",
        inputs: ["close"],
        lines: { slope: "0" },
        tolerance: 0,
      },
    ],
  },
  {
    code: "linearRegression(feeds.main.close, 10)",
    title: "Linear regression",
    source: "A. M. Legendre, Nouvelles méthodes pour la détermination des orbites des comètes, 1805",
    cost: "amortised O(1)",
    make: (feed) => linearRegression(feed.close, 10),
    oracles: [{ by: "stock-indicators", file: "epma", lines: { now: "epma" }, tolerance: 1e-12 }],
  },
];
