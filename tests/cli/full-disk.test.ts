/** A result that cannot be written: a sentence and an exit code, whatever the command. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DEMO, FIXTURES, ROOT, runCli } from "./run-cli.ts";

const FULL = "/dev/full";
const toFullDisk = (args: readonly string[]) =>
  runCli(args, {
    env: FIXTURES,
    command: ["sh", "-c", `exec "$0" "$@" > ${FULL}`, process.execPath, join(ROOT, "bin", "timonel.js")],
  });
const SENTENCE =
  "standard output: the result cannot be written; found: ENOSPC; fix: free some space on the disk, then run this again\n";

test.skipIf(!existsSync(FULL)).each([
  ["the help", ["--help"]],
  ["the store", ["data", "list", "--store", DEMO]],
  [
    "a report as JSON",
    ["backtest", "--strategy", "ema-cross", "--symbols", "BTC/USDT", "--data", DEMO, "--json"],
  ],
])("%s behind which the disk is full", async (_, args) => {
  const { code, stderr } = await toFullDisk(args);
  expect([code, stderr.slice(-SENTENCE.length)]).toEqual([5, SENTENCE]);
  expect(stderr).not.toMatch(/^\s+at |node:internal/m);
});

test.skipIf(!existsSync(FULL))("a refusal stays one", async () => {
  const { code, stderr } = await toFullDisk(["backtest", "--strategi", "x"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("did you mean --strategy?")]);
});
