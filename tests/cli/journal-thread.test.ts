/** The journal written by the thread that trades: the same run, which can be taken up and verified like any other. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { demoFile, heard, runCli, startCli } from "./run-cli.ts";

const runs = mkdtempSync(join(tmpdir(), "timonel-thread-"));
afterAll(() => rmSync(runs, { recursive: true, force: true }));

const ARGV = [
  ...["run", "--mode", "paper", "--data", demoFile("BTC"), "--strategy", "ema-cross", "--venue-process"],
  ...["--runs", runs],
];
const BY_TRADING = { env: { TIMONEL_RUNS__JOURNAL_THREAD: "trading" } };

test("a run whose journal the trading thread writes survives a kill, and is equal when it is walked again", async () => {
  const { child, ended } = startCli([...ARGV, "--speed", "200000"], BY_TRADING);
  await heard(child.stdout, / fee .* entry/);
  child.kill("SIGKILL");
  await ended;
  const resumed = await runCli([...ARGV, "--speed", "max"], BY_TRADING);
  expect(resumed.stdout).toMatch(/taking up paper-/);
  expect(resumed.stderr).toContain("with --speed max a venue that is a process of its own waits for nobody");
  expect(resumed.code).toBe(0);
  const { stdout } = await runCli(["replay", "last", "--verify", "--json", "--runs", runs]);
  expect(JSON.parse(stdout)).toMatchObject({ equal: true });
});
