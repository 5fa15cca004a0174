import type { BarDoubt } from "../../core/market/index.ts";
import { utcText } from "./utc-text.ts";

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
        found: `a bar that closed at ${utcText(found)}`,
        expected: `one that closes at ${utcText(expected)}`,
      };
    case "early":
      return {
        found: `a bar that closes at ${utcText(found)}`,
        expected: `none that closes after ${utcText(expected)}`,
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

const barOf = (time: number): string => `the bar of ${utcText(time)}`;
