/** Configuration: files, environment and command line become one checked, plain `Config`, or a list of what is wrong. */
export type { Config, SymbolConfig, SymbolSettings } from "./config.ts";
export { effectiveYaml } from "./effective-yaml.ts";
export { configHash } from "./hash.ts";
export { KEYS } from "./keys.ts";
export { claimSymbol } from "./layers.ts";
export { loadConfig, type Overrides, withSymbols } from "./load.ts";
export type { ConditionSetting } from "./open-conditions.ts";
export { type ConfigOverride, ENVIRONMENT_KEYS, environmentName } from "./overrides.ts";
export { ConfigProblem, type Problem, refuseIfAny } from "./problems.ts";
export { parseHours } from "./session-hours.ts";
