import type { BarDoubt } from "../../core/market/index.ts";

/** What was found of a bar, and what was expected of it, for a person. */
export function feedWords({ fault, field, found, expected }: BarDoubt): {
  readonly found: string;
  readonly expected: string;
} {
  switch (fault) {
    case "missing":
      return { found: "no bar", expected: barOf(expected) };
    case "unclosed":
      return { found: `${barOf(found)}, not closed`, expected: barOf(expected) };
    case "backwards":
      return { found: `${barOf(found)}, an old one`, expected: barOf(expected) };
    case "stale":
      return {
        found: `a bar that closed at ${moment(found)}`,
        expected: `one that closes at ${moment(expected)}`,
      };
    case "early":
      return {
        found: `a bar that closes at ${moment(found)}`,
        expected: `none that closes after ${moment(expected)}`,
      };
    case "not-a-number":
    case "zero":
    case "negative":
    case "crossed":
    case "spike":
    case "differs":
    case "revised":
      return {
        found: `${field} ${Number.isNaN(found) ? "that is no number" : found}`,
        expected: Number.isNaN(expected) ? UNKNOWN[fault] : `${field} ${expected}`,
      };
  }
}

/** What is expected where no second source has the bar. */
const UNKNOWN = {
  "not-a-number": "a number",
  zero: "more than 0",
  negative: "0 or more",
  crossed: "high and low around open and close",
  spike: "no such bar",
  differs: "no such bar",
  revised: "the same bar again",
} as const;

const barOf = (time: number): string => `the bar of ${moment(time)}`;

/** A feed may tell any number as a time; `2024-01-01T05:00Z` where it is one. */
function moment(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString().replace(/:00\.000Z$/, "Z");
}
