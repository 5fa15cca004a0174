/** Streaming statistics over closed bars, one value at a time. */
export { atr } from "./atr.ts";
export { ema, type Seed } from "./ema.ts";
export { Feed } from "./feed.ts";
export { crossedAbove, crossedBelow, Indicator, type Source } from "./indicator.ts";
