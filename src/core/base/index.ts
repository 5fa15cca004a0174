/** Foundations: nominal types, assertions, results and exact decimal numbers. */
export { assert, InvariantBroken, unreachable } from "./assert.ts";
export type { Brand, DurationMs, UnixMs } from "./brand.ts";
export * from "./decimal.ts";
export { err, ok, type Result } from "./result.ts";
