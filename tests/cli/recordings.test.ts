/** Backtests on recordings of raw streams: what the command line is told, and the fills against the recording itself. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { madeRecording } from "../builders/made-recording.ts";
import { sharedFile, testWithShared } from "../shared-data.ts";
import { exact } from "./exact.ts";
import { readReport } from "./report-document.ts";
import { type CliOptions, demoFile, FIXTURES, runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "timonel-recordings-"));
afterAll(() => rmSync(folder, { recursive: true }));

const FROM = Date.UTC(2024, 5, 3, 7, 59); // A minute before perpetuals pay.
const SECONDS = 200;
const { text, trades: heard, asks } = madeRecording("backtests on recordings", FROM, SECONDS);
const HALF_TICK = 0.005;
const FILE = join(folder, "made_feed");
writeFileSync(FILE, text);

const SPOT = `MADE/USDT=${FILE}`;
const PERPETUAL = `MADE/USDT:USDT=${FILE}`;

const cli = (args: readonly string[], env: CliOptions["env"] = {}, cwd?: string) =>
  runCli(args, { env: { ...FIXTURES, ...env }, ...(cwd !== undefined && { cwd }) });

async function played(queue: string, data: readonly string[] = [SPOT]) {
  const words = ["backtest", "--json", "--strategy", "quoter", "--timeframe", "1s"];
  const sources = data.flatMap((source) => ["--data", source]);
  const { code, stdout, stderr } = await cli([...words, ...sources], { TIMONEL_SIMULATION__QUEUE: queue });
  expect(code, stderr).toBe(0);
  return readReport(stdout);
}

describe("a backtest on a recording", () => {
  test("comes to the same twice, and its books add up", async () => {
    const [once, twice] = [await played("fifo"), await played("fifo")];
    expect(twice.hash).toBe(once.hash);
    expect(once.trades.length).toBeGreaterThan(20);
    const profit = [...once.trades, ...once.open].reduce((sum, { pnl }) => sum + exact(pnl), 0n);
    expect(once.open).toHaveLength(1); // What it ends with counts at the last trade, which no bar holds.
    expect(exact(once.account.final)).toBe(exact(once.account.initial) + profit);
    expect(once.bars).toBe(SECONDS - 2);
  });

  test("fills what rests by what traded, at its price where it waits in front, beyond it where it waits for ever, or by the other side coming to it", async () => {
    const filled: Record<string, number> = {};
    let byTrades = 0;
    for (const queue of ["optimistic", "pessimistic"]) {
      const { trades, notices } = await played(queue);
      expect(notices.join("\n")).toContain(`nobody can know: ${queue} (simulation.queue)`);
      filled[queue] = trades.length;
      for (const { entryTime, entryPrice } of trades) {
        const limit = Number(entryPrice);
        const traded = heard.filter((trade) => trade.at === entryTime).map(({ price }) => price);
        const isTraded =
          Math.min(...traded) < (queue === "optimistic" ? limit + HALF_TICK : limit - HALF_TICK);
        const isMet = (asks.get(entryTime) ?? Number.POSITIVE_INFINITY) < limit + HALF_TICK;
        expect(isTraded || isMet).toBe(true);
        if (isTraded) byTrades++;
      }
    }
    expect(byTrades).toBeGreaterThan(20);
    expect(filled["optimistic"]).toBeGreaterThan(filled["pessimistic"] ?? Number.POSITIVE_INFINITY);
  });

  test("pays funding at its hour", async () => {
    const { account, notices, trades, open } = await played("optimistic", [PERPETUAL]);
    const at = Date.UTC(2024, 5, 3, 8);
    const paying = trades.filter(({ entryTime, exitTime }) => entryTime < at && exitTime >= at);
    expect(notices.join("\n")).toContain("a flat rate of 0.01 % is used each 8 hours");
    expect([paying.length, open]).toEqual([1, []]);
    const due = paying.reduce((sum, { funding }) => sum + exact(funding), 0n);
    expect(exact(account.funding)).toBe(due);
    expect(Number(account.funding)).toBeGreaterThan(0);
  });

  test("can be asked why, as every stored one", async () => {
    const cwd = mkdtempSync(join(folder, "why-"));
    const words = ["backtest", "--quiet", "--strategy", "quoter", "--timeframe", "1s", "--data", SPOT];
    expect((await cli([...words, "--runs", cwd], {}, cwd)).code).toBe(0);
    const { code, stdout, stderr } = await cli(["why", "1", "--runs", cwd], {}, cwd);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("order 1: entry buy 0.02 MADE/USDT");
    expect(stdout).toContain("at the bid");
  });
});

test("a stored one that was stopped cannot be asked why: no bar tells where", async () => {
  const cwd = mkdtempSync(join(folder, "stopped-"));
  const words = ["backtest", "--quiet", "--strategy", "quoter", "--timeframe", "1s", "--data", SPOT];
  expect((await cli([...words, "--runs", cwd], {}, cwd)).code).toBe(0);
  const [run = ""] = readdirSync(cwd);
  const manifest = join(cwd, run, "run.json");
  const written = readFileSync(manifest, "utf8");
  writeFileSync(manifest, written.replace(/"complete":\s*true/, '"complete": false'));
  expect(readFileSync(manifest, "utf8")).not.toBe(written);
  const { code, stdout, stderr } = await cli(["why", "1", "--runs", cwd], {}, cwd);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("that was stopped cannot be played again to the same place");
});

describe("what cannot be played on a recording is told", () => {
  const backtest = ["backtest", "--strategy", "quoter"];
  test.each<[string, readonly string[], number, string]>([
    [
      "a paper run",
      ["run", "--strategy", "quoter", "--timeframe", "1s", "--data", SPOT],
      2,
      "played by timonel backtest alone",
    ],
    [
      "a check",
      ["check", "lookahead", "--strategy", "quoter", "--timeframe", "1s", "--data", SPOT],
      2,
      "played by timonel backtest alone",
    ],
    [
      "bars beside it",
      [...backtest, "--symbols", "MADE/USDT,BTC/USDT", "--data", SPOT, "--data", demoFile("BTC")],
      2,
      "MADE/USDT is a recording of raw streams: a run is played on one or the other",
    ],
    [
      "bars that are too long",
      [...backtest, "--timeframe", "1h", "--data", SPOT],
      2,
      "the recording holds no whole bar of 1h",
    ],
    ["no symbol", [...backtest, "--data", FILE], 2, "the name does not tell the instrument"],
    [
      "an import",
      ["data", "import", FILE],
      2,
      "this is a recording of raw streams, which is played as it is",
    ],
    [
      "a resampling",
      ["data", "resample", FILE, "--to", "1m", "--out", "x.csv"],
      2,
      "this is a recording of raw streams",
    ],
  ])("%s", async (_, args, exit, said) => {
    const { code, stderr, written } = await cli(args);
    expect([code, stderr]).toEqual([exit, expect.stringContaining(said)]);
    expect(stderr).not.toContain("    at ");
    expect(written).toEqual([]);
  });

  test("and what is said of recordings where there are bars", async () => {
    const words = ["backtest", "--json", "--strategy", "ema-cross", "--data", demoFile("BTC")];
    const { stdout } = await cli(words, { TIMONEL_SIMULATION__QUEUE: "fifo" });
    expect(readReport(stdout).notices).toContain(
      "simulation.queue does nothing on bars: it is about recordings of raw streams",
    );
  });

  test("data check says that it does not look into one", async () => {
    const { code, stdout } = await cli(["data", "check", FILE]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("a recording of raw streams")]);
  });
});

testWithShared(
  "Binance's own recordings are played: every message, and more is filled in front of the queue than at its end",
  async () => {
    const recordings = [
      ["spot", [9_757, 28_040, 3_452], 345],
      ["usdm", [21_313, 66_089, 6_552], 342],
    ] as const;
    for (const [market, [trades, quotes, depths], bars] of recordings) {
      const file = sharedFile("data", "trades-books", `binance-${market}_BTCUSDT_2024-08-08_feed.gz`);
      const [front, end] = [await played("optimistic", [file]), await played("pessimistic", [file])];
      expect(front.notices.join("\n")).toContain(
        `a recording of ${trades} trades, ${quotes} quotes and ${depths} changes of depth; its bars of 1s`,
      );
      expect([front.bars, front.data[0]?.warnings]).toEqual([bars, []]);
      expect(front.trades.length).toBeGreaterThan(end.trades.length);
      expect(end.trades.length).toBeGreaterThan(50);
    }
  },
);
