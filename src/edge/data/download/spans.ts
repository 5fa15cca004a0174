/** A stretch of time from `from` up to and without `to`, in Unix milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const lengthOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, { from, to }) => sum + to - from, 0);

/** What of `whole` is in none of `parts`, oldest first. */
export function without(whole: Span, parts: readonly Span[]): readonly Span[] {
  const left: Span[] = [];
  let { from } = whole;
  for (const part of parts.filter((one) => one.from < one.to).sort((a, b) => a.from - b.from)) {
    if (part.to <= from) continue;
    if (part.from >= whole.to) break;
    if (part.from > from) left.push({ from, to: part.from });
    from = Math.max(from, part.to);
  }
  if (from < whole.to) left.push({ from, to: whole.to });
  return left;
}
