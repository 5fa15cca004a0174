/** The contract a strategy author implements, and what a strategy may see. */
export { StrategyFault } from "./fault.ts";
export { bars, type FeedSpec, readFeeds, readTimers } from "./feeds.ts";
export { adjust, amend, cancel, close, none, open, order, several } from "./intents.ts";
export {
  type BadParam,
  type ParamSpecs,
  type ParamValue,
  p,
  resolveParams,
} from "./params.ts";
export { readIntent } from "./read-intent.ts";
export {
  type FillView,
  type PositionView,
  type Strategy,
  type StrategyContext,
  strategy,
} from "./strategy.ts";
