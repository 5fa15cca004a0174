import { type ProblemDetails, UserProblem } from "../../problem/index.ts";
import type { Fault } from "./fault.ts";

/** One thing that is wrong with the configuration, and where it was said. */
export interface Problem extends Fault {
  /** `timonel.yaml:3:5`, `--leverage` or `environment TIMONEL_MODE`. */
  readonly where: string;
  /** Dotted path, `risk_limits.portfolio.max_drawdown`. */
  readonly key: string;
}

/** Everything wrong with a configuration at once: one line each in `message`, one entry each in `problems`. */
export class ConfigProblem extends UserProblem {
  override readonly name = "ConfigProblem";
  /** `details` of the base class is the first of these. */
  readonly problems: readonly ProblemDetails[];

  constructor(problems: readonly [ProblemDetails, ...ProblemDetails[]]) {
    super(problems[0]);
    this.problems = problems;
    this.message = problems.map((details) => new UserProblem(details).message).join("\n");
  }
}

/** Ends with all problems, when there are any. @throws ConfigProblem */
export function refuseIfAny(problems: readonly Problem[]): void {
  const [first, ...others] = inReadingOrder(problems).map(detailsOf);
  if (first !== undefined) throw new ConfigProblem([first, ...others]);
}

/** File by file as they were read, top to bottom; sources without lines stay where they were. */
function inReadingOrder(problems: readonly Problem[]): Problem[] {
  const placed = problems.map((problem) => {
    const [, file = problem.where, line = "0", column = "0"] = /^(.*):(\d+):(\d+)$/.exec(problem.where) ?? [];
    return { problem, file, line: Number(line), column: Number(column) };
  });
  const files = [...new Set(placed.map(({ file }) => file))];
  placed.sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
  return placed.map(({ problem }) => problem);
}

const detailsOf = ({ where, key, message, found, allowed, fix }: Problem): ProblemDetails => ({
  exitCode: 2,
  where,
  message: key === "" ? message : `${key}: ${message}`,
  found,
  allowed,
  fix,
});
