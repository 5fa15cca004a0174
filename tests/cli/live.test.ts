/** Runs that go on: killed, taken up, spoken to, stopped dead, walked again; as a person would do it. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readReport } from "./report-document.ts";
import { type CliOutcome, demoFile, FIXTURES, heard, runCli, startCli } from "./run-cli.ts";

const BARS = 2_000;
const place = mkdtempSync(join(tmpdir(), "timonel-live-"));
const DATA = join(place, "binance-spot_BTCUSDT_15m_2023.csv");
afterAll(() => rmSync(place, { recursive: true, force: true }));

let places = 0;
/** A directory of runs of its own. */
const runsPlace = (): string => join(place, `runs-${++places}`);
const runWords = (runs: string, ...more: readonly string[]): readonly string[] => [
  ...["run", "--mode", "paper", "--data", DATA, "--strategy", "ema-cross", "--runs", runs],
  ...more,
];
const say = (runs: string, ...words: readonly string[]): Promise<CliOutcome> =>
  runCli([...words, "--runs", runs]);
const tell = async (runs: string, ...words: readonly string[]): Promise<Record<string, unknown>> => {
  const { stdout, stderr } = await say(runs, ...words, "--json");
  try {
    return JSON.parse(stdout) as Record<string, unknown>;
  } catch {
    throw new Error(`${words.join(" ")}: ${stdout}${stderr}`);
  }
};
/** The unfinished runs of a place. */
const unfinished = (runs: string): readonly string[] =>
  readdirSync(join(runs, ".live"), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
const FILL = / fee .* entry/;
/** About three weeks of data in about twenty seconds. */
const SLOW = 90_000;
/** The same in a minute: many commands are given, on a machine that may be busy. */
const SLOWER = 30_000;
/** Opens once and holds. */
const HOLDS = fileURLToPath(new URL("../fixtures/strategies/opens-once.mjs", import.meta.url));

/** A run that has traded and goes on. */
async function going(runs: string, speed = SLOW, ...more: readonly string[]) {
  const started = startCli(runWords(runs, "--speed", String(speed), ...more));
  await heard(started.child.stdout, FILL);
  return started;
}

let hash: string;
beforeAll(async () => {
  const rows = gunzipSync(readFileSync(demoFile("BTC")))
    .toString()
    .split("\n")
    .slice(0, BARS + 1);
  writeFileSync(DATA, `${rows.join("\n")}\n`);
  const { stdout } = await runCli(["backtest", "--data", DATA, "--strategy", "ema-cross", "--json"]);
  hash = readReport(stdout).hash;
});

test("a condition that asks for nothing is told at the start, before anything trades", async () => {
  const config = join(place, "other.yaml");
  writeFileSync(
    config,
    "automation: { level: conditional, conditions: [{ name: price, symbol: ETH/USDT, above: 100000 }] }\n",
  );
  const { child, ended } = startCli(runWords(runsPlace(), "--speed", String(SLOW), "--config", config));
  await heard(
    child.stderr,
    /notice: automation.conditions: price is about ETH\/USDT, .* it asks for nothing/,
  );
  child.kill("SIGINT");
  await ended;
});

describe("a run that comes to its end", () => {
  const runs = runsPlace();

  test("decides as the backtest does, and is verified", async () => {
    const { code, stdout } = await runCli(runWords(runs, "--speed", "max", "--json"));
    expect(code).toBe(0);
    expect(readReport(stdout).hash).toBe(hash);
    const replay = await say(runs, "replay", "last", "--verify", "--json");
    expect(replay).toMatchObject({ code: 0, stderr: "" });
    const document = JSON.parse(replay.stdout) as Record<string, unknown>;
    expect(document).toMatchObject({
      schema: "timonel.replay/1",
      ...{ hash, expected: hash, equal: true, firstDifference: null, changed: [] },
    });
    expect(document["events"]).toBeGreaterThan(BARS);
    expect(unfinished(runs)).toEqual([]);
  });

  test("gives its journal as JSON lines, whole or not at all", async () => {
    const file = join(runs, "journal.jsonl");
    const { records } = await tell(runs, "replay", "last", "--export", file);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(records as number);
    const all = lines.map((line) => JSON.parse(line) as { sequence: number; kind: string });
    expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, i) => i + 1));
    expect(all.filter(({ kind }) => kind === "moment").length).toBeGreaterThan(0);
    expect(all.at(-1)).toMatchObject({ kind: "ended", end: { hash, complete: true } });
    const nowhere = join(runs, "nowhere", "journal.jsonl");
    const refused = await say(runs, "replay", "last", "--export", nowhere);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("cannot be written") });
  });

  test("is not equal any more where its data was changed, and says what was, and where it first differs", async () => {
    const before = readFileSync(DATA, "utf8");
    // The second half at twice the price: a strategy that follows averages decides otherwise from there on.
    const [head = "", ...rows] = before.trimEnd().split("\n");
    const doubled = rows.map((row, i) => {
      const [time, ...values] = row.split(",");
      const prices = values.slice(0, 4).map((value) => String(i < BARS / 2 ? value : Number(value) * 2));
      return [time, ...prices, ...values.slice(4)].join(",");
    });
    writeFileSync(DATA, `${[head, ...doubled].join("\n")}\n`);
    const { code, stdout } = await say(runs, "replay", "last", "--verify", "--json");
    writeFileSync(DATA, before);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      equal: false,
      changed: [expect.stringMatching(/^the data: /)],
      firstDifference: { sequence: expect.any(Number) },
    });
  });
});

describe("a run that is killed", () => {
  const runs = runsPlace();

  test("is taken up by the same command, and comes to the same hash", async () => {
    const first = await going(runs);
    const second = await runCli(runWords(runs, "--speed", "max"));
    expect(second.code).toBe(3);
    expect(second.stderr).toMatch(/goes on.*--new/s);
    expect(second.stdout).toBe(""); // A run that is refused has no name.
    first.child.kill("SIGKILL");
    await first.ended;
    const [id] = unfinished(runs);
    const gone = expect.stringContaining("no process plays it");
    const status = await say(runs, "status");
    expect(status).toMatchObject({ code: 0, stderr: gone });
    expect(status.stdout).toMatch(/^paper run .* nobody plays it now$/m);
    expect(status.stdout.replaceAll(/\s+/g, " ")).toMatch(
      /`timonel run --mode paper .*` in .* takes it up again/,
    );
    expect(await say(runs, "halt")).toMatchObject({ code: 4, stderr: gone });
    const report = await say(runs, "report", id ?? "");
    expect(report).toMatchObject({ code: 2, stderr: expect.stringContaining("this run is not finished") });
    expect(report.stderr).toContain(`timonel status ${id}`);
    const { code, stdout, stderr } = await runCli(runWords(runs, "--speed", "max", "--json"));
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`taking up ${id}.*records later`, "s"));
    expect(new Set(stderr.match(/paper-\d{8}-\d{6}-\w{4}/g))).toEqual(new Set([id]));
    expect(readReport(stdout)).toMatchObject({ run: id, hash });
    expect(await tell(runs, "replay", "last", "--verify")).toMatchObject({ equal: true, expected: hash });
  });

  test("is left alone by --new, which begins another", async () => {
    const first = await going(runs);
    first.child.kill("SIGKILL");
    await first.ended;
    const left = unfinished(runs);
    const { stdout, code } = await runCli(runWords(runs, "--speed", "max", "--json", "--new"));
    expect(code).toBe(0);
    expect(readReport(stdout).run).not.toBe(left[0]);
    expect(unfinished(runs)).toEqual(left);
  });

  test("is not taken up where its journal is damaged, and says so once", async () => {
    const [id = ""] = unfinished(runs);
    const segment = join(runs, ".live", id, "journal", "000001.seg");
    const bytes = readFileSync(segment);
    bytes[2_000] = (bytes[2_000] ?? 0) ^ 1;
    writeFileSync(segment, bytes);
    const { code, stderr } = await runCli(runWords(runs, "--speed", "max"));
    expect(code).toBe(5);
    expect(stderr).toMatch(/journal is damaged at byte/);
    expect(stderr.match(/fix:/g)).toHaveLength(1);
  });
});

describe("a run that goes on", () => {
  const runs = runsPlace();
  let run: Awaited<ReturnType<typeof going>>;
  beforeAll(async () => {
    run = await going(runs, SLOWER);
  });

  test("shows how it stands", async () => {
    const [status, positions, orders, trades] = await Promise.all(
      ["status", "positions", "orders", "trades"].map((verb) => tell(runs, verb)),
    );
    expect(status).toMatchObject({ schema: "timonel.status/1", mode: "paper", running: true });
    expect(positions).toMatchObject({ schema: "timonel.positions/1", positions: expect.any(Array) });
    expect(orders).toMatchObject({ schema: "timonel.orders/1" });
    expect(orders?.["orders"]).toContainEqual(expect.objectContaining({ symbol: "BTC/USDT" }));
    expect(trades).toMatchObject({ schema: "timonel.trades/1", trades: expect.any(Array) });
  });

  test.each([
    ["halt", []],
    ["resume", []],
    ["flatten", ["BTC/USDT"]],
    ["stop", ["BTC/USDT"]],
    ["start", ["BTC/USDT"]],
  ] as const)("obeys %s", async (verb, words) => {
    expect(await tell(runs, verb, ...words)).toMatchObject({
      ...{ schema: "timonel.command/1", do: verb, result: "obeyed" },
    });
  });

  test("refuses a symbol that it does not trade, and names those that it does", async () => {
    const { code, stderr } = await say(runs, "flatten", "DOGE/USDT");
    expect(code).toBe(2);
    expect(stderr).toMatch(/found: DOGE\/USDT; allowed: BTC\/USDT/);
  });

  test("tells why an order is there without being named, though nothing is stored yet", async () => {
    const [run = ""] = unfinished(runs);
    const { stdout, stderr, code } = await say(runs, "why", "1", "--json");
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${run} is not finished`)]);
    expect(JSON.parse(stdout)).toMatchObject({ schema: "timonel.why/1", run, order: 1 });
  });

  test("has to be named where two go on", async () => {
    const other = await going(runs, SLOW, "--new");
    const ids = unfinished(runs);
    expect(await say(runs, "why", "1")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/several runs go on.*say which: timonel why \S+ ORDER/s),
    });
    const { code, stderr } = await say(runs, "halt");
    expect(code).toBe(2);
    for (const id of ids) expect(stderr).toContain(id);
    expect(await tell(runs, "halt", "--run", ids[0] ?? "")).toMatchObject({ run: ids[0] });
    const emergency = await say(runs, "emergency", "--json");
    expect(emergency.code).toBe(0);
    expect(JSON.parse(emergency.stdout)).toMatchObject({ stopped: true, flat: true, runs: [{}, {}] });
    expect((await run.ended).code).toBe(3);
    expect((await other.ended).code).toBe(3);
    expect(unfinished(runs)).toEqual([]);
  });

  test("is missed where none does; how the last one stood can be seen all the same", async () => {
    const missed = expect.stringContaining("no run goes on here");
    expect(await say(runs, "halt")).toMatchObject({ code: 2, stderr: missed });
    expect(await tell(runs, "status")).toMatchObject({ running: false });
  });
});

describe("what holds a run", () => {
  const runs = runsPlace();
  /** What a script sees of it, whoever plays it. */
  const holds = async (): Promise<Record<string, unknown>> => {
    const { mode, state, stoppedSymbols, alerts } = await tell(runs, "status");
    return { mode, state, stoppedSymbols, alerts: (alerts as readonly string[]).slice(-1) };
  };
  const HELD = {
    ...{ mode: "paper", state: "REDUCING", stoppedSymbols: ["BTC/USDT"] },
    alerts: ["operator: no new risk until resume"],
  };

  test("is told while it goes on, when its process has died, and when it is taken up", async () => {
    const words = ["--venue-process"]; // Its facts on the disk name another mode.
    const first = await going(runs, SLOWER, ...words);
    expect(await holds()).toMatchObject({ state: "ACTIVE", stoppedSymbols: [] });
    expect((await say(runs, "stop", "BTC/USDT")).code).toBe(0);
    expect((await say(runs, "halt")).code).toBe(0);
    expect(await holds()).toEqual(HELD);
    expect((await say(runs, "status")).stdout).toMatch(/stopped: BTC\/USDT;.*\n.*timonel start BTC\/USDT\n/s);
    first.child.kill("SIGKILL");
    await first.ended;
    expect(await holds()).toEqual(HELD);
    expect((await say(runs, "status")).stdout).toContain("timonel start BTC/USDT, once the run is taken up");
    const second = startCli(runWords(runs, "--speed", String(SLOWER), ...words));
    await heard(second.child.stdout, /records later it stands at/);
    expect(await holds()).toEqual(HELD);
    for (const deed of [["resume"], ["start", "BTC/USDT"]]) expect((await say(runs, ...deed)).code).toBe(0);
    expect(await holds()).toMatchObject({ state: "ACTIVE", stoppedSymbols: [] });
    second.child.kill("SIGINT");
    expect((await second.ended).code).toBe(130);
  });
});

describe("an emergency", () => {
  /** It is over, latched, and a restart is refused until somebody resumes. */
  async function isOver(runs: string, outcome: CliOutcome, left: readonly unknown[] = []): Promise<void> {
    const document = JSON.parse(outcome.stdout) as Record<string, unknown>;
    expect({ code: outcome.code, document }).toMatchObject({
      code: 0,
      document: {
        schema: "timonel.emergency/1",
        ...{ stopped: true, halted: true, flat: true, latched: true, left },
        ...{ cancelled: expect.any(Number), closed: expect.any(Number), elapsedMs: expect.any(Number) },
      },
    });
    expect(existsSync(String(document["report"]))).toBe(true);
    const refused = await runCli(runWords(runs, "--speed", "max"));
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("timonel resume") });
    expect((await say(runs, "resume")).code).toBe(0);
  }

  test("closes a healthy run, and pressed again has nothing left to do", async () => {
    const runs = runsPlace();
    const { ended } = await going(runs);
    const [first, second] = await Promise.all([
      say(runs, "emergency", "--json"),
      sleep(50).then(() => say(runs, "emergency", "--json")),
    ]);
    expect((await ended).code).not.toBe(0);
    expect(JSON.parse(second.stdout)).toMatchObject({ flat: true, latched: true });
    const third = await say(runs, "emergency", "--json");
    expect(JSON.parse(third.stdout)).toMatchObject({ runs: [], flat: true });
    await isOver(runs, first);
    expect(await tell(runs, "replay", "last", "--verify")).toMatchObject({ equal: true });
  });

  test("closes a run whose process was killed, without touching whoever has its number now", async () => {
    const runs = runsPlace();
    const { child, ended } = await going(runs);
    child.kill("SIGKILL");
    await ended;
    const bystander = startCli(["run", "--speed", "50000", "--no-keep"]);
    await heard(bystander.child.stdout, /paper run/);
    const [id = ""] = unfinished(runs);
    const facts = join(runs, ".live", id, "live.json");
    writeFileSync(facts, readFileSync(facts, "utf8").replace(/"pid": \d+/, `"pid": ${bystander.child.pid}`));
    const outcome = await say(runs, "emergency", "--json");
    expect(bystander.child.signalCode).toBeNull();
    bystander.child.kill("SIGINT");
    expect((await bystander.ended).code).toBe(130);
    await isOver(runs, outcome);
    expect(await tell(runs, "replay", "last", "--verify")).toMatchObject({ equal: true });
  });

  test("ends a run that hangs in a strategy", async () => {
    const runs = runsPlace();
    const words = [
      "run",
      "--data",
      DATA,
      "--strategy",
      "never-returns",
      "--param",
      "aloud=true",
      "--speed",
      "max",
    ];
    const { child, ended } = startCli([...words, "--runs", runs], {
      env: { ...FIXTURES, TIMONEL_HEARTBEAT_SECONDS: "3600" },
    });
    await Promise.race([heard(child.stderr, /thinking/), heard(child.stdout, /thinking/)]);
    const outcome = await runCli(["emergency", "--json", "--runs", runs], { env: FIXTURES });
    expect(child.exitCode ?? child.signalCode ?? (await ended).code).not.toBe(0);
    await isOver(runs, outcome);
  });

  test("closes a run whose disk is full", async (context) => {
    const disk = mountSmall();
    if (disk === undefined) return context.skip("this user may mount no small disk");
    try {
      const runs = join(disk, "runs");
      const { child, ended } = await going(runs);
      const filler = join(disk, "filler");
      expect(() => writeFileSync(filler, new Uint8Array(64 * 1024 * 1024))).toThrow(/ENOSPC/);
      child.kill("SIGKILL");
      await ended;
      const outcome = await say(runs, "emergency", "--json");
      rmSync(filler);
      await isOver(runs, outcome);
      expect(await tell(runs, "replay", "last", "--verify")).toMatchObject({ equal: true });
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });

  test("closes what is held at a venue of its own, with the disk full and nobody left who trades", async (context) => {
    const disk = mountSmall();
    if (disk === undefined) return context.skip("this user may mount no small disk");
    try {
      const runs = join(disk, "runs");
      const words = ["--data", DATA, "--strategy", HOLDS, "--speed", String(SLOWER), "--venue-process"];
      const { child, ended } = startCli(["run", "--mode", "paper", "--runs", runs, ...words]);
      await heard(child.stdout, FILL);
      const filler = join(disk, "filler");
      expect(() => writeFileSync(filler, new Uint8Array(64 * 1024 * 1024))).toThrow(/ENOSPC/);
      child.kill("SIGKILL"); // Its venue lives on, and so does the position.
      await ended;
      const outcome = await say(runs, "emergency", "--json");
      expect(JSON.parse(outcome.stdout)).toMatchObject({ closed: 1 });
      await isOver(runs, outcome);
      expect(unfinished(runs)).toEqual([expect.stringMatching(/^closed-/)]); // Its journal stays.
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });
});

/** A small disk of its own; undefined where this user may not have one. */
function mountSmall(): string | undefined {
  const directory = mkdtempSync(join(place, "small-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=48m", "tmpfs", directory], { stdio: "pipe" });
    return directory;
  } catch {
    return undefined;
  }
}
