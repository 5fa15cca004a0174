/** Finds strategies by name or path, checks files of users, and loads them into the contract. */
export { findStrategy, isShipped, shippedStrategies } from "./find.ts";
export { importExports, importStrategy } from "./import.ts";
export { placeIn } from "./place.ts";
export type { StrategySource } from "./source.ts";
