/** `timonel doctor`: what it finds in a folder, and what it says to do about it. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DoctorDocument } from "../../src/edge/report/index.ts";
import { DEMO, demoFile, runCli } from "./run-cli.ts";

/** The clock of the machine that tests may be set while they run: what is said of it is `clock.test.ts`'s to hold. */
const CLOCK = /(ok|warning)/;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "timonel-doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string, mode = 0o644): void => {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), mode);
};

async function doctor(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await runCli(["doctor", "--json", ...args], { cwd: folder, env });
  expect(stderr).toBe("");
  const document = JSON.parse(stdout) as DoctorDocument;
  const { schema, healthy, checks, warnings, failed } = document;
  expect(schema).toBe("timonel.doctor/1");
  expect({ code, healthy }).toEqual(failed === 0 ? { code: 0, healthy: true } : { code: 1, healthy: false });
  expect(checks.filter(({ result }) => result === "failed")).toHaveLength(failed);
  expect(checks.filter(({ result }) => result === "warning")).toHaveLength(warnings);
  const of = (name: string) => checks.filter((check) => check.name === name);
  return { code, checks, of };
}

test("an empty folder is fine: nothing failed, nothing to do, nothing written", async () => {
  const { code, stdout, written } = await runCli(["doctor", "--json"]);
  const { checks } = JSON.parse(stdout) as DoctorDocument;
  expect({ code, written }).toEqual({ code: 0, written: [] });
  for (const name of [
    "node",
    "build",
    "disk here",
    "disk runs",
    "environment",
    "config",
    "data",
    "strategy",
    "secrets",
  ])
    expect(checks.find((check) => check.name === name)).toMatchObject({ result: "ok" });
  expect(checks.find(({ name }) => name === "clock")?.result).toMatch(CLOCK);
  expect(checks.find(({ name }) => name === "part duckdb")?.detail).toMatch(/^@duckdb\/node-api \d/);
  expect(checks.find(({ name }) => name === "part ccxt")?.detail).toMatch(/^ccxt \d/);
  expect(checks.some(({ name }) => name === "venues")).toBe(false);
});

test("the table says the same as the document, a line a check, within the width", async () => {
  write(".env", "KEY=1");
  const { stdout } = await runCli(["doctor"], { cwd: folder });
  const { checks } = await doctor();
  for (const { name, result } of checks) {
    const shown = name === "clock" ? CLOCK.source : result;
    expect(stdout).toMatch(new RegExp(`^ {2}${shown} +${name.replace("/", "\\/")}  `, "m"));
  }
  for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  expect(stdout).toContain("> chmod 600 .env");
  expect(stdout).toMatch(/\n {2}nothing failed, (1 warning|2 warnings)\n$/);
});

describe("config", () => {
  test("a valid one, its data and its strategies", async () => {
    write("timonel.yaml", `symbols:\n  BTC/USDT: { strategy: ema-cross, data: ${demoFile("BTC")} }\n`);
    const { code, of } = await doctor();
    expect(code).toBe(0);
    expect(of("config")).toEqual([
      { name: "config", result: "ok", detail: "timonel.yaml: valid, 1 symbol, mode paper" },
    ]);
    const [data, halts] = of("data BTC/USDT");
    expect(data?.detail).toBe("15m, 34994 bars, 2023-01-01 to 2023-12-31, 5 bars missing in 1 gap");
    expect(halts).toMatchObject({
      result: "warning",
      detail: expect.stringContaining("halts: 5 bars") as string,
    });
    expect(of("strategy BTC/USDT")).toMatchObject([
      { result: "ok", detail: expect.stringMatching(/^ema-cross \d.* loads$/) as string },
    ]);
  });

  test("every mistake of one is a failure with its place and its fix", async () => {
    write("timonel.yaml", "mode: life\naccount: { balance: -5 }\n");
    const { code, of } = await doctor();
    expect(code).toBe(1);
    expect(of("config")).toEqual([
      expect.objectContaining({
        result: "failed",
        detail: expect.stringMatching(/^timonel\.yaml:1:7: mode: /) as string,
      }),
      expect.objectContaining({ result: "failed", fix: "drop the minus sign: write 5" }),
    ]);
    expect(of("data")).toEqual([]);
  });

  test("one that is named and not there", async () => {
    const { code, of } = await doctor(["--config", "mine.yaml"]);
    expect(code).toBe(1);
    expect(of("config")[0]?.detail).toContain("mine.yaml: cannot read the config: no such file");
  });

  test("a venue: its round trip comes later, and the line stands only then", async () => {
    write("timonel.yaml", "venues: { binance: { connector: binance } }\n");
    const { of } = await doctor();
    expect(of("venues")).toMatchObject([
      { result: "warning", detail: expect.stringContaining("round trip") as string },
    ]);
  });

  test("what only warns does not fail: a limit that nothing enforces", async () => {
    write("timonel.yaml", "risk_limits: { portfolio: { max_correlated_exposure: 0.4 } }\n");
    const { code, of } = await doctor();
    expect(code).toBe(0);
    expect(of("config").map(({ result }) => result)).toEqual(["ok", "warning"]);
  });
});

describe("data and strategies", () => {
  test("data that is named on the command line", async () => {
    const { of } = await doctor(["--data", DEMO]);
    expect(
      ["BNB", "BTC", "ETH"].flatMap((coin) => of(`data ${coin}/USDT`)).map(({ result }) => result),
    ).toContain("ok");
  });

  test("data that is not there, and a strategy that is not one", async () => {
    write("timonel.yaml", "symbols:\n  BTC/USDT: { strategy: ./mine.ts, data: BTCUSDT_1h.csv }\n");
    write("mine.ts", "export const nothing = 1;\n");
    const { code, of } = await doctor();
    expect(code).toBe(1);
    expect(of("data")).toMatchObject([
      { result: "failed", detail: expect.stringContaining("BTCUSDT_1h.csv") as string },
    ]);
    expect(of("strategy BTC/USDT")).toMatchObject([
      { result: "failed", detail: expect.stringContaining("the file exports no strategy") as string },
    ]);
  });

  test("a parameter that does not fit", async () => {
    write("timonel.yaml", `symbols:\n  BTC/USDT: { strategy: ema-cross, params: { fast: 900 } }\n`);
    const { of } = await doctor();
    expect(of("strategy BTC/USDT")).toMatchObject([
      { result: "failed", fix: "change symbols.BTC/USDT.params.fast" },
    ]);
  });
});

describe("secrets", () => {
  test.skipIf(process.platform === "win32")(
    "for the eyes of everybody: a warning, and how to close it",
    async () => {
      write(".env", "BINANCE_API_KEY=x\n", 0o644);
      write("venue.pem", "x", 0o640);
      write(".env.example", "", 0o644);
      const { code, of } = await doctor();
      expect(code).toBe(0);
      expect(of("secrets")).toMatchObject([
        { result: "warning", fix: "chmod 600 .env" },
        { result: "warning", fix: "chmod 600 venue.pem" },
      ]);
    },
  );

  test("for the owner alone", async () => {
    write(".env", "", 0o600);
    expect((await doctor()).of("secrets")).toMatchObject([{ result: "ok" }]);
  });

  test("in a repository that would take them", async () => {
    write(".env", "", 0o600);
    mkdirSync(join(folder, ".git"));
    expect((await doctor()).of("secrets")).toMatchObject([
      { result: "warning", fix: "echo .env >> .gitignore" },
    ]);
    write(".gitignore", "node_modules/\n.env\n");
    expect((await doctor()).of("secrets")).toMatchObject([{ result: "ok" }]);
  });
});

test("an environment that is refused is a finding, not the end", async () => {
  const { code, of } = await doctor([], { TIMONEL_ACCOUNT__BALANSE: "5" });
  expect(code).toBe(1);
  expect(of("environment")).toMatchObject([
    { result: "failed", detail: expect.stringContaining("did you mean TIMONEL_ACCOUNT__BALANCE?") as string },
  ]);
  expect((await doctor([], { TIMONEL_ACCOUNT__BALANCE: "5" })).of("environment")).toMatchObject([
    { result: "ok", detail: expect.stringContaining("sets TIMONEL_ACCOUNT__BALANCE") as string },
  ]);
});
