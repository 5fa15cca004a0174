/** What every refusal of the command line owes to a person, whatever was wrong. */
import { expect, test } from "vitest";
import { FIXTURES, runCli } from "../cli/run-cli.ts";

export interface BadInput {
  readonly what: string;
  readonly args: readonly string[];
  /** Written into the working directory before the start, by name. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly env?: Readonly<Record<string, string>>;
  /** 2: usage, config or strategy; 5: data missing or damaged. */
  readonly code: 2 | 5;
  /** What the message must say: where, found, allowed, fix. */
  readonly says: readonly (string | RegExp)[];
}

/** A test for each: exit code, message, a silent standard output, no trace of a stack, nothing written. */
export function eachIsRefused(bad: readonly BadInput[]): void {
  test.each(bad)("$what", async ({ args, files = {}, env = {}, code, says }) => {
    const outcome = await runCli(args, { files, env: { ...FIXTURES, ...env } });
    expect(outcome).toMatchObject({ code, stdout: "", written: [] });
    for (const part of says) {
      if (typeof part === "string") expect(outcome.stderr).toContain(part);
      else expect(outcome.stderr).toMatch(part);
    }
    expect(outcome.stderr).not.toMatch(/^\s+at |node:internal|bug in timonel/m);
    // Each problem is one line that says what to do.
    for (const line of outcome.stderr.trimEnd().split("\n")) expect(line).toMatch(/; (fix|allowed): \S/);
  });
}
