/** Foundations: nominal types, assertions, results, exact decimal numbers, seeded chance. */
export { assert, InvariantBroken, unreachable } from "./assert.ts";
export type { Brand, DurationMs, UnixMs } from "./brand.ts";
export { ByNumber } from "./by-number.ts";
export { Chance } from "./chance.ts";
export * from "./decimal.ts";
export { firstWhere } from "./first-where.ts";
export { lastKept } from "./last-kept.ts";
export { LastOf } from "./last-of.ts";
export { dropAt, putAt } from "./list-places.ts";
export { MomentChance } from "./moment-chance.ts";
export { refillList, refillMap } from "./refill.ts";
export { err, ok, type Result } from "./result.ts";
export { Sha256 } from "./sha256.ts";
