/**
 * Leaves out what does not matter: delta debugging, A. Zeller and R. Hildebrandt, "Simplifying and isolating
 * failure-inducing input" (2002), its algorithm `ddmin`. What remains is minimal by one, unless a test was refused.
 * @param fails whether it still fails with these alone: those of them that came to anything; undefined where it does not fail
 */
export async function ddmin<T>(
  items: readonly T[],
  fails: (kept: readonly T[]) => Promise<readonly T[] | undefined>,
): Promise<readonly T[]> {
  if (items.length === 0) return items;
  const nothing = await fails([]);
  if (nothing !== undefined) return nothing;
  let rest = items;
  let pieces = 2;
  while (rest.length > 1) {
    const smaller = await anyThatFails(candidates(rest, pieces), fails);
    if (smaller !== undefined) {
      pieces = smaller.isPiece ? 2 : Math.max(2, pieces - 1);
      rest = smaller.left;
    } else if (pieces >= rest.length) return rest;
    else pieces *= 2;
    pieces = Math.min(pieces, rest.length);
  }
  return rest;
}

interface Candidate<T> {
  readonly items: readonly T[];
  /** A piece alone; else all but a piece. */
  readonly isPiece: boolean;
}

function candidates<T>(items: readonly T[], pieces: number): readonly Candidate<T>[] {
  const bound = (i: number): number => Math.floor((items.length * i) / pieces);
  const numbers = Array.from({ length: pieces }, (_, i) => i);
  const alone = numbers.map((i) => ({ items: items.slice(bound(i), bound(i + 1)), isPiece: true }));
  if (pieces === 2) return alone; // What is left beside a half is the other half.
  const without = numbers.map((i) => ({
    items: [...items.slice(0, bound(i)), ...items.slice(bound(i + 1))],
    isPiece: false,
  }));
  return [...alone, ...without];
}

async function anyThatFails<T>(
  tried: readonly Candidate<T>[],
  fails: (kept: readonly T[]) => Promise<readonly T[] | undefined>,
): Promise<{ readonly left: readonly T[]; readonly isPiece: boolean } | undefined> {
  for (const { items, isPiece } of tried) {
    const left = await fails(items);
    if (left !== undefined) return { left, isPiece };
  }
  return undefined;
}
