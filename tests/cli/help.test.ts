/** What a person reads before anything runs: help, examples, version. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, runCli } from "./run-cli.ts";

const QUIET_END = { code: 0, stderr: "", written: [] };

test.each([[["--help"]], [["help"]]])("%j shows the verbs and an example of each", async (args) => {
  const { stdout, ...end } = await runCli(args);
  expect(end).toEqual(QUIET_END);
  expect(stdout).toMatch(/^Usage: timonel <verb> \[options\]\n/);
  expect(stdout).toMatch(/^ {2}timonel backtest --\S/m);
  expect(stdout).toMatch(/^ {2}timonel run --\S/m);
});

test.each([
  ["backtest", "--data"],
  ["run", "--speed"],
])("%s --help names every common option, its own (%s), and an example", async (verb, own) => {
  const { stdout, ...end } = await runCli([verb, "--help"]);
  expect(end).toEqual(QUIET_END);
  const common = [
    "--config",
    "--json",
    "--quiet",
    "--no-color",
    "--strategy",
    "--symbols",
    "--timeframe",
    "--param",
  ];
  for (const option of [...common, own]) expect(stdout).toMatch(new RegExp(`^ {2}${option}\\b`, "m"));
  expect(stdout).toContain(`\n  timonel ${verb} --`);
  expect((await runCli(["help", verb])).stdout).toBe(stdout);
});

test("logs --help names every log that docs/LOGS.md does", async () => {
  const files = readFileSync(join(ROOT, "docs", "LOGS.md"), "utf8").matchAll(/`([a-z]+)\.log`/g);
  const { stdout } = await runCli(["logs", "--help"]);
  const listed = stdout.slice(stdout.indexOf("Arguments:"), stdout.indexOf("Options:"));
  for (const [, name] of files) expect(listed).toMatch(new RegExp(`\\b${name}\\b`));
});

test.each(["logs", "why"])("%s --help ends no line of its arguments before it is full", async (verb) => {
  const { stdout } = await runCli([verb, "--help"]);
  const lines = stdout
    .slice(stdout.indexOf("Arguments:"), stdout.indexOf("\n\nOptions:"))
    .split("\n")
    .slice(1);
  expect(lines.length).toBeGreaterThan(1);
  for (const [i, line] of lines.slice(1).entries()) {
    const [word = ""] = line.trim().split(" ");
    expect(`${lines[i]} ${word}`.length, line).toBeGreaterThan(80);
  }
});

test("--version prints the version of the package, and nothing else", async () => {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const { stdout, ...end } = await runCli(["--version"]);
  expect(end).toEqual(QUIET_END);
  expect({ version: stdout.trim() }).toMatchObject({ version: (manifest as { version: string }).version });
});
