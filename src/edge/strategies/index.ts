/** Finds strategies by name or path, checks files of users, and loads them into the contract. */
export { findStrategy } from "./find.ts";
export { importStrategy } from "./import.ts";
export { placeIn } from "./place.ts";
export type { StrategySource } from "./source.ts";
