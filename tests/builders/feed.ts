/** A feed whose bars close one by one, in the way the engine closes them. */
import { Feed, type Source } from "../../src/core/indicators/index.ts";
import type { BarColumns, BarSeries } from "../../src/core/market/index.ts";
import { columnsOf, seriesOf } from "./bars.ts";
import { HOUR, START } from "./instrument.ts";

export interface Ohlc {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** One bar an hour; each opens at its close, which nothing here looks at. */
export const barsOf = (rows: readonly Ohlc[]): BarColumns =>
  columnsOf(rows.map(({ high, low, close }, place) => [START + place * HOUR, close, high, low, close]));

export const closesOf = (closes: readonly number[]): BarColumns =>
  barsOf(closes.map((close) => ({ high: close, low: close, close })));

/** `closed` bars have happened before anybody looks. */
export const feedOf = (data: BarColumns, closed: number = 0): Feed => {
  const series = seriesOf(0, 0, data);
  series.visible = closed;
  const feed = new Feed(series);
  SERIES_OF.set(feed, series);
  return feed;
};

/** A feed keeps its series to itself: the columns may hold the future. */
const SERIES_OF = new WeakMap<Feed, BarSeries>();

function seriesBehind(feed: Feed): BarSeries {
  const series = SERIES_OF.get(feed);
  if (series === undefined) throw new Error("the feed was not made here");
  return series;
}

/** Closes the next bar. */
export function closeBar(feed: Feed): void {
  const series = seriesBehind(feed);
  series.visible++;
  feed.advance();
}

/** Closes every bar that is left, and answers with what `source` of this feed was after each. */
export function valuesOf(feed: Feed, source: Pick<Source, "now">): readonly number[] {
  const values: number[] = [];
  const series = seriesBehind(feed);
  while (series.visible < series.rows) {
    closeBar(feed);
    values.push(source.now);
  }
  return values;
}

/** The values of one indicator over all these bars. */
export function valuesOver(
  data: BarColumns,
  make: (feed: Feed) => Pick<Source, "now">,
  closed: number = 0,
): readonly number[] {
  const feed = feedOf(data, closed);
  return valuesOf(feed, make(feed));
}
