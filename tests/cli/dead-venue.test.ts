/** Runs whose venue is gone, as after a reboot: nobody can take them up, and nobody has to live with them. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { DoctorDocument } from "../../src/edge/report/index.ts";
import { VenueStage } from "../../src/edge/venues/index.ts";
import { demoFile, heard, runCli, startCli } from "./run-cli.ts";

const place = mkdtempSync(join(tmpdir(), "timonel-dead-venue-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

let places = 0;
const FILL = / fee .* entry/;
const commandOf = (runs: string): readonly string[] => [
  ...["run", "--data", demoFile("BTC"), "--strategy", "ema-cross", "--speed", "90000"],
  ...["--venue-process", "--runs", runs],
];

/** A run at a venue of its own that was killed once it had traded. */
async function killed() {
  const runs = join(place, `runs-${++places}`);
  const { child, ended } = startCli(commandOf(runs));
  await heard(child.stdout, FILL);
  child.kill("SIGKILL");
  await ended;
  const live = join(runs, ".live");
  const [run = ""] = unfinishedIn(live);
  const { listens } = JSON.parse(readFileSync(join(live, run, "live.json"), "utf8")) as {
    readonly listens: { readonly venue: string };
  };
  return { runs, run, live, venue: listens.venue };
}

const unfinishedIn = (live: string): readonly string[] =>
  readdirSync(live, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** Its process has died, and has left what it listened on. */
async function endVenue(address: string): Promise<void> {
  const stage = new VenueStage(address);
  await stage.ask("stop").catch(() => undefined);
  stage.close();
  const listen = `require("net").createServer().listen(${JSON.stringify(address)}, () => console.log("listens"))`;
  const dead = spawn(process.execPath, ["-e", listen]);
  const gone = new Promise((done) => dead.on("close", done));
  await heard(dead.stdout, /listens/);
  dead.kill("SIGKILL");
  await gone;
}

const checksOf = async (runs: string): Promise<DoctorDocument["checks"]> => {
  const { stdout } = await runCli(["doctor", "--json"], { env: { TIMONEL_RUNS__DIRECTORY: runs } });
  return (JSON.parse(stdout) as DoctorDocument).checks.filter(({ name }) => name === "live run");
};

test("is refused at once, told by doctor, and put away with all that it wrote", async () => {
  const { runs, run, live, venue } = await killed();
  await endVenue(venue);

  const again = await runCli(commandOf(runs));
  expect(again).toMatchObject({ code: 4, stderr: expect.stringContaining("cannot be reached") });
  expect(again.stderr).toContain(`timonel runs --delete ${run}`);
  expect(await checksOf(runs)).toMatchObject([
    { result: "warning", fix: expect.stringContaining(`timonel runs --delete ${run}`) },
  ]);

  const status = await runCli(["status", "--runs", runs]);
  expect(status).toMatchObject({ code: 0, stderr: expect.not.stringContaining("takes it up") });
  expect(status.stdout.replaceAll(/\s+/g, " ")).toContain(`timonel runs --delete ${run}`);
  const pressed = await runCli(["emergency", "--runs", runs]);
  expect(pressed).toMatchObject({ code: 1, stderr: expect.stringContaining(`timonel runs --delete ${run}`) });
  const resumed = await runCli(["resume", "--runs", runs]);
  expect(resumed).toMatchObject({ code: 0, stderr: expect.stringContaining("is lifted") });

  const unasked = await runCli(["runs", "--delete", run, "--runs", runs]);
  expect(unasked).toMatchObject({ code: 3, stderr: expect.stringContaining("--yes") });
  const away = await runCli(["runs", "--delete", run, "--yes", "--runs", runs]);
  expect(away).toMatchObject({ code: 0, stderr: expect.stringContaining(`closed-${run}`) });
  expect(unfinishedIn(live)).toEqual([`closed-${run}`]);
  const kept = readdirSync(join(live, `closed-${run}`));
  for (const file of ["journal", "config.yaml", "venue.jsonl"]) expect(kept).toContain(file);

  expect(await checksOf(runs)).toEqual([]);
  const next = startCli(commandOf(runs));
  await heard(next.child.stdout, FILL);
  next.child.kill("SIGINT");
  expect(await next.ended).toMatchObject({ code: 130, stderr: expect.not.stringContaining("taking up") });
});

test("a run whose venue lives, or that is played, is not put away", async () => {
  const { runs, run, live, venue } = await killed();
  const refused = await runCli(["runs", "--delete", run, "--yes", "--runs", runs]);
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("its venue lives") });
  const again = startCli(commandOf(runs));
  await heard(again.child.stdout, /records later it stands at/);
  const played = await runCli(["runs", "--delete", run, "--yes", "--runs", runs]);
  expect(played).toMatchObject({ code: 3, stderr: expect.stringContaining("goes on") });
  expect(unfinishedIn(live)).toEqual([run]);
  again.child.kill("SIGINT");
  expect((await again.ended).code).toBe(130);
  const stage = new VenueStage(venue);
  await stage.ask("stop").catch(() => undefined);
  stage.close();
});
