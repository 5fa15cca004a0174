/** What a fill makes of a position, from what was held before it and what is held then, signed. */

/** Another position begins: from flat, or by turning around. */
export const begins = (before: bigint, held: bigint): boolean => held !== 0n && !isSameSide(before, held);

/** The one that was there is over. */
export const ends = (before: bigint, held: bigint): boolean => before !== 0n && !isSameSide(before, held);

const isSameSide = (before: bigint, held: bigint): boolean =>
  before !== 0n && held !== 0n && before > 0n === held > 0n;
