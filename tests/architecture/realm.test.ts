/** The sealed realm: a strategy that reaches for the hour, for chance or for the place is stopped, and told so. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { readReport } from "../cli/report-document.ts";
import { demoFile, FIXTURES, runCli } from "../cli/run-cli.ts";

/** What the fixture reaches for, and what the message calls it. */
const FORBIDDEN: readonly (readonly [way: string, name: string])[] = [
  ["Date.now", "Date"],
  ["new Date", "Date"],
  ["Math.random", "Math.random"],
  ["setTimeout", "setTimeout"],
  ["queueMicrotask", "queueMicrotask"],
  ["performance.now", "performance"],
  ["Intl", "Intl"],
  ["fetch", "fetch"],
  ["crypto.randomUUID", "crypto"],
  ["process.env", "process"],
  ["process.hrtime", "process"],
  ["toLocaleString", "Number.toLocaleString"],
  ["toLocaleString of a list", "Array.toLocaleString"],
  ["localeCompare", "String.localeCompare"],
  ["Date, put there again", "Date"],
];

const FILE = join(FIXTURES.TIMONEL_STRATEGY_PATH, "reaches-outside.mjs");
const play = (strategy: string, ...args: readonly string[]): string[] => [
  ...["backtest", "--json", "--data", demoFile("BTC"), "--strategy", strategy],
  ...args,
];

test.each(FORBIDDEN)(
  "%s ends the run with exit 2, by its name %s, at the line of the strategy",
  async (way, name) => {
    const args = play("reaches-outside", "--param", `way=${way}`);
    const { code, stdout, stderr, written } = await runCli(args, { env: FIXTURES });
    expect({ code, stdout, written }).toEqual({ code: 2, stdout: "", written: [] });
    expect(stderr).toContain(`threw Error: ${name} is not available: decisions depend on closed data`);
    expect(stderr).toContain(
      "strategy reaches-outside on BTC/USDT at the bar closing 2023-01-01T00:15:00.000Z",
    );
    expect(stderr.startsWith(`${FILE}:`)).toBe(true);
    expect(stderr.slice(FILE.length)).toMatch(/^:\d+:\d+: strategy/);
  },
);

test("a strategy that stays inside plays to the end", async () => {
  const { code, stdout, stderr } = await runCli(play("ema-cross"));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(readReport(stdout).bars).toBe(34_994);
});
