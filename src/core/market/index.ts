/** Market data as believed now: bars in columns, how much of them has happened, the latest prices, and books of depth. */
export { type BarDoubt, BarGuard, type BarValues } from "./bar-guard.ts";
export { at, type BarColumns, BarSeries, closeOf, isFinest, type QuoteColumns } from "./bar-series.ts";
export { type BookSide, NO_TICK } from "./book-side.ts";
export { bookView } from "./book-view.ts";
export { type BookUpdate, DepthBook, DepthWalk } from "./depth-book.ts";
export { LatestPrices } from "./latest-prices.ts";
export { longerBarStart, longerBars } from "./longer-bars.ts";
export type { DepthDiff, DepthSnapshot, TapeEvent, TapeQuote, TapeTrade } from "./tape.ts";
export { SIZE_ONE, TickScale } from "./tick-scale.ts";
export { tradeBars } from "./trade-bars.ts";
