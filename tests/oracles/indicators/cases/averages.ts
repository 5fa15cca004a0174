import {
  dema,
  ema,
  hma,
  type Kama,
  kama,
  rma,
  rsi,
  sma,
  tema,
  wma,
} from "../../../../src/core/indicators/index.ts";
import type { IndicatorCase, TulipOracle } from "../case.ts";

/** A test of Tulip over closes. */
const tulip = (test: string, file: TulipOracle["file"], tolerance: number): TulipOracle => ({
  by: "tulip",
  file,
  test,
  inputs: ["close"],
  lines: { now: "0" },
  tolerance,
});

/** Half of the third decimal, relative to values between 80 and 90. */
const THREE_DECIMALS = 0.000_5 / 80;

const DEMA: IndicatorCase = {
  code: "dema(feeds.main.close, 14)",
  title: "Double exponential moving average",
  source: "P. G. Mulloy, Smoothing Data with Faster Moving Averages, 1994",
  seed: 'each EMA from the mean of its first n values; `{ seed: "first" }`: from its first value',
  cost: "O(1)",
  make: (feed) => dema(feed.close, 14),
  oracles: [
    {
      by: "stock-indicators",
      file: "dema",
      lines: { now: "dema" },
      tolerance: 1e-12,
      from: 230,
      why: "their second EMA starts from the first value of the first one, ours from the mean of n of them: the difference shrinks by 13/15 a bar",
    },
    {
      by: "ta-lib",
      lookback: 26,
      call: (talib, { close }) => talib.DEMA({ inReal: close, timePeriod: 14 }),
      lines: { now: "output" },
      tolerance: 1e-12,
    },
  ],
};

const TEMA: IndicatorCase = {
  code: "tema(feeds.main.close, 20)",
  title: "Triple exponential moving average",
  source: "P. G. Mulloy, Smoothing Data with Less Lag, 1994",
  seed: 'each EMA from the mean of its first n values; `{ seed: "first" }`: from its first value',
  cost: "O(1)",
  make: (feed) => tema(feed.close, 20),
  oracles: [
    {
      by: "stock-indicators",
      file: "tema",
      lines: { now: "tema" },
      tolerance: 1e-12,
      from: 380,
      why: "their second and third EMA start from the first value of the one before, ours from the mean of n of them: the difference shrinks by 19/21 a bar",
    },
    {
      by: "ta-lib",
      lookback: 57,
      call: (talib, { close }) => talib.TEMA({ inReal: close, timePeriod: 20 }),
      lines: { now: "output" },
      tolerance: 1e-12,
    },
  ],
};

const WMA: IndicatorCase = {
  code: "wma(feeds.main.close, 14)",
  title: "Linearly weighted moving average",
  source: "weights 1, 2, ..., n, the newest n",
  cost: "amortised O(1)",
  make: (feed) => wma(feed.close, 14),
  oracles: [
    { by: "stock-indicators", file: "wma", lines: { now: "wma" }, tolerance: 1e-12 },
    {
      by: "ta-lib",
      lookback: 13,
      call: (talib, { close }) => talib.WMA({ inReal: close, timePeriod: 14 }),
      lines: { now: "output" },
      tolerance: 1e-12,
    },
  ],
};

const HMA: IndicatorCase = {
  code: "hma(feeds.main.close, 14)",
  title: "Hull moving average",
  source: "A. Hull, How to reduce lag in a moving average, 2005",
  cost: "amortised O(1)",
  make: (feed) => hma(feed.close, 14),
  oracles: [{ by: "stock-indicators", file: "hma", lines: { now: "hma" }, tolerance: 1e-12 }],
};

const KAMA: IndicatorCase = {
  code: "kama(feeds.main.close, 10, 2, 30)",
  title: "Kaufman's adaptive moving average",
  source: "P. J. Kaufman, Smarter Trading, 1995",
  seed: "the value before the first with a ratio",
  cost: "amortised O(1)",
  make: (feed) => kama(feed.close, 10, 2, 30),
  lines: (made) => ({ now: made, efficiency: (made as Kama).efficiency }), // Made above.
  oracles: [
    {
      by: "stock-indicators",
      file: "kama",
      lines: { now: "kama", efficiency: "er" },
      tolerance: 1e-12,
      from: 10,
      why: "they show the close they start from as a value, at row 9",
    },
    {
      by: "ta-lib",
      lookback: 10,
      call: (talib, { close }) => talib.KAMA({ inReal: close, timePeriod: 10 }),
      lines: { now: "output" },
      tolerance: 1e-12,
    },
  ],
};

/** With the lengths and seeds of Tulip's tests. */
const TULIPS: readonly IndicatorCase[] = [
  {
    ...WMA,
    code: "wma(feeds.main.close, 5)",
    make: (feed) => wma(feed.close, 5),
    oracles: [tulip("wma 5", "untest.txt", THREE_DECIMALS), tulip("wma 5", "atoz.txt", 0.000_05 / 24)],
  },
  {
    ...DEMA,
    code: 'dema(feeds.main.close, 5, { seed: "first" })',
    make: (feed) => dema(feed.close, 5, { seed: "first" }),
    oracles: [tulip("dema 5", "untest.txt", THREE_DECIMALS), tulip("dema 5", "atoz.txt", 0.000_05 / 160)],
  },
  {
    ...TEMA,
    code: 'tema(feeds.main.close, 5, { seed: "first" })',
    make: (feed) => tema(feed.close, 5, { seed: "first" }),
    oracles: [tulip("tema 5", "untest.txt", THREE_DECIMALS), tulip("tema 5", "atoz.txt", 0.000_05 / 180)],
  },
  {
    ...HMA,
    code: "hma(feeds.main.close, 5)",
    make: (feed) => hma(feed.close, 5),
    oracles: [tulip("hma 5", "untest.txt", THREE_DECIMALS)],
  },
  ...(
    [
      [5, "untest.txt", THREE_DECIMALS],
      [4, "extra.txt", 0.000_18 / 53], // Its alphas are rounded to 0.6667 and 0.0645: recomputed so, the vector comes out.
    ] as const
  ).map(
    ([length, file, tolerance]): IndicatorCase => ({
      ...KAMA,
      code: `kama(feeds.main.close, ${length})`,
      make: (feed) => kama(feed.close, length),
      oracles: [
        {
          ...tulip(`kama ${length}`, file, tolerance),
          from: length,
          why: "Tulip shows the close it starts from as a value, a row earlier",
        },
      ],
    }),
  ),
];

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
  WMA,
  DEMA,
  TEMA,
  HMA,
  KAMA,
  ...TULIPS,
];
