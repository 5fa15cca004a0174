/** A run at a venue of its own has what it comes to kept while it goes on, and is taken up from that. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as passing } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { type RunSnapshot, readSnapshot, writeSnapshot } from "../../src/edge/runner/run-snapshot.ts";
import { demoFile, runCli, startCli } from "./run-cli.ts";

const runs = mkdtempSync(join(tmpdir(), "timonel-snapshots-"));
afterAll(() => rmSync(runs, { recursive: true, force: true }));

const ARGV = [
  ...["run", "--mode", "paper", "--data", demoFile("BTC"), "--strategy", "ema-cross", "--venue-process"],
  ...["--runs", runs],
];
const OFTEN = { env: { TIMONEL_RUNS__SNAPSHOT_RECORDS: "50" } };

/** Plays until one was kept, and dies. @returns where it lies */
async function killedBehindSnapshot(): Promise<string> {
  const { child, ended } = startCli([...ARGV, "--speed", "200000"], OFTEN);
  const live = join(runs, ".live");
  const snapshots = (): readonly string[] =>
    (existsSync(live) ? readdirSync(live) : [])
      .map((name) => join(live, name, "snapshot"))
      .filter((file) => existsSync(file));
  while (snapshots().length === 0) await passing(50);
  child.kill("SIGKILL");
  await ended;
  return snapshots()[0] as string; // It was there.
}

async function expectEqual(): Promise<void> {
  const { stdout } = await runCli(["replay", "last", "--verify", "--json", "--runs", runs]);
  expect(JSON.parse(stdout)).toMatchObject({ equal: true });
}

test("killed behind a snapshot it walks only what came after that, and comes to the same", {
  timeout: 120_000,
}, async () => {
  await killedBehindSnapshot();
  const resumed = await runCli([...ARGV, "--speed", "max"], OFTEN);
  expect(resumed.stdout).toMatch(/\d+ records later behind its snapshot of the first \d{2,} it stands at/);
  expect(resumed.code).toBe(0);
  await expectEqual();
});

test("a snapshot that leads elsewhere than the journal is put aside, and the whole is walked", {
  timeout: 120_000,
}, async () => {
  const file = await killedBehindSnapshot();
  const snapshot = readSnapshot(file) as RunSnapshot;
  const { playback } = snapshot.state.assembly;
  Object.assign(playback, { nextAt: playback.nextAt + 60_000 });
  writeSnapshot(file, snapshot);
  const resumed = await runCli([...ARGV, "--speed", "max"], OFTEN);
  expect(resumed.stdout).toMatch(
    /its snapshot is passed over: it leads elsewhere than the journal does \(record \d+ was M/,
  );
  expect(resumed.stdout).toMatch(/\n\d+ records later it stands at/);
  expect(resumed.code).toBe(0);
  await expectEqual();
});
