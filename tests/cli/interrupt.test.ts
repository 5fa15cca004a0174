/** Ends that the data does not choose: Ctrl-C, a reader that goes away, a strategy that never comes back. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { readReport } from "./report-document.ts";
import { DEMO, FIXTURES, heard, runCli, startCli } from "./run-cli.ts";

const STOPPED = "stopped before the data ended";
/** So slow that it would last for hours. */
const PACED = ["run", "--speed", "50000"];
const FIRST_FILL = /\n(?:20\d\d-)?\d\d-\d\d \d\d:\d\d .* entry\n/;

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends a paced run cleanly: status, summary, 130",
  async (signal) => {
    const { child, ended } = startCli(PACED);
    await heard(child.stdout, FIRST_FILL);
    child.kill(signal);
    const { code, stdout, stderr, written } = await ended;
    expect({ code, stderr, written }).toEqual({ code: 130, stderr: "", written: [] });
    expect(stdout).toMatch(/\npaper run \S+ +ACTIVE, ended\n/);
    expect(stdout).toMatch(/\nema-cross on BNB\/USDT, BTC\/USDT, ETH\/USDT, 15m/);
    expect(stdout).toContain(STOPPED);
  },
);

test("Ctrl-C with --json still leaves one valid document, of what was played so far", async () => {
  const { child, ended } = startCli([...PACED, "--json"]);
  await heard(child.stderr, FIRST_FILL);
  child.kill("SIGINT");
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  const report = readReport(stdout);
  expect(report.notices.join()).toContain(STOPPED);
  expect(report.bars).toBeGreaterThan(0);
  expect(report.bars).toBeLessThan(104_982);
  expect(report.trades.length + report.open.length).toBeGreaterThan(0);
});

// Again where the machine was so busy that it was stored before anybody looked.
test("Ctrl-C while a finished backtest is being stored loses nothing of it", { retry: 3 }, async () => {
  const runs = mkdtempSync(join(tmpdir(), "timonel-interrupt-"));
  const { child, ended } = startCli(["backtest", "--strategy", "ema-cross", "--data", DEMO, "--runs", runs]);
  await vi.waitUntil(() => readdirSync(runs).some((name) => name.endsWith(".partial")), {
    timeout: 30_000,
    interval: 1,
  });
  child.kill("SIGINT");
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  expect(stdout).toContain("Stored in ");
  expect(readdirSync(runs)).toEqual([expect.stringMatching(/^backtest-[-\da-f]+$/)]);
  rmSync(runs, { recursive: true });
});

test("Ctrl-C twice ends even a strategy that never comes back", async () => {
  const env = { ...FIXTURES, TIMONEL_HEARTBEAT_SECONDS: "3600" };
  const args = ["backtest", "--data", DEMO, "--strategy", "never-returns", "--param", "aloud=true"];
  const { child, ended } = startCli(args, { env });
  await heard(child.stderr, /thinking/);
  child.kill("SIGINT");
  await new Promise((done) => setTimeout(done, 200)); // Two signals at one moment are one.
  child.kill("SIGINT");
  const { code, stdout, written } = await ended;
  expect({ code, stdout, written }).toEqual({ code: 130, stdout: "", written: [] });
});

test.each([
  ["the fills of a run", ["run", "--speed", "max"]],
  ["a document", ["backtest", "--strategy", "ema-cross", "--data", DEMO, "--json"]],
  ["a summary", ["backtest", "--strategy", "ema-cross", "--data", DEMO]],
  ["the help", ["--help"]],
])("a reader of %s that goes away after a few bytes is no error", async (_, args) => {
  const { child, ended } = startCli(args);
  child.stdout.once("data", () => child.stdout.destroy());
  const { code, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("neither is a reader of standard error that goes away", async () => {
  const { child, ended } = startCli(["run", "--speed", "max", "--json"]);
  child.stderr.once("data", () => child.stderr.destroy());
  const { code, stdout } = await ended;
  expect(code).toBe(0);
  expect(readReport(stdout).bars).toBe(104_982);
});

test("what a strategy prints goes to standard error, at once and whole", async () => {
  const args = ["backtest", "--strategy", "prints", "--data", DEMO, "--symbols", "BTC/USDT", "--json"];
  const { code, stdout, stderr } = await runCli(args, { env: FIXTURES });
  expect(code).toBe(0);
  const { bars } = readReport(stdout);
  const lines = stderr.trimEnd().split("\n");
  // Loaded by two threads; asked at every bar after the first.
  expect(lines.filter((line) => line === "loading")).toHaveLength(2);
  expect(lines.filter((line) => line.startsWith("close "))).toHaveLength(bars - 1);
});
