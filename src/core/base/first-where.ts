/**
 * The first place of a list of `length` from which on something is true, by bisection; `length` where it never is.
 * `isTrue` must be false up to some place and true from there on.
 */
export function firstWhere(length: number, isTrue: (place: number) => boolean): number {
  let from = 0;
  let to = length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isTrue(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
