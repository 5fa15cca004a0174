/** The contract a strategy author implements, and what a strategy may see. */
export { StrategyFault } from "./fault.ts";
export { adjust, type BadIntent, close, none, open, order, readIntent } from "./intents.ts";
export { type BadParam, p, type ParamSpec, type ParamSpecs, type ParamValue, resolveParams } from "./params.ts";
export { bars, type PositionView, type Strategy, strategy, type StrategyContext } from "./strategy.ts";
