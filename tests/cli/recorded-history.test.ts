/** The long recorded histories of ../shared through the command line, as the plan names them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { parse, stringify } from "yaml";
import { sharedFile, testWithShared } from "../shared-data.ts";
import { runOnNode24 } from "./node-24.ts";
import { type Report, readReport } from "./report-document.ts";
import { ROOT, runCli } from "./run-cli.ts";

const PATIENCE_MS = 300_000;

const hourly = (): string[] => [
  ...["backtest", "--strategy", "ema-cross", "--symbols", "BTC/USDT", "--timeframe", "1h", "--json"],
  ...["--data", sharedFile("data", "candles", "crypto", "binance-spot_BTCUSDT_1h_2017-2024.csv.gz")],
];

async function play(args: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<Report> {
  const { code, stdout, stderr, written } = await runCli(args, { files });
  expect({ code, stderr, written }).toEqual({ code: 0, stderr: "", written: [] });
  return readReport(stdout);
}

testWithShared(
  "BTC/USDT by the hour, 2017 to 2024: every bar is played, and no latch ends the run early",
  async () => {
    const first = await play(hourly());
    expect(first).toMatchObject({
      bars: 58_419,
      data: [{ instrument: "BTC/USDT", timeframe: "1h", bars: 58_419, gaps: 28, missing: 128 }],
      latch: null,
    });
    expect(first.data[0]).toMatchObject({ from: 1_502_942_400_000, to: 1_713_708_000_000 });
    expect(first.metrics.trades).toBeGreaterThan(500);
    // It trades until the end: a run that was stopped for good has no trade in its last year.
    expect(first.trades.at(-1)?.entryTime).toBeGreaterThan(1_712_000_000_000);
    expect(first.equity.length).toBeGreaterThan(4_000);
  },
  PATIENCE_MS,
);

testWithShared(
  "BTC/USDT by the hour: the same decisions again, and under Node 24",
  async (context) => {
    const { hash } = await play(hourly());
    expect((await play(hourly())).hash).toBe(hash);
    const { code, stdout, stderr } = await runOnNode24(context, hourly());
    expect(code, stderr).toBe(0);
    expect(readReport(stdout).hash).toBe(hash);
  },
  PATIENCE_MS,
);

testWithShared(
  "examples/five.yaml: five coins in one account, in whichever order they are written",
  async () => {
    const example = join(ROOT, "examples", "five.yaml");
    const args = ["backtest", "--data", sharedFile("data", "candles", "crypto"), "--json", "--config"];
    const first = await play([...args, example]);
    const symbols = ["BNB/USDT", "BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT"];
    expect(first.data.map(({ instrument, timeframe }) => [instrument, timeframe])).toEqual(
      symbols.map((symbol) => [symbol, "1d"]),
    );
    expect(first.bars).toBe(first.data.reduce((sum, { bars }) => sum + bars, 0));
    // One time-ordered run: trades of all coins are numbered together, by the time they closed.
    expect(new Set(first.trades.map(({ instrument }) => instrument))).toEqual(new Set(symbols));
    const exits = first.trades.map(({ exitTime }) => exitTime);
    expect(exits).toEqual([...exits].sort((a, b) => a - b));

    const backwards = await play([...args, "backwards.yaml"], { "backwards.yaml": backwardsOf(example) });
    expect(backwards.hash).toBe(first.hash);
  },
  PATIENCE_MS,
);

/** The same config with its symbols in the opposite order. */
function backwardsOf(file: string): string {
  const config = parse(readFileSync(file, "utf8")) as { symbols: Record<string, unknown> }; // Our own example.
  const symbols = Object.fromEntries(Object.entries(config.symbols).reverse());
  return stringify({ ...config, symbols });
}
