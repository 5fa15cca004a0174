import {
  type Aroon,
  aroon,
  cci,
  type Indicator,
  type Macd,
  macd,
  momentum,
  roc,
  type Source,
  type Stochastic,
  stochastic,
  stochRsi,
  type Trix,
  trix,
  ultimateOscillator,
  williamsR,
} from "../../../../src/core/indicators/index.ts";
import type { IndicatorCase, StockIndicatorsOracle, TaLibOracle, TulipOracle } from "../case.ts";

type Lines = Readonly<Record<string, Source>>;
type Named = Readonly<Record<string, string>>;

const stock = (file: string, lines: Named): StockIndicatorsOracle => ({
  by: "stock-indicators",
  file,
  lines,
  tolerance: 1e-12,
});

const talib = (lookback: number, lines: Named, call: TaLibOracle["call"]): TaLibOracle => ({
  by: "ta-lib",
  lookback,
  call,
  lines,
  tolerance: 1e-12,
});

const tulip = (
  test: string,
  file: TulipOracle["file"],
  inputs: TulipOracle["inputs"],
  tolerance: number,
  lines: Named = { now: "0" },
): TulipOracle => ({ by: "tulip", file, test, inputs, lines, tolerance });

const CLOSE = ["close"] as const;
const HIGH_LOW = ["high", "low"] as const;
const HIGH_LOW_CLOSE = ["high", "low", "close"] as const;

/** A value in the unit of an oracle. */
const converted = (source: Source, convert: (value: number) => number): Source => ({
  get now() {
    return convert(source.now);
  },
  get prev() {
    return convert(source.prev);
  },
  warmUp: source.warmUp,
  feed: source.feed,
});
const asShare = (percent: Source): Source => converted(percent, (value) => value / 100);

// What a case made, read as the class its `make` returns.
const macdLines = (made: Indicator): Lines => {
  const { signal, histogram } = made as Macd;
  return { now: made, signal, histogram };
};
const stochasticLines = (made: Indicator): Lines => ({ k: made, d: (made as Stochastic).d });
const trixLines = (made: Indicator): Lines => ({ now: made, signal: (made as Trix).signal });
const aroonLines = (made: Indicator): Lines => {
  const { up, down } = made as Aroon;
  return { oscillator: made, up, down };
};

const MACD: IndicatorCase = {
  code: "macd(feeds.main.close, 12, 26, 9)",
  title: "Moving average convergence/divergence",
  source: "G. Appel, The Moving Average Convergence Divergence Trading Method, 1979",
  seed: 'fast average from the newest 12 of the first 26 values; `{ seed: "sma" }`: from the first 12; `{ seed: "first" }`: both from the first value',
  cost: "O(1)",
  make: (feed) => macd(feed.close, 12, 26, 9),
  lines: macdLines,
  oracles: [
    {
      ...talib(33, { now: "MACD", signal: "MACDSignal", histogram: "MACDHist" }, (lib, { close }) =>
        lib.MACD({ inReal: close, fastPeriod: 12, slowPeriod: 26, signalPeriod: 9 }),
      ),
      from: 33,
      why: "TA-Lib holds the MACD line back until the signal is there",
    },
    {
      ...stock("macd", { now: "macd", signal: "signal", histogram: "histogram" }),
      from: 230,
      why: 'their fast EMA starts 14 bars before ours (`seed: "sma"`): the difference shrinks by 11/13 a bar',
    },
  ],
};

const MOMENTUM: IndicatorCase = {
  code: "momentum(feeds.main.close, 14)",
  title: "Momentum",
  source: "x - x n bars ago",
  cost: "O(1)",
  make: (feed) => momentum(feed.close, 14),
  oracles: [
    stock("roc", { now: "momentum" }),
    talib(14, { now: "output" }, (lib, { close }) => lib.MOM({ inReal: close, timePeriod: 14 })),
  ],
};

const ROC: IndicatorCase = {
  code: "roc(feeds.main.close, 14)",
  title: "Rate of change, in percent",
  source: "100 * (x - x n bars ago) / x n bars ago",
  cost: "O(1)",
  make: (feed) => roc(feed.close, 14),
  oracles: [
    stock("roc", { now: "roc" }),
    talib(14, { now: "output" }, (lib, { close }) => lib.ROC({ inReal: close, timePeriod: 14 })),
  ],
};

const WILLIAMS: IndicatorCase = {
  code: "williamsR(feeds.main, 14)",
  title: "Williams %R",
  source: "L. Williams, How I Made One Million Dollars Last Year Trading Commodities, 1973",
  cost: "amortised O(1)",
  make: (feed) => williamsR(feed, 14),
  oracles: [
    stock("willr", { now: "williamsR" }),
    talib(13, { now: "output" }, (lib, { high, low, close }) =>
      lib.WILLR({ high, low, close, timePeriod: 14 }),
    ),
  ],
};

const STOCHASTIC: IndicatorCase = {
  code: "stochastic(feeds.main, 14, 3, 3)",
  title: "Stochastic oscillator",
  source: "G. C. Lane, Lane's Stochastics, 1984",
  cost: "amortised O(1)",
  make: (feed) => stochastic(feed, 14, 3, 3),
  lines: stochasticLines,
  oracles: [
    stock("stoch", { k: "oscillator", d: "signal" }),
    // In this build STOCH answers with zeros and STOCHF with a wrong fastK; its fastD is right, and is our k.
    talib(15, { k: "fastD" }, (lib, { high, low, close }) =>
      lib.STOCHF({ high, low, close, fastK_Period: 14, fastD_Period: 3 }),
    ),
    talib(17, { d: "output" }, (lib, { high, low, close }) => {
      const k = lib.STOCHF({ high, low, close, fastK_Period: 14, fastD_Period: 3 }).fastD;
      return lib.SMA({ inReal: k.slice(0, close.length - 15), timePeriod: 3 });
    }),
  ],
};

const STOCH_RSI: IndicatorCase = {
  code: "stochRsi(feeds.main.close, 14, 14, 1, 3)",
  title: "Stochastic RSI",
  source: "T. S. Chande and S. Kroll, The New Technical Trader, 1994",
  cost: "amortised O(1)",
  make: (feed) => stochRsi(feed.close, 14, 14, 1, 3),
  lines: stochasticLines,
  oracles: [
    stock("stoch-rsi", { k: "stochRsi", d: "signal" }),
    {
      ...talib(29, { k: "fastK", d: "fastD" }, (lib, { close }) =>
        lib.STOCHRSI({ inReal: close, timePeriod: 14, fastK_Period: 14, fastD_Period: 3 }),
      ),
      from: 29,
      why: "TA-Lib holds k back until d is there",
    },
  ],
};

const ULTIMATE: IndicatorCase = {
  code: "ultimateOscillator(feeds.main, 7, 14, 28)",
  title: "Ultimate oscillator",
  source: "L. Williams, The Ultimate Oscillator, 1985",
  cost: "amortised O(1)",
  make: (feed) => ultimateOscillator(feed, 7, 14, 28),
  oracles: [
    stock("uo", { now: "ultimate" }),
    talib(28, { now: "output" }, (lib, { high, low, close }) =>
      lib.ULTOSC({ high, low, close, timePeriod1: 7, timePeriod2: 14, timePeriod3: 28 }),
    ),
    tulip("ultosc 7 14 28", "atoz.txt", HIGH_LOW_CLOSE, 0.000_05 / 42),
  ],
};

const TRIX: IndicatorCase = {
  code: "trix(feeds.main.close, 14, 9)",
  title: "TRIX, with a signal line",
  source: "J. K. Hutson, Good TRIX, 1983",
  seed: 'each EMA from the mean of its first n values; `{ seed: "first" }`: from its first value',
  cost: "O(1)",
  make: (feed) => trix(feed.close, 14, 9),
  lines: trixLines,
  oracles: [
    {
      ...stock("trix", { now: "trix" }),
      from: 300,
      why: "their second and third EMA start from the first value of the one before, ours from the mean of n of them: the difference shrinks by 13/15 a bar",
    },
    talib(40, { now: "output" }, (lib, { close }) => lib.TRIX({ inReal: close, timePeriod: 14 })),
    // TA-Lib has no signal line: its EMA of its TRIX is one.
    talib(48, { signal: "output" }, (lib, { close }) => {
      const rate = lib.TRIX({ inReal: close, timePeriod: 14 }).output.slice(0, close.length - 40);
      return lib.EMA({ inReal: rate, timePeriod: 9 });
    }),
  ],
};

const CCI_ROUNDING = "a mean of prices is rounded in its last digit, and then divided by 0.015 deviations";

const CCI: IndicatorCase = {
  code: "cci(feeds.main, 20)",
  title: "Commodity channel index",
  source: "D. R. Lambert, Commodity Channel Index, 1980",
  cost: "O(window)",
  make: (feed) => cci(feed, 20),
  oracles: [
    { ...stock("cci", { now: "cci" }), tolerance: 4e-12, why: CCI_ROUNDING },
    {
      ...talib(19, { now: "output" }, (lib, { high, low, close }) =>
        lib.CCI({ high, low, close, timePeriod: 20 }),
      ),
      tolerance: 4e-12,
      why: CCI_ROUNDING,
    },
  ],
};

const AROON: IndicatorCase = {
  code: "aroon(feeds.main, 25)",
  title: "Aroon",
  source: "T. S. Chande, A Time Price Oscillator, 1995",
  cost: "amortised O(1)",
  make: (feed) => aroon(feed, 25),
  lines: aroonLines,
  oracles: [
    {
      ...stock("aroon", { up: "aroonUp", down: "aroonDown", oscillator: "oscillator" }),
      from: 233,
      why: "of equal extremes (before rows 193 and 232) the oldest counts with them, the newest with us and TA-Lib",
    },
    talib(25, { up: "aroonUp", down: "aroonDown" }, (lib, { high, low }) =>
      lib.AROON({ high, low, timePeriod: 25 }),
    ),
    talib(25, { oscillator: "output" }, (lib, { high, low }) => lib.AROONOSC({ high, low, timePeriod: 25 })),
  ],
};

/** Other parameters, for the oracles that were computed with them. */
const VARIANTS: readonly IndicatorCase[] = [
  {
    ...MACD,
    code: 'macd(feeds.main.close, 12, 26, 9, { seed: "sma" })',
    make: (feed) => macd(feed.close, 12, 26, 9, { seed: "sma" }),
    oracles: [stock("macd", { now: "macd", signal: "signal", histogram: "histogram" })],
  },
  {
    // Not Tulip's "macd 12 26 9": there, and only there, it takes 0.15 and 0.075 for 2 / 13 and 2 / 27.
    ...MACD,
    code: 'macd(feeds.main.close, 2, 5, 9, { seed: "first" })',
    make: (feed) => macd(feed.close, 2, 5, 9, { seed: "first" }),
    oracles: [
      tulip("macd 2 5 9", "untest.txt", CLOSE, 0.000_5),
      {
        ...tulip("macd 2 5 9", "untest.txt", CLOSE, 0.000_5, { signal: "1", histogram: "2" }),
        from: 12,
        why: "Tulip shows its signal from its first value on, before 9 of them are there",
      },
    ],
  },
  {
    ...MOMENTUM,
    code: "momentum(feeds.main.close, 5)",
    make: (feed) => momentum(feed.close, 5),
    oracles: [tulip("mom 5", "untest.txt", CLOSE, 1e-12)],
  },
  {
    ...MOMENTUM,
    code: "momentum(feeds.main.close, 3)",
    make: (feed) => momentum(feed.close, 3),
    oracles: [tulip("mom 3", "extra.txt", CLOSE, 0)],
  },
  {
    ...ROC,
    code: "roc(feeds.main.close, 5)",
    make: (feed) => roc(feed.close, 5),
    lines: (made) => ({ now: asShare(made) }),
    oracles: [tulip("roc 5", "untest.txt", CLOSE, 0.000_5)],
  },
  {
    ...ROC,
    code: "roc(feeds.main.close, 3)",
    make: (feed) => roc(feed.close, 3),
    lines: (made) => ({ now: asShare(made) }),
    oracles: [tulip("roc 3", "extra.txt", CLOSE, 0.000_005)],
  },
  {
    ...WILLIAMS,
    code: "williamsR(feeds.main, 5)",
    make: (feed) => williamsR(feed, 5),
    oracles: [
      tulip("willr 5", "untest.txt", HIGH_LOW_CLOSE, 0.000_5),
      tulip("willr 5", "atoz.txt", HIGH_LOW_CLOSE, 0.000_5),
    ],
  },
  {
    ...STOCHASTIC,
    code: "stochastic(feeds.main, 5, 3, 3)",
    make: (feed) => stochastic(feed, 5, 3, 3),
    oracles: (["untest.txt", "atoz.txt"] as const).map((file) => ({
      ...tulip("stoch 5 3 3", file, HIGH_LOW_CLOSE, file === "atoz.txt" ? 0.000_05 / 33 : 0.000_5 / 75, {
        k: "0",
        d: "1",
      }),
      from: 8,
      why: "Tulip holds k back until d is there",
    })),
  },
  {
    ...STOCH_RSI,
    code: "stochRsi(feeds.main.close, 5, 5)",
    make: (feed) => stochRsi(feed.close, 5, 5),
    lines: (made) => ({ k: asShare(made) }),
    oracles: [
      tulip("stochrsi 5", "untest.txt", CLOSE, 0.000_5, { k: "0" }),
      tulip("stochrsi 5", "extra.txt", CLOSE, 0.000_05, { k: "0" }),
    ],
  },
  {
    ...ULTIMATE,
    code: "ultimateOscillator(feeds.main, 2, 3, 5)",
    make: (feed) => ultimateOscillator(feed, 2, 3, 5),
    oracles: [tulip("ultosc 2 3 5", "untest.txt", HIGH_LOW_CLOSE, 0.000_5 / 34)],
  },
  ...(
    [
      [5, "untest.txt", 0.000_5],
      [3, "atoz.txt", 0.000_05],
    ] as const
  ).map(
    ([length, file, tolerance]): IndicatorCase => ({
      ...TRIX,
      code: `trix(feeds.main.close, ${length}, 9, { seed: "first" })`,
      make: (feed) => trix(feed.close, length, 9, { seed: "first" }),
      // Tulip divides by the newer average, everybody else by the older one.
      lines: (made) => ({ now: converted(made, (rate) => (100 * rate) / (100 + rate)) }),
      oracles: [tulip(`trix ${length}`, file, CLOSE, tolerance)],
    }),
  ),
  {
    ...CCI,
    code: "cci(feeds.main, 5)",
    make: (feed) => cci(feed, 5),
    oracles: (["untest.txt", "atoz.txt"] as const).map((file) => ({
      ...tulip("cci 5", file, HIGH_LOW_CLOSE, file === "atoz.txt" ? 0.000_05 / 18 : 0.000_5 / 70),
      from: 8,
      why: "Tulip begins when n means of n prices are there, though only the newest of them is used",
    })),
  },
  {
    ...AROON,
    code: "aroon(feeds.main, 5)",
    make: (feed) => aroon(feed, 5),
    oracles: [
      tulip("aroon 5", "untest.txt", HIGH_LOW, 1e-12, { down: "0", up: "1" }),
      tulip("aroon 5", "atoz.txt", HIGH_LOW, 1e-12, { down: "0", up: "1" }),
      tulip("aroonosc 5", "untest.txt", HIGH_LOW, 1e-12, { oscillator: "0" }),
      tulip("aroonosc 5", "extra.txt", HIGH_LOW, 1e-12, { oscillator: "0" }),
    ],
  },
];

export const OSCILLATORS: readonly IndicatorCase[] = [
  MACD,
  MOMENTUM,
  ROC,
  WILLIAMS,
  STOCHASTIC,
  STOCH_RSI,
  ULTIMATE,
  TRIX,
  CCI,
  AROON,
  ...VARIANTS,
];
