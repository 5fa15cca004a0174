/** The front door of the package: what a strategy file imports from "timonel", and `backtest` for programs. */

export {
  type BacktestLimits,
  type BacktestOptions,
  type BacktestResult,
  backtest,
  type InstrumentTerms,
} from "./core/backtest/index.ts";
export type { Book, BookLevel, Direction, Intent, Trade } from "./core/domain/index.ts";
export * from "./core/indicators/index.ts";
export type { FillView, PositionView, Strategy, StrategyContext } from "./core/strategy/index.ts";
export {
  adjust,
  amend,
  bars,
  cancel,
  close,
  none,
  open,
  order,
  p,
  several,
  strategy,
} from "./core/strategy/index.ts";
