/** A reader that takes nothing any more, as after Ctrl-S: it costs lines, and nothing that trades waits for it. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, test, vi } from "vitest";
import { demoFile, FIXTURES, heard, ROOT, runCli, startCli } from "./run-cli.ts";

const place = mkdtempSync(join(tmpdir(), "timonel-stuck-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
let places = 0;

const BIN = join(ROOT, "bin", "timonel.js");
/** Its strategy prints a thousand characters a bar, and trades at each. */
const words = (runs: string, ...more: readonly string[]): readonly string[] => [
  ...["run", "--data", demoFile("BTC"), "--strategy", "prints-much", "--speed", "150000", "--runs", runs],
  ...more,
];
const FILL = / fee .* entry/;
/** More than any pipe or terminal has room for. */
const BARS_HELD_BACK = 800;

/** `script` has a terminal of its own for whatever it runs; while it is stopped, that one stands still. */
const hasTerminals = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

interface Reader {
  readonly run: ReturnType<typeof startCli>;
  stop(): void;
  goOn(): void;
}

function onTerminal(runs: string): Reader {
  const line = [process.execPath, BIN, ...words(runs, "--venue-process")].join(" ");
  const run = startCli([], { env: FIXTURES, command: ["script", "-qfec", line, "/dev/null"] });
  return {
    run,
    stop: () => void run.child.kill("SIGSTOP"),
    goOn: () => void run.child.kill("SIGCONT"),
  };
}

function onPipes(runs: string): Reader {
  const run = startCli(words(runs), { env: FIXTURES });
  const pipes = [run.child.stdout, run.child.stderr];
  return {
    run,
    stop: () => void pipes.map((pipe) => pipe.pause()),
    goOn: () => void pipes.map((pipe) => pipe.resume()),
  };
}

interface Status {
  readonly running: boolean;
  readonly state: string;
  readonly statistics: { readonly positionsClosed: number };
}

async function statusOf(runs: string): Promise<Status> {
  const { code, stdout, stderr } = await runCli(["status", "--json", "--runs", runs]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as Status;
}

/** Stops whoever reads, and returns when the run has said so much that it would wait for them. */
async function holdBack(runs: string, reader: Reader): Promise<void> {
  reader.stop();
  const { positionsClosed } = (await statusOf(runs)).statistics;
  for (let closed = positionsClosed; 2 * (closed - positionsClosed) < BARS_HELD_BACK; ) {
    const status = await statusOf(runs);
    expect(status.running).toBe(true);
    closed = status.statistics.positionsClosed;
  }
}

function pidOf(runs: string): number {
  const [id = ""] = readdirSync(join(runs, ".live")).filter((name) => name.startsWith("paper-"));
  return (JSON.parse(readFileSync(join(runs, ".live", id, "live.json"), "utf8")) as { pid: number }).pid;
}

/** It may wait for its parent, which is stopped, to take notice. */
function hasEnded(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
}

test.skipIf(!hasTerminals).each([
  ["a terminal that stands still", onTerminal],
  ["pipes that nobody reads", onPipes],
])("a run before %s answers, obeys, and ends", async (_, start) => {
  const runs = join(place, String(++places));
  const reader = start(runs);
  await heard(reader.run.child.stdout, FILL);
  await holdBack(runs, reader);
  const obeyed = expect.stringContaining('"result":"obeyed"');
  expect(await runCli(["halt", "--json", "--runs", runs])).toMatchObject({ code: 0, stdout: obeyed });
  expect(await statusOf(runs)).toMatchObject({ running: true, state: "REDUCING" });
  expect(await runCli(["flatten", "--json", "--runs", runs])).toMatchObject({ code: 0, stdout: obeyed });
  const pid = pidOf(runs);
  process.kill(pid, "SIGTERM");
  await vi.waitFor(() => expect(hasEnded(pid)).toBe(true), { timeout: 60_000, interval: 100 });
  expect(await statusOf(runs)).toMatchObject({ running: false }); // Stored.
  reader.goOn();
  expect((await reader.run.ended).code).toBe(130);
});

test.skipIf(!hasTerminals)("a terminal that goes on is told everything, in its order", async () => {
  const runs = join(place, String(++places));
  const reader = onTerminal(runs);
  await heard(reader.run.child.stdout, FILL);
  await holdBack(runs, reader);
  reader.goOn();
  await heard(reader.run.child.stdout, FILL);
  process.kill(pidOf(runs), "SIGTERM");
  const { code, stdout } = await reader.run.ended;
  expect(code).toBe(130);
  expect(stdout).toContain("stopped before the data ended");
  const printed = [...stdout.matchAll(/([\d.]+) (?:nobody reads this ){50}\r\n/g)].map(([, price]) => price);
  const rows = gunzipSync(readFileSync(demoFile("BTC")))
    .toString()
    .trimEnd()
    .split("\n");
  const closes = rows.slice(1).map((row) => String(Number(row.split(",")[4])));
  expect(printed.length).toBeGreaterThan(BARS_HELD_BACK);
  const first = closes.indexOf(printed[0] ?? "");
  expect(printed).toEqual(closes.slice(first, first + printed.length));
});

test.skipIf(!hasTerminals)("an emergency before a terminal that stands still is carried out", async () => {
  const runs = join(place, String(++places));
  const { child, ended } = startCli(words(runs, "--venue-process"), { env: FIXTURES });
  await heard(child.stdout, FILL);
  const emergency = [process.execPath, BIN, "emergency", "--runs", runs].join(" ");
  const first = "head -c 200000 /dev/zero & sleep 1; exec"; // The terminal is full when it is called.
  const caller = startCli([], { command: ["script", "-qfec", `${first} ${emergency}`, "/dev/null"] });
  caller.child.stdout.once("data", () => void caller.child.kill("SIGSTOP"));
  expect((await ended).code).toBe(3);
  expect(await statusOf(runs)).toMatchObject({ running: false });
  caller.child.kill("SIGCONT");
  expect((await caller.ended).code).toBe(0);
});

test.skipIf(!existsSync("/dev/full"))("a run behind which the disk is full comes to its end", async () => {
  const runs = join(place, String(++places));
  const args = ["run", "--data", demoFile("BTC"), "--strategy", "ema-cross", "--speed", "max"];
  const { code, stderr } = await runCli([...args, "--runs", runs], {
    command: ["sh", "-c", `exec "$0" "$@" > /dev/full`, process.execPath, BIN],
  });
  expect(code).toBe(5);
  expect(stderr.match(/standard output: the result cannot be written; found: ENOSPC/g)).toHaveLength(1);
  expect(await statusOf(runs)).toMatchObject({ running: false });
});
