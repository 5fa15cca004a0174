import { UserProblem } from "../../problem/index.ts";
import type { Violation } from "../audit/auditor.ts";
import { drill } from "../drill.ts";
import type { Told } from "../timeline.ts";
import { formatReduction } from "./reduced-text.ts";
import type { Reduction } from "./reduction.ts";
import { type Played, shrink } from "./shrink.ts";

/** `drill --shrink --json`. */
export interface ShrunkDocument {
  readonly schema: "timonel.drill-shrunk/1";
  readonly seed: string;
  /** The first that is broken; null: the seed breaks nothing, and there is nothing else to tell. */
  readonly violation: Violation | null;
  /** What is left of the storm, as for `--reduced`. */
  readonly reduced: string;
  /** Plays exactly that again. */
  readonly command: string;
  /** How many things happen up to the violation, before and after. */
  readonly events: { readonly before: number; readonly after: number };
  readonly runs: number;
  /** There was more to try, and no more runs to try it with. */
  readonly isCutShort: boolean;
  readonly timeline: readonly Told[];
  /** The last records of the journal before it breaks. */
  readonly slice: readonly string[];
}

/**
 * Reduces a seed that breaks something to the least that still does, in this thread: the clock is virtual meanwhile.
 * @throws UserProblem, exit 2, for a reduction that does not fit the seed
 */
export async function shrinkSeed(
  seed: string,
  options: Parameters<typeof shrink>[1],
): Promise<ShrunkDocument> {
  const shrunk = await shrink((reduction) => played(seed, reduction), options);
  const reduced = formatReduction(shrunk?.reduction ?? options.from ?? {});
  return {
    schema: "timonel.drill-shrunk/1",
    seed,
    violation: shrunk?.violation ?? null,
    reduced,
    command: againWith(seed, reduced),
    events: { before: shrunk?.eventsBefore ?? 0, after: shrunk?.timeline.length ?? 0 },
    runs: shrunk?.runs ?? 1,
    isCutShort: shrunk?.isCutShort ?? false,
    timeline: shrunk?.timeline ?? [],
    slice: shrunk?.slice ?? [],
  };
}

/** The command that plays a storm again. */
export const againWith = (seed: string, reduced: string | null): string =>
  `timonel drill --seed ${seed}${reduced === null || reduced === "" ? "" : ` --reduced '${reduced}'`}`;

/** A drill that breaks altogether is a violation like any other. */
async function played(seed: string, reduction: Reduction): Promise<Played> {
  try {
    return await drill(seed, reduction, { untilBroken: true });
  } catch (error) {
    if (error instanceof UserProblem) throw error;
    const what = error instanceof Error ? error.message : String(error);
    return {
      violations: [{ invariant: "drill", atMs: 0, what }],
      timeline: [],
      slice: [],
      stormMs: 0,
      instruments: [],
    };
  }
}
