/**
 * Exit codes a person or script can be told to expect: 1 the check failed, 2 wrong usage or config, 3 refused,
 * 4 venue or network, 5 data missing or damaged.
 */
type ExitCode = 1 | 2 | 3 | 4 | 5;

/** The parts of a message, so that `--json` can give them one by one. All of them are plain text without line breaks. */
export interface ProblemDetails {
  readonly exitCode: ExitCode;
  /** The sentence that says what is wrong, without place and advice. */
  readonly message: string;
  /** `file`, `file:line` or `file:line:column`; lines and columns count from 1. */
  readonly where?: string | undefined;
  /** What stood there. */
  readonly found?: string | undefined;
  readonly allowed?: string | undefined;
  /** What to do about it. */
  readonly fix?: string | undefined;
}

/**
 * An ending a person caused or can end, as opposed to a bug of ours. Its `message` is the whole rendered text:
 * `data/x.csv.gz:17:5: high 99 is below low 101; allowed: high >= open, close, low; fix: ...`.
 */
export class UserProblem extends Error {
  override readonly name: string = "UserProblem";
  readonly exitCode: ExitCode;
  readonly details: ProblemDetails;

  constructor(details: ProblemDetails) {
    super(render(details));
    this.exitCode = details.exitCode;
    this.details = details;
  }
}

function render({ where, message, found, allowed, fix }: ProblemDetails): string {
  const parts = [where === undefined ? message : `${where}: ${message}`];
  if (found !== undefined) parts.push(`found: ${found}`);
  if (allowed !== undefined) parts.push(`allowed: ${allowed}`);
  if (fix !== undefined) parts.push(`fix: ${fix}`);
  // What stood in a file may be anything: no byte of it may move the cursor of whoever reads the message.
  return parts
    .join("; ")
    .replaceAll(/\p{Cc}/gu, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
