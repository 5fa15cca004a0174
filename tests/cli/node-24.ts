/** The same command line under Node 24, where npx can fetch it. */
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { type CliOutcome, ROOT, runCli } from "./run-cli.ts";

const NPX = ["--yes", "--fetch-retries=0", "-p", "node@24", "node"];
const PATIENCE_MS = 120_000;

/** Where npx gets packages from may stand in the environment. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && /^(npm_config_|https?_proxy$)/i.test(entry[0]),
  ),
);

/** Runs the command line under Node 24; skips the test, with the reason, where npx has none. */
export async function runOnNode24(context: TestContext, args: readonly string[]): Promise<CliOutcome> {
  const reason = whyNot();
  if (reason !== undefined) context.skip(`npx cannot provide node@24: ${reason}`);
  return runCli(args, { command: ["npx", ...NPX, join(ROOT, "bin", "timonel.js")], env: environment });
}

function whyNot(): string | undefined {
  const found = spawnSync("npx", [...NPX, "--version"], {
    cwd: tmpdir(),
    encoding: "utf8",
    timeout: PATIENCE_MS,
  });
  if (/^v24\./m.test(found.stdout ?? "")) return undefined;
  const complaint = (found.stderr ?? "").split("\n").find((line) => /\berror\b/i.test(line));
  return found.error?.message ?? complaint ?? `it ended with ${found.status}`;
}
