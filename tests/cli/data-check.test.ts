/** `timonel data check`, `data resample` and `backtest --repair`, from the command line to what lies on the disk. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { DEMO, demoFile, FIXTURES, runCli } from "./run-cli.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const header = "time,open,high,low,close,volume";
const row = (hour: number): string => `${START + hour * HOUR},100,101.50,99,100,5`;
const csv = (rows: readonly string[]): string => `${[header, ...rows].join("\n")}\n`;
const sound = Array.from({ length: 200 }, (_, hour) => row(hour));
/** Two rows out of order, one said twice, one broken. */
const damagedRows = [
  ...sound.slice(0, 50),
  sound[51],
  sound[50],
  ...sound.slice(52),
  sound[199],
  `${START},0,0,0,0,0`,
];
const damaged = csv(damagedRows.map((each) => each ?? ""));

const directory = mkdtempSync(join(tmpdir(), "timonel-data-"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("timonel data check", () => {
  test("the demo data is sound but for the halt that its three markets share", async () => {
    const { code, stdout, stderr } = await runCli(["data", "check", DEMO, "--coverage"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/BTC\/USDT 15m +34,994 +1 warning/);
    expect(stdout).toMatch(/2023-03-24 11:30Z {2}line 7920 {2}5 bars without volume and 5 bars missing/);
    expect(stdout).toMatch(/BTC\/USDT 15m binance │█+h█+│ 99\.99 %/);
    expect(stdout).toContain("sound: 0 errors, 3 warnings, 0 notes");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(stdout).not.toContain("\u001b[");
  });

  test("--json prints one document, and an error is exit 1", async () => {
    const { code, stdout } = await runCli(["data", "check", "BTCUSDT_1h.csv", "--json"], {
      files: { "BTCUSDT_1h.csv": damaged },
    });
    expect(code).toBe(1);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      schema: "timonel.data-check/1",
      sound: false,
      warnings: 1,
      skipped: [],
    });
    expect(document.files[0]).toMatchObject({
      symbol: "BTC/USDT",
      interval: "1h",
      rows: 202,
      bars: 200,
      counts: { price: 1, unsorted: 1, duplicate: 1 },
    });
    const [price] = document.files[0].findings;
    expect(price).toMatchObject({ kind: "price", severity: "error", at: START, line: 203, bars: 1 });
    expect(price.means).toBe("a price is zero, negative or not finite");
  });

  test("--repair writes a sound copy, says every change, and leaves the original", async () => {
    const files = { "BTCUSDT_1h.csv": damaged };
    const outcome = await runCli(["data", "check", "BTCUSDT_1h.csv", "--repair", "--out", "sound.csv.gz"], {
      files,
    });
    expect(outcome).toMatchObject({ code: 0, written: ["sound.csv.gz"] });
    expect(outcome.stdout).toMatch(/200 of 202 rows written to sound\.csv\.gz; the original is untouched/);
    expect(outcome.stdout).toMatch(/1 row dropped \(line 203: open of open 0/);
    expect(outcome.stdout).toMatch(/2 rows put into the order of time/);
    expect(outcome.stdout).toMatch(/1 row dropped because another says the same/);
  });

  test("what --repair writes is the sound file itself", async () => {
    const out = join(directory, "copies");
    writeFileSync(join(directory, "BTCUSDT_1h.csv"), damaged);
    const { code } = await runCli([
      "data",
      "check",
      join(directory, "BTCUSDT_1h.csv"),
      "--repair",
      "--out",
      out,
      "--json",
    ]);
    expect(code).toBe(0);
    expect(readdirSync(out)).toEqual(["BTCUSDT_1h.csv"]);
    expect(readFileSync(join(out, "BTCUSDT_1h.csv"), "utf8")).toBe(csv(sound));
    expect(readFileSync(join(directory, "BTCUSDT_1h.csv"), "utf8")).toBe(damaged);
  });
});

describe("backtest --repair", () => {
  const args = ["backtest", "--strategy", "ema-cross", "--symbols", "BTC/USDT", "--json"];

  test("refuses damaged data without it, plays the repaired bars with it, and says what it changed", async () => {
    const files = { "BTCUSDT_1h.csv": damaged, "clean_BTCUSDT_1h.csv": csv(sound) };
    const refused = await runCli([...args, "--data", "BTCUSDT_1h.csv"], { files, env: FIXTURES });
    expect(refused).toMatchObject({ code: 5, stdout: "" });
    const repaired = await runCli([...args, "--data", "BTCUSDT_1h.csv", "--repair"], { files });
    expect(repaired.code).toBe(0);
    const report = JSON.parse(repaired.stdout);
    expect(report.data[0].bars).toBe(200);
    expect(report.data[0].warnings).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^repaired: 1 row dropped \(line 203/),
        expect.stringMatching(/^repaired: 2 rows put into the order of time/),
      ]),
    );
    const clean = JSON.parse(
      (await runCli([...args, "--data", "BTC/USDT=clean_BTCUSDT_1h.csv"], { files })).stdout,
    );
    expect([report.hash, report.dataHash]).toEqual([clean.hash, clean.dataHash]);
  });
});

describe("timonel data resample", () => {
  test.each(["day.columns", "day.parquet", "day.json.gz"])(
    "writes no text that is called %s",
    async (out) => {
      const { code, stderr, written } = await runCli(
        ["data", "resample", "BTCUSDT_1h.csv", "--to", "1d", "--out", out],
        { files: { "BTCUSDT_1h.csv": csv(sound) } },
      );
      expect([code, written]).toEqual([2, []]);
      expect(stderr).toContain("allowed: .csv or .csv.gz; fix: write --out day.csv");
    },
  );

  test("prints longer bars, or writes them, packed where the name says so", async () => {
    const printed = await runCli(["data", "resample", demoFile("BTC"), "--to", "1d"]);
    expect(printed.code).toBe(0);
    expect(printed.stdout.split("\n").slice(0, 2)).toEqual([
      header,
      "1672531200000,16541.77,16628,16499.01,16616.75,96925.41374",
    ]);
    expect(printed.stderr).toMatch(/the last 1d bar left out: it had not closed when the data ended/);
    const out = join(directory, "BTCUSDT_1d.csv.gz");
    const written = await runCli(["data", "resample", demoFile("BTC"), "--to", "1d", "--out", out, "--json"]);
    expect(gunzipSync(readFileSync(out)).toString()).toBe(printed.stdout);
    expect(JSON.parse(written.stdout)).toMatchObject({
      schema: "timonel.data-resample/1",
      interval: "1d",
      bars: 364,
      from: Date.UTC(2023, 0, 1),
    });
    const again = await runCli(["backtest", "--strategy", "ema-cross", "--data", out, "--json"]);
    expect(JSON.parse(again.stdout).data[0]).toMatchObject({
      instrument: "BTC/USDT",
      timeframe: "1d",
      bars: 364,
    });
  });
});
