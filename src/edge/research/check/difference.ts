import type { Decision } from "./play-decisions.ts";

/** The first place where two runs part: what was decided in one, and what in the other. */
export interface Difference {
  readonly was: Decision | undefined;
  readonly became: Decision | undefined;
  /** Decisions before it, which are equal. */
  readonly equal: number;
}

/** Compares two lists of decisions in engine order. */
export function firstDifference(
  truth: readonly Decision[],
  other: readonly Decision[],
  isEqual: (one: Decision, two: Decision) => boolean,
): Difference | undefined {
  for (let i = 0; i < Math.max(truth.length, other.length); i++) {
    const was = truth[i];
    const became = other[i];
    if (was === undefined || became === undefined) return { was, became, equal: i };
    if (isEqual(was, became)) continue;
    const order = was.at - became.at || was.run - became.run;
    if (order === 0) return { was, became, equal: i };
    return order < 0 ? { was, became: undefined, equal: i } : { was: undefined, became, equal: i };
  }
  return undefined;
}

/** The parts of a difference in words. */
export function tellDifference({ was, became }: Difference): {
  readonly run: number;
  readonly at: number;
  readonly callback: string;
  readonly was: string;
  readonly became: string;
  readonly why: string | undefined;
} {
  const { run = 0, at = 0, callback = "onBar" } = was ?? became ?? {};
  const intent = was?.intent ?? became?.intent;
  const why = intent === undefined || intent.kind === "none" ? undefined : intent.why;
  return { run, at, callback, was: was?.told ?? "none", became: became?.told ?? "none", why };
}
