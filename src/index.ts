/** The front door of the package: what a strategy file imports from "timonel". */

export type { Intent } from "./core/domain/index.ts";
export { atr, crossedAbove, crossedBelow, ema, Indicator } from "./core/indicators/index.ts";
export type { Strategy, StrategyContext } from "./core/strategy/index.ts";
export { adjust, bars, close, none, open, order, p, strategy } from "./core/strategy/index.ts";
