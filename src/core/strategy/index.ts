/** The contract a strategy author implements, and what a strategy may see. */
export { StrategyFault } from "./fault.ts";
export { adjust, close, none, open, order, readIntent } from "./intents.ts";
export {
  type BadParam,
  type ParamSpecs,
  type ParamValue,
  p,
  resolveParams,
} from "./params.ts";
export { bars, type PositionView, type Strategy, type StrategyContext, strategy } from "./strategy.ts";
