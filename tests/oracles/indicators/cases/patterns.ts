import {
  doji,
  engulfing,
  hammer,
  hangingMan,
  insideBar,
  invertedHammer,
  shootingStar,
  threeBlackCrows,
  threeWhiteSoldiers,
} from "../../../../src/core/indicators/index.ts";
import type { IndicatorCase } from "../case.ts";
import { verdicts } from "../ta-lib.ts";

const NISON = "S. Nison, Japanese Candlestick Charting Techniques, 1991";

export const PATTERNS: readonly IndicatorCase[] = [
  {
    code: "engulfing(feeds.main)",
    title: "Engulfing pattern",
    source: NISON,
    cost: "O(1)",
    make: (feed) => engulfing(feed),
    oracles: [
      {
        by: "ta-lib",
        lookback: 2,
        call: (talib, bars) => ({ now: verdicts(talib.CDLENGULFING(bars).output) }),
        lines: { now: "now" },
        tolerance: 0,
        from: 2,
        why: "theirs begins a bar later than it could, and says 80 instead of 100 where the bodies share an end",
      },
    ],
  },
  {
    code: "insideBar(feeds.main)",
    title: "Inside bar",
    source: "T. Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout, 1990",
    cost: "O(1)",
    make: (feed) => insideBar(feed),
    oracles: [],
  },
  {
    code: "doji(feeds.main)",
    title: "Doji",
    source: NISON,
    cost: "O(1)",
    make: (feed) => doji(feed),
    oracles: [],
  },
  {
    code: "hammer(feeds.main)",
    title: "Hammer",
    source: NISON,
    cost: "O(1)",
    make: (feed) => hammer(feed),
    oracles: [],
  },
  {
    code: "hangingMan(feeds.main)",
    title: "Hanging man",
    source: NISON,
    cost: "O(1)",
    make: (feed) => hangingMan(feed),
    oracles: [],
  },
  {
    code: "invertedHammer(feeds.main)",
    title: "Inverted hammer",
    source: NISON,
    cost: "O(1)",
    make: (feed) => invertedHammer(feed),
    oracles: [],
  },
  {
    code: "shootingStar(feeds.main)",
    title: "Shooting star",
    source: NISON,
    cost: "O(1)",
    make: (feed) => shootingStar(feed),
    oracles: [],
  },
  {
    code: "threeWhiteSoldiers(feeds.main)",
    title: "Three white soldiers",
    source: NISON,
    cost: "O(1)",
    make: (feed) => threeWhiteSoldiers(feed),
    oracles: [],
  },
  {
    code: "threeBlackCrows(feeds.main)",
    title: "Three black crows",
    source: NISON,
    cost: "O(1)",
    make: (feed) => threeBlackCrows(feed),
    oracles: [],
  },
];
