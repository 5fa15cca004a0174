/** One data set, one config, one decision hash: again, in another order, under another Node. */
import { beforeAll, expect, test } from "vitest";
import { runOnNode24 } from "./node-24.ts";
import { type Report, readReport } from "./report-document.ts";
import { type CliOptions, DEMO, demoFile, runCli } from "./run-cli.ts";

const BACKTEST = ["backtest", "--strategy", "ema-cross", "--json"];

async function play(args: readonly string[], options: CliOptions = {}): Promise<Report> {
  const { code, stdout, stderr } = await runCli(args, options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return readReport(stdout);
}

let first: Report;
beforeAll(async () => {
  first = await play([...BACKTEST, "--data", DEMO]);
});

test("a second run decides the same and tells the same", async () => {
  const { run: _, elapsedMs: __, barsPerSecond: ___, ...second } = await play([...BACKTEST, "--data", DEMO]);
  expect(first).toMatchObject(second);
});

test.each([["ETH/USDT,BTC/USDT,BNB/USDT"], ["BTCUSDT,BNBUSDT,ETHUSDT"]])(
  "--symbols %s changes nothing",
  async (symbols) => {
    const { hash, dataHash, trades } = await play([...BACKTEST, "--data", DEMO, "--symbols", symbols]);
    expect({ hash, dataHash, trades }).toEqual({
      hash: first.hash,
      dataHash: first.dataHash,
      trades: first.trades,
    });
  },
);

test("the files one by one, in any order, change nothing", async () => {
  const sources = (["ETH", "BNB", "BTC"] as const).flatMap((coin) => ["--data", demoFile(coin)]);
  const { hash, dataHash } = await play([...BACKTEST, ...sources]);
  expect({ hash, dataHash }).toEqual({ hash: first.hash, dataHash: first.dataHash });
});

test("a config decides the same with its symbols written in another order", async () => {
  const [forwards, backwards] = await Promise.all(
    [COINS, [...COINS].reverse()].map((coins) =>
      play(["backtest", "--data", DEMO, "--json"], { files: { "timonel.yaml": configOf(coins) } }),
    ),
  );
  expect(backwards).toMatchObject({ hash: forwards?.hash, configHash: forwards?.configHash });
  expect(backwards?.hash).not.toBe(first.hash); // It is another config: a test that compares nothing would pass.
});

test("another parameter is another decision", async () => {
  const { hash, dataHash } = await play([...BACKTEST, "--data", DEMO, "--param", "fast=13"]);
  expect(dataHash).toBe(first.dataHash);
  expect(hash).not.toBe(first.hash);
});

test.each([
  { TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
  { TZ: "America/St_Johns", LANG: "C", LC_ALL: "C" },
])("neither the place nor its language matters: $TZ, $LANG", async (env) => {
  const { hash, account, metrics } = await play([...BACKTEST, "--data", DEMO], { env });
  expect({ hash, account, metrics }).toEqual({
    hash: first.hash,
    account: first.account,
    metrics: first.metrics,
  });
});

test("Node 24 decides the same", async (context) => {
  const { code, stdout, stderr } = await runOnNode24(context, [...BACKTEST, "--data", DEMO]);
  expect(code, stderr).toBe(0);
  const { hash, dataHash, configHash, account } = readReport(stdout);
  expect({ hash, dataHash, configHash, account }).toEqual({
    hash: first.hash,
    dataHash: first.dataHash,
    configHash: first.configHash,
    account: first.account,
  });
});

const COINS = ["BTC", "ETH", "BNB"] as const;

/** Each coin with a parameter of its own: mixing them up would show. */
function configOf(coins: readonly (typeof COINS)[number][]): string {
  const symbols = coins.map((coin) => {
    const params = `{ fast: ${8 + COINS.indexOf(coin)}, slow: ${30 - COINS.indexOf(coin)} }`;
    const data = `binance-spot_${coin}USDT_15m_2023.csv.gz`;
    return `  ${coin}/USDT: { strategy: ema-cross, timeframe: 15m, data: ${data}, params: ${params} }\n`;
  });
  return `account: { currency: USDT, balance: 50000 }\nsymbols:\n${symbols.join("")}`;
}
