/** Streaming statistics over closed bars, one value at a time. */
export { atr, trueRange } from "./atr.ts";
export { type Bollinger, bollinger } from "./bollinger.ts";
export { ema, rma, type Seed } from "./ema.ts";
export { Feed, type UnfinishedBar } from "./feed.ts";
export {
  crossedAbove,
  crossedBelow,
  Indicator,
  type IndicatorSnapshot,
  Line,
  type Source,
} from "./indicator.ts";
export { rsi } from "./rsi.ts";
export { sma } from "./sma.ts";
