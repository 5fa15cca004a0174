import type { CheckName, CheckSubject, CheckTask, DataRoom, Moved, SubjectResult } from "./task.ts";
import { placeOfDecision } from "./where.ts";

/** `timonel.check/1`: what `timonel check NAME --json` prints, and all that its table reads. Times are ISO 8601, UTC. */
export interface CheckDocument {
  readonly schema: "timonel.check/1";
  readonly check: CheckName;
  /** Every strategy is what it is expected to be. */
  readonly clean: boolean;
  readonly strategies: readonly CheckedStrategy[];
  /** Of the fixtures of the self-test. */
  readonly leaks: { readonly expected: number; readonly found: number };
  /** Strategies that ship and were found leaky. */
  readonly falseAlarms: number;
  readonly elapsedMs: number;
}

export interface CheckedStrategy {
  readonly name: string;
  readonly source: CheckSubject["source"];
  readonly expected: "clean" | "leak";
  /** `unknown`: it decided nothing that could be compared. */
  readonly found: "clean" | "leak" | "unknown";
  /** Lookahead: moments after which all bars were changed, until the leak was clear. Warm-up: later starts. */
  readonly cuts: number;
  /** Decisions that were compared. */
  readonly decisions: number;
  /** Later starts that left nothing to compare. */
  readonly inconclusive: number;
  /** Warm-up: how many bars there are of the symbol that has least, and how many leave every start something to compare. */
  readonly room?: DataRoom | undefined;
  readonly findings: readonly CheckFinding[];
}

export interface CheckFinding {
  readonly symbol: string;
  /** What was decided on the true data; `none` for nothing. */
  readonly decision: string;
  readonly at: string;
  readonly became: string;
  readonly input: {
    readonly symbol: string;
    /** START of the bar that moves it; for warm-up of the first bar of the data. */
    readonly bar: string;
    /** `open`, `high`, `low`, `close`, `volume`, several of them with commas; `start` for the start of the data. */
    readonly column: string;
  };
  /** `file:line` of the decision. */
  readonly where: string;
}

/** Puts together what the checks of a task came to. */
export function checkDocument(
  { check, subjects }: CheckTask,
  results: readonly SubjectResult[],
  elapsedMs: number,
): CheckDocument {
  const strategies = results.map((result, i) => checkedOf(subjects[i] as CheckSubject, result)); // One each.
  const fixtures = strategies.filter(({ expected }) => expected === "leak");
  return {
    schema: "timonel.check/1",
    check,
    clean: strategies.every(({ expected, found }) => found === expected),
    strategies,
    leaks: { expected: fixtures.length, found: fixtures.filter(({ found }) => found === "leak").length },
    falseAlarms: strategies.filter(({ source, found }) => source === "shipped" && found === "leak").length,
    elapsedMs: Math.round(elapsedMs),
  };
}

function checkedOf(subject: CheckSubject, { moved, ...counts }: SubjectResult): CheckedStrategy {
  const { name, source, expected } = subject;
  const found = moved.length > 0 ? "leak" : counts.decisions > 0 ? "clean" : "unknown";
  return { name, source, expected, found, ...counts, findings: moved.map((one) => findingOf(subject, one)) };
}

function findingOf({ plan, files }: CheckSubject, moved: Moved): CheckFinding {
  const { run, at, was, became, input } = moved;
  const instrument = plan.runs[run]?.instrument ?? 0;
  return {
    symbol: plan.instruments[instrument]?.symbol ?? "unknown",
    decision: was,
    at: new Date(at).toISOString(),
    became,
    input: { ...input, bar: new Date(input.bar).toISOString() },
    where: placeOfDecision(files[run] ?? "", moved),
  };
}
