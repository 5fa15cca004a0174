import {
  type Fractals,
  fractals,
  type HeikinAshi,
  heikinAshi,
  type Ichimoku,
  ichimoku,
  type Pivot,
  pivotHigh,
  pivotLow,
} from "../../../../src/core/indicators/index.ts";
import type { IndicatorCase } from "../case.ts";

const DOW = "C. H. Dow, editorials of The Wall Street Journal, 1900 to 1902";
const MARKED_AHEAD = "theirs marks the bar of the pivot itself, ours the bar that confirms it, and keeps it";

export const STRUCTURE: readonly IndicatorCase[] = [
  {
    code: "ichimoku(feeds.main)",
    title: "Ichimoku kinko hyo 9, 26, 52",
    source: "G. Hosoda, Ichimoku Kinko Hyo, 1969",
    cost: "amortised O(1)",
    make: (feed) => ichimoku(feed),
    lines: (made) => {
      const { kijun, senkouA, senkouB, chikouNow } = made as Ichimoku; // Made above.
      return { tenkan: made, kijun, senkouA, senkouB, chikouNow };
    },
    oracles: [
      {
        by: "stock-indicators",
        file: "ichimoku",
        lines: {
          tenkan: "tenkanSen",
          kijun: "kijunSen",
          senkouA: "senkouSpanA",
          senkouB: "senkouSpanB",
        },
        tolerance: 1e-12,
        why: "their chikou span is a close of 26 bars later and is not compared",
      },
    ],
  },
  {
    code: "heikinAshi(feeds.main)",
    title: "Heikin-Ashi bars",
    source:
      "D. Valcu, Using the Heikin-Ashi Technique, Technical Analysis of Stocks & Commodities 22:2, 2004",
    seed: "first open: middle of the first bar's open and close",
    cost: "O(1)",
    make: (feed) => heikinAshi(feed),
    lines: (made) => {
      const { open, high, low } = made as HeikinAshi; // Made above.
      return { close: made, open, high, low };
    },
    oracles: [
      {
        by: "stock-indicators",
        file: "heikinashi",
        lines: { close: "close", open: "open", high: "high", low: "low" },
        tolerance: 1e-12,
      },
    ],
  },
  {
    code: "pivotHigh(feeds.main, 2, 2)",
    title: "Newest pivot high",
    source: DOW,
    cost: "amortised O(1)",
    make: (feed) => pivotHigh(feed, 2, 2),
    lines: (made) => ({ now: made, age: (made as Pivot).age }), // Made above.
    oracles: [
      {
        by: "stock-indicators",
        file: "pivots",
        lines: { now: "highPoint" },
        knownAfter: 2,
        tolerance: 0,
        why: MARKED_AHEAD,
      },
    ],
  },
  {
    code: "pivotLow(feeds.main, 2, 2)",
    title: "Newest pivot low",
    source: DOW,
    cost: "amortised O(1)",
    make: (feed) => pivotLow(feed, 2, 2),
    lines: (made) => ({ now: made, age: (made as Pivot).age }), // Made above.
    oracles: [
      {
        by: "stock-indicators",
        file: "pivots",
        lines: { now: "lowPoint" },
        knownAfter: 2,
        tolerance: 0,
        why: MARKED_AHEAD,
      },
    ],
  },
  {
    code: "fractals(feeds.main)",
    title: "Fractals",
    source: "B. Williams, Trading Chaos, 1995",
    cost: "amortised O(1)",
    make: (feed) => fractals(feed),
    lines: (made) => {
      const { high, low } = made as Fractals; // Made above.
      return { now: made, high, low };
    },
    oracles: [
      {
        by: "stock-indicators",
        file: "fractal",
        lines: { now: "fractalBear", high: "fractalBear", low: "fractalBull" },
        knownAfter: 2,
        tolerance: 0,
        why: MARKED_AHEAD,
      },
    ],
  },
];
