/** The guard of every row: no time is printed before the work is known to be right. */

/** Something came out other than it must. */
export class WrongDigest extends Error {
  constructor(what: string, found: unknown, expected: unknown) {
    super(`${what}: found ${String(found)}, expected ${String(expected)}`);
    this.name = "WrongDigest";
  }
}

/** @throws WrongDigest */
export function requireSame<T extends string | number | bigint | boolean | null | undefined>(
  what: string,
  found: T,
  expected: T,
): void {
  if (!Object.is(found, expected)) throw new WrongDigest(what, found, expected);
}

/** @throws WrongDigest when they are further apart than `within`, or one of them is no number */
export function requireNear(what: string, found: number, expected: number, within: number): void {
  if (!(Math.abs(found - expected) <= within)) throw new WrongDigest(what, found, expected);
}
