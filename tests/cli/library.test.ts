/** `import { backtest } from "timonel"`: what a program calls decides what the command decides. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { backtest } from "timonel";
import { expect, test } from "vitest";
import { riskOf } from "../../src/core/backtest/limits.ts";
import { loadConfig } from "../../src/edge/app/config/index.ts";
import { riskSettingsOf } from "../../src/edge/app/plan/risk-settings.ts";
import { emaCross } from "../../strategies/ema-cross.ts";
import { readReport } from "./report-document.ts";
import { demoFile, runCli } from "./run-cli.ts";

/** Of the recorded year: see the instrument table. */
const BTC = { tick: "0.01", step: "0.00001", minNotional: "10" };

function columnsIn(file: string) {
  const rows = gunzipSync(readFileSync(file)).toString().trim().split("\n").slice(1);
  const cells = rows.map((row) => row.split(",").map(Number));
  const column = (place: number): Float64Array => Float64Array.from(cells, (row) => row[place] as number);
  const [time, open, high, low, close, volume] = [0, 1, 2, 3, 4, 5].map(column) as [
    ...[Float64Array, Float64Array, Float64Array],
    ...[Float64Array, Float64Array, Float64Array],
  ];
  return { time, open, high, low, close, volume };
}

test("the same bars, strategy and built-in defaults come to the hash, the trades and the figures of the command", async () => {
  const file = demoFile("BTC");
  const result = backtest({
    strategy: emaCross,
    timeframe: "15m",
    data: { "BTC/USDT": columnsIn(file) },
    instruments: { "BTC/USDT": BTC },
  });
  const { stdout } = await runCli(["backtest", "--strategy", "ema-cross", "--data", file, "--json"]);
  const report = readReport(stdout);
  expect(result.trades.length).toBeGreaterThan(100);
  expect(result.hash).toBe(report.hash);
  const { data, notices, ...figures } = JSON.parse(JSON.stringify(result)) as typeof result;
  expect(JSON.parse(stdout)).toMatchObject(figures);
  expect(data).toMatchObject([{ bars: report.data[0]?.bars, gaps: report.data[0]?.gaps }]);
});

test("its built-in limits are those of an empty config, each of them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "timonel-library-"));
  try {
    const path = join(folder, "timonel.yaml");
    writeFileSync(path, "symbols: { BTC/USDT: {}, ETH/USDT: {} }\n");
    const config = await loadConfig({ path, explicit: true });
    expect(riskOf({}, 2, 1)).toEqual(riskSettingsOf(config, config.symbols, []));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
