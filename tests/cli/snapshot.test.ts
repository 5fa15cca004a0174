/** A run at a venue of its own has what it comes to kept while it goes on, and is taken up from that. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as passing } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { demoFile, runCli, startCli } from "./run-cli.ts";

const runs = mkdtempSync(join(tmpdir(), "timonel-snapshots-"));
afterAll(() => rmSync(runs, { recursive: true, force: true }));

const ARGV = [
  ...["run", "--mode", "paper", "--data", demoFile("BTC"), "--strategy", "ema-cross", "--venue-process"],
  ...["--runs", runs],
];
const OFTEN = { env: { TIMONEL_RUNS__SNAPSHOT_RECORDS: "50" } };

async function snapshotThere(): Promise<void> {
  for (;;) {
    const live = join(runs, ".live");
    const names = existsSync(live) ? readdirSync(live) : [];
    if (names.some((name) => existsSync(join(live, name, "snapshot")))) return;
    await passing(50);
  }
}

test("killed behind a snapshot it walks only what came after that, and comes to the same", {
  timeout: 120_000,
}, async () => {
  const { child, ended } = startCli([...ARGV, "--speed", "200000"], OFTEN);
  await snapshotThere();
  child.kill("SIGKILL");
  await ended;
  const resumed = await runCli([...ARGV, "--speed", "max"], OFTEN);
  expect(resumed.stdout).toMatch(/\d+ records later behind its snapshot of the first \d{2,} it stands at/);
  expect(resumed.code).toBe(0);
  const { stdout } = await runCli(["replay", "last", "--verify", "--json", "--runs", runs]);
  expect(JSON.parse(stdout)).toMatchObject({ equal: true });
});
