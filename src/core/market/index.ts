/** Market data as believed now: bars in columns, how much of them has happened, and the latest prices. */
export { at, type BarColumns, BarSeries, isFinest, type QuoteColumns } from "./bar-series.ts";
export { LatestPrices } from "./latest-prices.ts";
export { longerBars } from "./longer-bars.ts";
