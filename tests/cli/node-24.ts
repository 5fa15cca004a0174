/** The same command line under Node 24, where npx can fetch it. */
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { type CliOptions, type CliOutcome, ROOT, runCli } from "./run-cli.ts";

const NPX = ["npx", "--yes", "-p", "node@24", "node"] as const;

/** npx reads where packages come from out of the environment too. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && /^(npm_config_|https?_proxy$)/i.test(entry[0]),
  ),
);

/** Runs the command line under Node 24; skips the test, with the reason, where npx has none. */
export async function runOnNode24(
  context: TestContext,
  args: readonly string[],
  options: Pick<CliOptions, "files"> = {},
): Promise<CliOutcome> {
  const [npx, ...rest] = NPX;
  const env = { ...process.env, ...environment };
  const found = spawnSync(npx, [...rest, "--version"], { cwd: tmpdir(), env, encoding: "utf8" });
  if (!/^v24\./m.test(found.stdout ?? "")) {
    const reason =
      found.error?.message ?? `it ended with ${found.status}: ${found.stderr.trim().split("\n").at(-1)}`;
    context.skip(`npx could not provide node@24 (${reason})`);
  }
  const command = [...NPX, join(ROOT, "bin", "timonel.js")];
  return runCli(args, { ...options, command, env: environment });
}
