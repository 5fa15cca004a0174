/** Runs that were ended and did not come to their end: what the same command, an emergency and a word to another run make of them. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type CliOutcome, demoFile, FIXTURES, heard, runCli, startCli } from "./run-cli.ts";

const place = mkdtempSync(join(tmpdir(), "timonel-ending-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
let places = 0;
const runsPlace = (): string => join(place, `runs-${++places}`);

const runWords = (runs: string, ...more: readonly string[]): readonly string[] => [
  ...["run", "--data", demoFile("BTC"), "--strategy", "ema-cross", "--runs", runs],
  ...["--speed", "90000", ...more],
];
const say = (runs: string, ...words: readonly string[]): Promise<CliOutcome> =>
  runCli([...words, "--runs", runs]);
const tell = async (runs: string, ...words: readonly string[]) =>
  JSON.parse((await say(runs, ...words, "--json")).stdout) as Record<string, unknown>;
const ENTERED = / fee .* entry\n/;

const unfinished = (runs: string): readonly string[] =>
  readdirSync(join(runs, ".live"), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );

/** A run that holds something, was ended by Ctrl-C, and died before it was stored: its journal says that it is over. */
async function endedUnstored(runs: string): Promise<string> {
  const { child, ended } = startCli(runWords(runs, "--new"));
  await heard(child.stdout, ENTERED);
  const before = new Set(readdirSync(runs));
  const kept = join(place, `kept-${++places}`);
  cpSync(join(runs, ".live"), kept, { recursive: true });
  child.kill("SIGINT");
  expect((await ended).code).toBe(130);
  const [run = ""] = readdirSync(runs).filter((name) => !before.has(name));
  const directory = join(runs, ".live", run);
  mkdirSync(directory);
  for (const file of ["live.json", "config.yaml", "epoch"])
    cpSync(join(kept, run, file), join(directory, file));
  renameSync(join(runs, run, "journal"), join(directory, "journal"));
  rmSync(join(runs, run), { recursive: true });
  expect((await tell(runs, "positions", run))["positions"]).toHaveLength(1);
  return run;
}

describe("a run that was ended by Ctrl-C, and whose process died before it was stored", () => {
  test("is closed by an emergency, which says the same when it is pressed again", async () => {
    const runs = runsPlace();
    const run = await endedUnstored(runs);
    const first = await say(runs, "emergency", "--json");
    expect(JSON.parse(first.stdout)).toMatchObject({ flat: true, closed: 1, left: [] });
    expect(first.code).toBe(0);
    expect(await tell(runs, "positions", "last")).toMatchObject({ run, positions: [] });
    expect((await tell(runs, "trades", "last"))["trades"]).toMatchObject([{ exitReason: "emergency" }]);
    expect(await tell(runs, "replay", "last", "--verify")).toMatchObject({ equal: true });
    const second = await say(runs, "emergency", "--json");
    expect([second.code, JSON.parse(second.stdout)]).toMatchObject([0, { flat: true, closed: 0, left: [] }]);
  });

  test("is stored by the same command, which says so and goes on with nothing", async () => {
    const runs = runsPlace();
    const run = await endedUnstored(runs);
    const { code, stdout } = await runCli(runWords(runs));
    expect(code).toBe(130);
    expect(stdout).toMatch(
      new RegExp(
        `\\n${run} was ended there by Ctrl-C and not stored: it is stored now, and does not go on .*--new`,
      ),
    );
    expect(stdout).not.toMatch(ENTERED);
    expect(unfinished(runs)).toEqual([]);
    expect(await tell(runs, "runs")).toMatchObject({ runs: [{ id: run, complete: false }] });
  });
});

describe("runs that lie there dead", () => {
  test("stand in the way of no word to the only one that lives, and are marked where several live", async () => {
    const runs = runsPlace();
    const dead = [await endedUnstored(runs), await endedUnstored(runs)];
    const none = await say(runs, "halt");
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("no process plays any of them")]);

    const first = startCli(runWords(runs, "--new", "--speed", "3600"));
    await heard(first.child.stdout, /paper run/);
    await expect.poll(async () => (await say(runs, "halt")).code, { timeout: 60_000 }).toBe(0);
    const [living = ""] = unfinished(runs).filter((run) => !dead.includes(run));
    expect(await tell(runs, "status")).toMatchObject({ run: living, running: true, state: "REDUCING" });
    const left = await say(runs, "flatten"); // Whether it holds something by now is not known here.
    expect(left.stdout).toMatch(new RegExp(`^${living}: (?:leaving at the market|nothing is held)`, "m"));

    const second = startCli(runWords(runs, "--new", "--speed", "3600"));
    await heard(second.child.stdout, /paper run/);
    const unclear = await say(runs, "halt");
    expect(unclear.code).toBe(2);
    for (const run of dead) expect(unclear.stderr).toContain(`${run} (no process plays it)`);
    expect(unclear.stderr).not.toContain(`${living} (no process`);
    first.child.kill("SIGKILL");
    second.child.kill("SIGKILL");
    await Promise.all([first.ended, second.ended]);
  });
});

describe("a strategy that throws", () => {
  const words = (runs: string): readonly string[] => [
    ...["run", "--data", demoFile("BTC"), "--strategy", "throws", "--runs", runs, "--speed", "90000"],
  ];

  test("is named by status with the reason, and is not started again, though its run goes on", async () => {
    const runs = runsPlace();
    const { child, ended } = startCli(words(runs), { env: FIXTURES });
    await heard(child.stderr, /alert ERROR: .*throws/);
    const broken = {
      stoppedSymbols: ["BTC/USDT"],
      brokenStrategies: [{ symbol: "BTC/USDT", strategy: "throws", found: expect.stringContaining("threw") }],
    };
    expect(await tell(runs, "status")).toMatchObject({ running: true, ...broken });
    const shown = await say(runs, "status");
    expect(shown.stdout).toMatch(/! BTC\/USDT stopped since 2023-01-01 .*throws\s+broke\s+its\s+contract/s);
    expect(shown.stdout).not.toContain("timonel start");
    const start = await say(runs, "start", "BTC/USDT");
    expect(start.code).toBe(3);
    expect(start.stderr).toMatch(/broke its contract.*threw.*mend it/s);

    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect(await tell(runs, "status")).toMatchObject({ running: false, ...broken });
    expect((await say(runs, "report", "last")).stdout).toMatch(/stopped: \S*throws\.mjs/);
    const report = await tell(runs, "report", "last");
    expect(report).toMatchObject({ brokenStrategies: broken.brokenStrategies });
    const alone = join(place, "report.json"); // Without its journal.
    writeFileSync(alone, JSON.stringify(report));
    expect(await tell(runs, "status", alone)).toMatchObject(broken);
    expect((await say(runs, "runs")).stdout).toMatch(/-[0-9a-f]{4,} x~? /);
    expect(await tell(runs, "runs")).toMatchObject({ runs: [{ broken: broken.stoppedSymbols }] });
    const verify = ["replay", "last", "--verify", "--json", "--runs", runs];
    expect((await runCli(verify, { env: FIXTURES })).code).toBe(0);
  });

  test("is still named once its process has died", async () => {
    const runs = runsPlace();
    const { child, ended } = startCli(words(runs), { env: FIXTURES });
    await heard(child.stderr, /alert ERROR: .*throws/);
    expect((await say(runs, "halt")).code).toBe(0); // Answered once everything before it is durable.
    child.kill("SIGKILL");
    await ended;
    expect(await tell(runs, "status")).toMatchObject({
      stoppedSymbols: ["BTC/USDT"],
      brokenStrategies: [{ symbol: "BTC/USDT", strategy: "throws" }],
    });
  });
});

describe("the latch of an emergency", () => {
  const doctor = async (runs: string) => {
    const { code, stdout } = await runCli(["doctor", "--json"], { env: { TIMONEL_RUNS__DIRECTORY: runs } });
    const { checks } = JSON.parse(stdout) as {
      readonly checks: readonly { readonly name: string; readonly result: string }[];
    };
    const of = (name: string) => checks.filter((check) => check.name === name);
    return { code, latch: of("latch"), live: of("live run") };
  };

  test("is told by doctor, with what lifts it; so is what is not finished", async () => {
    const runs = runsPlace();
    expect(await doctor(runs)).toMatchObject({ code: 0, latch: [{ result: "ok" }], live: [] });
    const run = await endedUnstored(runs);
    const detail = expect.stringMatching(new RegExp(`^${run} is not finished, and no process plays it`));
    expect(await doctor(runs)).toMatchObject({ code: 0, live: [{ result: "warning", detail }] });
    await say(runs, "emergency");
    const { code, latch, live } = await doctor(runs);
    expect([code, live]).toEqual([1, []]);
    expect(latch).toEqual([
      {
        name: "latch",
        result: "failed",
        detail: expect.stringMatching(
          new RegExp(`since an emergency was called at 20\\S+Z by .*, which stopped ${run}$`),
        ),
        fix: expect.stringContaining("timonel resume"),
      },
    ]);
  });

  test("that this user cannot read is no emergency: that is said, and how to get out of it", async () => {
    const runs = runsPlace();
    mkdirSync(join(runs, ".live", "latch"), { recursive: true }); // Who tests may be allowed to read every file.
    const { code, stderr } = await runCli(runWords(runs));
    expect(code).toBe(3);
    expect(stderr).toMatch(/cannot be known.*EISDIR.*chmod/s);
    expect(stderr).not.toMatch(/was called|resume/);
    const resumed = await say(runs, "resume");
    expect([resumed.code, resumed.stderr]).toEqual([3, expect.stringMatching(/cannot be known.*EISDIR/s)]);
    expect(await doctor(runs)).toMatchObject({
      code: 1,
      latch: [{ result: "failed", detail: expect.stringContaining("EISDIR") }],
    });
  });
});
