/** A whole backtest as one call, for programs and for browsers; and what every run over recorded data is assembled by. */
export {
  type Assembly,
  type AssemblyPlan,
  assemble,
  assembleOnTapes,
  type PlannedTape,
  type TapeAssembly,
} from "./assemble.ts";
export { assemblySnapshot, restoreAssembly } from "./assembly-snapshot.ts";
export { backtest } from "./backtest.ts";
export { DecisionRecord, type Digest, type OrderWatcher } from "./decision-record.ts";
export { feedsFor, paramsFor } from "./declared.ts";
export type { BacktestLimits, BacktestOptions, BacktestResult, InstrumentTerms } from "./options.ts";
export { checkFields, numberRule, OBJECT, type Rules, refused, TEXT } from "./rules.ts";
