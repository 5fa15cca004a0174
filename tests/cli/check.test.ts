/** The bias checks on the real command line: they find what leaks, and only that. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { demoFile, FIXTURES, ROOT, runCli } from "./run-cli.ts";

/** The first two months of BTC/USDT, in the directory the command line is started in. */
const BARS = "binance-spot_BTCUSDT_15m_2023.csv";
const rows = gunzipSync(readFileSync(demoFile("BTC")))
  .toString()
  .split("\n");
const files = { [BARS]: `${rows.slice(0, 5_000).join("\n")}\n` };

const LEAKY = join(ROOT, "tests", "fixtures", "leaky");

interface Checked {
  readonly name: string;
  readonly source: string;
  readonly expected: string;
  readonly found: string;
  readonly room?: { readonly bars: number; readonly wanted: number };
  readonly findings: readonly {
    readonly where: string;
    readonly at: string;
    readonly input: { readonly bar: string; readonly column: string };
  }[];
}

interface Document {
  readonly clean: boolean;
  readonly strategies: readonly Checked[];
  readonly leaks: { readonly expected: number; readonly found: number };
  readonly falseAlarms: number;
}

async function check(...args: readonly string[]) {
  const { stdout, ...end } = await runCli(["check", ...args, "--json"], { files });
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  return { ...end, document: JSON.parse(stdout) as Document };
}

describe.each([
  ["lookahead", 6],
  ["warmup", 3],
])("timonel check %s, without a strategy", (name, fixtures) => {
  test("finds every leak and raises no false alarm", async () => {
    const { document, ...end } = await check(name);
    expect(end).toEqual({ code: 0, stderr: "", written: [] });
    expect(document).toMatchObject({
      schema: "timonel.check/1",
      check: name,
      clean: true,
      leaks: { expected: fixtures, found: fixtures },
      falseAlarms: 0,
    });
    expect(document.strategies.filter(({ found, expected }) => found !== expected)).toEqual([]);
    expect(document.strategies.map(({ name: one }) => one)).toContain("ema-cross");
  });
});

describe("a strategy of the user's", () => {
  const data = ["--data", BARS, "--timeframe", "15m"];

  test("that peeks: exit 1, with the line, the decision and the bar", async () => {
    const file = join(LEAKY, "peek.ts");
    const { code, document } = await check("lookahead", "--strategy", file, ...data);
    expect({ code, clean: document.clean }).toEqual({ code: 1, clean: false });
    const [only] = document.strategies;
    expect(only).toMatchObject({ name: "peek", source: "user", expected: "clean", found: "leak" });
    expect(only?.findings[0]?.where).toMatch(/leaky\/peek\.ts:1[57]$/);
    expect(only?.findings[0]?.input).toMatchObject({ bar: only?.findings[0]?.at, column: "close" });
  });

  test("that peeks, for people", async () => {
    const file = join(LEAKY, "peek.ts");
    const { code, stdout } = await runCli(["check", "lookahead", "--strategy", file, ...data], { files });
    expect(code).toBe(1);
    expect(stdout.replaceAll(/\s+/g, " ")).toMatch(/with the close of the bar \S+Z, which had not closed/);
    expect(stdout).toContain("NOT CLEAN");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThan(80);
  });

  test("that counts bars: clean in one check, exit 1 in the other", async () => {
    const file = join(LEAKY, "counts-bars.ts");
    const [ahead, start] = await Promise.all([
      check("lookahead", "--strategy", file, ...data),
      check("warmup", "--strategy", file, ...data),
    ]);
    expect([ahead.code, start.code]).toEqual([0, 1]);
    expect(start.document.strategies[0]?.findings[0]).toMatchObject({
      input: { column: "start" },
      where: expect.stringMatching(/counts-bars\.ts:1[234]$/),
    });
  });

  test("that is honest: exit 0 in both", async () => {
    const file = join(LEAKY, "honest.ts");
    const both = await Promise.all([
      check("lookahead", "--strategy", file, ...data),
      check("warmup", "--strategy", file, ...data),
    ]);
    expect(both.map(({ code, document }) => [code, document.clean])).toEqual([
      [0, true],
      [0, true],
    ]);
  });

  test("with too few bars to prove anything: how many there are, and how many it wants", async () => {
    const short = { [BARS]: `${rows.slice(0, 200).join("\n")}\n` };
    const args = ["check", "warmup", "--strategy", "ema-cross", "--data", BARS];
    const [told, { stdout: json }] = await Promise.all([
      runCli(args, { files: short }),
      runCli([...args, "--json"], { files: short }),
    ]);
    const { bars, wanted } = (JSON.parse(json) as Document).strategies[0]?.room ?? {};
    expect({ code: told.code, bars }).toEqual({ code: 1, bars: 199 });
    expect(told.stdout.replaceAll(/\s+/g, " ")).toContain(
      `so nothing is proved: give it ${wanted?.toLocaleString("en")} bars of BTC/USDT (ten warm-ups, a week and something to compare); there are 199`,
    );
    expect(wanted).toBeLessThan(5_000); // With which it is clean, below.
  });

  test("by name", async () => {
    const { code, document } = await check("warmup", "--strategy", "ema-cross", "--data", BARS);
    expect({ code, found: document.strategies[0]?.found }).toEqual({ code: 0, found: "clean" });
  });
});

test.each([
  [["check"], "`timonel check` what?"],
  [["check", "wibble"], "unknown check; found: wibble"],
  [["check", "lookahaed"], "did you mean `timonel check lookahead`?"],
  [["check", "overfit"], "`timonel check overfit` is planned"],
])("%j is refused with what there is", async (args, says) => {
  const { code, stdout, stderr } = await runCli(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(says);
  expect(stderr).toContain("allowed: lookahead, warmup");
});

test("a strategy that decides nothing proves nothing: exit 1", async () => {
  const args = ["check", "lookahead", "--strategy", "prints", "--data", BARS];
  const { code, stdout } = await runCli(args, { files, env: FIXTURES });
  expect(code).toBe(1);
  expect(stdout).toContain("NOTHING PROVED: 0 findings");
});

test.each(["export const mine = (columns: unknown) => 7;", "export default (columns: unknown) => 7;"])(
  "a factory that makes no strategy is refused with its file: %s",
  async (text) => {
    const mine = { ...files, "mine.ts": `${text}\n` };
    const { code, stderr } = await runCli(["check", "lookahead", "--strategy", "./mine.ts", "--data", BARS], {
      files: mine,
    });
    expect(code).toBe(2);
    expect(stderr).toContain("mine.ts: the factory makes no strategy; found: number");
  },
);

test("check --help shows the checks and an example", async () => {
  const { code, stdout } = await runCli(["check", "--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/lookahead:[\s\S]*warmup:[\s\S]*Examples:\n {2}timonel check lookahead/);
});
