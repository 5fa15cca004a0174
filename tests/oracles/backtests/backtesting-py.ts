/**
 * The run whose numbers backtesting.py (AGPL-3.0) publishes in its unit test `test_compute_stats`, by our engine: averages
 * of 10 and 30 closes on GOOG, always in the market, all of the equity in whole shares at the price of the fill, no costs.
 */
import { ratio } from "../../../src/core/base/index.ts";
import { defineInstrument } from "../../../src/core/domain/index.ts";
import { crossedAbove, crossedBelow, sma } from "../../../src/core/indicators/index.ts";
import { bars, close, none, open, p, strategy } from "../../../src/core/strategy/index.ts";
import { loadBars } from "../../../src/edge/data/index.ts";
import { DAY, share, withoutFees } from "../../builders/instrument.ts";
import { Run } from "../../builders/play.ts";
import { sharedFile } from "../../shared-data.ts";

export const CASH = 10_000;
export const SLOW = 30;

const smaCross = strategy({
  name: "sma-cross",
  version: "1.0.0",
  /** `last` is the start of the last bar but one. */
  params: { fast: p.int(10), slow: p.int(SLOW), last: p.number(0) },
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => ({
    fast: sma(feeds.main.close, params.fast),
    slow: sma(feeds.main.close, params.slow),
  }),
  onBar({ feeds, ind, params }) {
    // What is still open leaves at the open of the last bar.
    if (feeds.main.time === params.last) return close("the data ends");
    const stop = "default";
    if (crossedAbove(ind.fast, ind.slow)) return open("long", { why: "fast crossed above slow", stop });
    if (crossedBelow(ind.fast, ind.slow)) return open("short", { why: "fast crossed below slow", stop });
    return none;
  },
});

/** Short sales need an account on margin; it lends nothing. */
const GOOG = defineInstrument({
  ...withoutFees(share({ symbol: "GOOG" })),
  settlement: "margin",
  leverageMax: 1,
});

/** The collar is wide: nothing here keeps an order from its fill. */
const RISK = {
  own: { positionSizeMax: ratio("1"), collar: ratio("0.5") },
  sizing: { at: "fill" },
} as const;

export function playGoog(): Run {
  const file = sharedFile("data", "candles", "us-equity", "GOOG_1d_2004-2013_backtesting.py.csv.gz");
  const { columns, closes } = loadBars(file, { symbol: "GOOG" });
  const params = { fast: 10, slow: SLOW, last: columns.time.at(-2) ?? Number.NaN };
  const line = { instrument: GOOG, bars: columns, closes, every: DAY, strategy: smaCross, params };
  return new Run([line], { balance: String(CASH), risk: RISK }).play();
}
