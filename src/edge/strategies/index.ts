/** Finds strategies by name and loads them into the contract. */
export { findStrategy, type StrategySource } from "./find.ts";
export { importStrategy } from "./import.ts";
export { placeIn } from "./place.ts";
