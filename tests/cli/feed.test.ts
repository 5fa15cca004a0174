/** A run at a venue process whose feed breaks: what a person sees of it, and that the run can be verified. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { socketPath } from "../../src/edge/control/index.ts";
import { VenueStage } from "../../src/edge/venues/index.ts";
import { demoFile, heard, runCli, startCli } from "./run-cli.ts";

const runs = mkdtempSync(join(tmpdir(), "timonel-feed-"));
afterAll(() => rmSync(runs, { recursive: true, force: true }));

test("a feed that is not whole is told, stands in the status, and is over with the next whole bar", async () => {
  const { child, ended } = startCli([
    ...["run", "--mode", "paper", "--data", demoFile("BTC"), "--strategy", "ema-cross", "--speed", "30000"],
    ...["--venue-process", "--runs", runs],
  ]);
  await heard(child.stdout, / fee .* entry/); // It has begun, and so has its venue.
  const [id = ""] = readdirSync(join(runs, ".live")).filter((name) => name.startsWith("paper-"));
  const stage = new VenueStage(socketPath(join(runs, ".live", id), "venue"));
  const broken = heard(child.stderr, /alert WARNING: the live data of BTC\/USDT are not whole: found high/);
  await stage.ask("fault", { rule: { kind: "badBar", how: "spike" } });
  await broken;
  const { stdout } = await runCli(["status", "--runs", runs, "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ notWhole: [{ symbol: "BTC/USDT", fault: "spike" }] });
  const whole = heard(child.stderr, /alert INFO: the live data of BTC\/USDT are whole again/);
  await stage.ask("fault", { clear: "all" });
  await whole;
  stage.close();
  child.kill("SIGINT");
  expect((await ended).code).toBe(130);
  const verified = JSON.parse(
    (await runCli(["replay", "last", "--verify", "--json", "--runs", runs])).stdout,
  );
  expect(verified).toMatchObject({ equal: true });
});
