import { type ProblemDetails, UserProblem } from "../problem/index.ts";

/** One thing that is wrong with a strategy file, and the place of it. */
export type Finding = Omit<ProblemDetails, "exitCode">;

/** More would not be read. */
const TOLD_MAX = 12;

/** Everything wrong with a strategy file at once: one line each in `message`. */
class StrategyProblem extends UserProblem {
  override readonly name = "StrategyProblem";
  /** `details` of the base class is the first of these. */
  readonly problems: readonly ProblemDetails[];

  constructor(findings: readonly [Finding, ...Finding[]]) {
    const problems = findings.map((finding): ProblemDetails => ({ exitCode: 2, ...finding }));
    super({ exitCode: 2, ...findings[0] });
    this.problems = problems;
    this.message = problems
      .slice(0, TOLD_MAX)
      .map((details) => new UserProblem(details).message)
      .join("\n");
  }
}

/** Ends with all findings, when there are any. @throws UserProblem, exit 2 */
export function refuseIfAny(findings: readonly Finding[]): void {
  const [first, ...others] = findings;
  if (first !== undefined) throw new StrategyProblem([first, ...others]);
}

/** The same for one. */
export const refusal = (finding: Finding): UserProblem => new StrategyProblem([finding]);
