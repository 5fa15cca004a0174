import {
  type Adx,
  adx,
  type ParabolicSar,
  parabolicSar,
  type SuperTrend,
  superTrend,
} from "../../../../src/core/indicators/index.ts";
import type { IndicatorCase } from "../case.ts";

const WILDER = "J. W. Wilder, New Concepts in Technical Trading Systems, 1978";

export const TREND: readonly IndicatorCase[] = [
  {
    code: "adx(feeds.main, 14)",
    title: "Average directional index",
    source: WILDER,
    seed: "mean of the first n movements and ranges, then of the first n DX",
    cost: "O(1)",
    make: (feed) => adx(feed, 14),
    lines: (made) => {
      const { plusDi, minusDi } = made as Adx; // Made above.
      return { now: made, plusDi, minusDi };
    },
    oracles: [
      {
        by: "stock-indicators",
        file: "adx",
        lines: { now: "adx", plusDi: "pdi", minusDi: "mdi" },
        tolerance: 1e-12,
      },
      {
        by: "ta-lib",
        lookback: 14,
        call: (talib, { high, low, close }) => {
          const input = { high, low, close, timePeriod: 14 };
          return { plusDi: talib.PLUS_DI(input).output, minusDi: talib.MINUS_DI(input).output };
        },
        lines: { plusDi: "plusDi", minusDi: "minusDi" },
        tolerance: 1e-12,
        from: 320,
        why: "TA-Lib starts from n - 1 movements and ranges, ours (like Wilder) from n: the difference shrinks by 13/14 a bar",
      },
      {
        by: "ta-lib",
        lookback: 27,
        call: (talib, { high, low, close }) => talib.ADX({ high, low, close, timePeriod: 14 }),
        lines: { now: "output" },
        tolerance: 1e-12,
        from: 400,
        why: "TA-Lib starts from n - 1 movements and ranges, ours (like Wilder) from n: the difference shrinks by 13/14 a bar",
      },
    ],
  },
  {
    code: "superTrend(feeds.main, 10, 3)",
    title: "Supertrend",
    source: "O. Seban; no first publication is known to us",
    seed: "that of the ATR: mean of the first n ranges",
    cost: "O(1)",
    make: (feed) => superTrend(feed, 10, 3),
    lines: (made) => ({ now: made, direction: (made as SuperTrend).direction }), // Made above.
    oracles: [
      {
        by: "stock-indicators",
        file: "supertrend",
        lines: { now: "superTrend" },
        tolerance: 1e-12,
        from: 205,
        why: "ours counts the range of the first bar in the ATR, theirs begins at the second: the difference shrinks by 9/10 a bar",
      },
    ],
  },
  {
    code: "parabolicSar(feeds.main, 0.02, 0.2)",
    title: "Parabolic SAR",
    source: WILDER,
    seed: "direction of the second bar",
    cost: "O(1)",
    make: (feed) => parabolicSar(feed, 0.02, 0.2),
    lines: (made) => ({ now: made, direction: (made as ParabolicSar).direction }), // Made above.
    oracles: [
      {
        by: "ta-lib",
        lookback: 1,
        call: (talib, { high, low }) => talib.SAR({ high, low, acceleration: 0.02, maximum: 0.2 }),
        lines: { now: "output" },
        tolerance: 1e-12,
      },
      {
        by: "stock-indicators",
        file: "psar",
        lines: { now: "sar" },
        tolerance: 1e-12,
        from: 251,
        why: "theirs guesses an upward trend at the first bar, which lasts until row 39; at row 250, where the bar that turns the trend is itself beyond the extreme, theirs keeps the extreme, ours (like TA-Lib) moves beyond the bar",
      },
      {
        by: "tulip",
        file: "atoz.txt",
        test: "psar .02 .2",
        inputs: ["high", "low"],
        lines: { now: "0" },
        tolerance: 1e-8,
        from: 8,
        why: "Tulip takes the first extreme from the first bar, ours (like TA-Lib) from the second: alike from the first turn on",
      },
    ],
  },
];
