import type { NamedSource } from "../indicators/index.ts";
import { at, type BarSeries } from "../market/index.ts";
import type { ParamValue } from "../strategy/index.ts";
import type { BarTold, Basis, IndicatorTold } from "./explanation.ts";

/** The newest closed bar of each feed, the indicators and the parameters, in plain data. The bar that wakes comes first. */
export const basisOf = (
  feeds: readonly (readonly [name: string, series: BarSeries])[],
  sources: readonly NamedSource[],
  params: Readonly<Record<string, ParamValue>>,
): Basis => ({
  bars: feeds.flatMap(([name, series]) => (series.visible === 0 ? [] : [barOf(name, series)])),
  indicators: sources.map(indicatorOf),
  params: { ...params },
});

function barOf(feed: string, series: BarSeries): BarTold {
  const { columns, intervalMs, visible } = series;
  const row = visible - 1;
  return {
    feed,
    intervalMs,
    row,
    from: at(columns.time, row),
    to: series.closesAt(row),
    open: at(columns.open, row),
    high: at(columns.high, row),
    low: at(columns.low, row),
    close: at(columns.close, row),
    volume: at(columns.volume, row),
  };
}

const indicatorOf = ({ name, source: { now, prev } }: NamedSource): IndicatorTold => ({
  name,
  now: warm(now),
  prev: warm(prev),
});

const warm = (value: number): number | null => (Number.isFinite(value) ? value + 0 : null); // JSON has no -0.
