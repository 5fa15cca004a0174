import type { Amount } from "../base/index.ts";

/** Venues keep accounts to eight decimals. */
const GRID = 1_000_000_000_000n;

/** What is owed, as a venue takes it: the next unit of its books upwards; what is received (below zero), downwards. */
export const bookedUp = (amount: Amount): Amount =>
  (amount > 0n ? ((amount + GRID - 1n) / GRID) * GRID : (amount / GRID) * GRID) as Amount;

/** What there is to take, in whole units of the books: never more than there is. */
export const bookedDown = (amount: Amount): Amount => (amount > 0n ? amount - (amount % GRID) : 0n) as Amount;
