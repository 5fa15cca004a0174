/** `timonel run`: recorded data through the same engine, one line a fill, the status, the summary. */
import { beforeAll, describe, expect, test } from "vitest";
import { type Report, readReport } from "./report-document.ts";
import { type CliOutcome, DEMO, demoFile, FIXTURES, runCli } from "./run-cli.ts";

/** Time, symbol, side, quantity, price, fee, reason. */
const FILL =
  /^(?:20\d\d-)?\d\d-\d\d \d\d:\d\d ([A-Z]+\/USDT) +(buy|sell) +([\d.,]+) @ ([\d.,]+) +fee [\d.,]+ +([a-z-]+)/;

/** The fills among the lines of a run. */
const fillsIn = (text: string): RegExpExecArray[] =>
  text.split("\n").flatMap((line) => {
    const match = FILL.exec(line);
    return match === null ? [] : [match];
  });

const plain = (number: string | undefined): number => Number(number?.replaceAll(",", ""));
const money = (text: string): string =>
  Number(text).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** What every fill of a run must be, told by its trades: each opens and closes with one fill. */
const expectedFills = ({ trades, open }: Report): unknown[] =>
  [
    ...[...trades, ...open].map((held) => [held.instrument, held.entryPrice, held.quantity]),
    ...trades.map((trade) => [trade.instrument, trade.exitPrice, trade.quantity]),
  ]
    .map(([instrument, price, quantity]) => `${instrument} ${Number(price)} ${Number(quantity)}`)
    .sort();

const toldFills = (text: string): string[] =>
  fillsIn(text)
    .map(([, symbol, , quantity, price]) => `${symbol} ${plain(price)} ${plain(quantity)}`)
    .sort();

let backtest: Report;
beforeAll(async () => {
  const args = ["backtest", "--strategy", "ema-cross", "--data", DEMO, "--json"];
  backtest = readReport((await runCli(args)).stdout);
});

test("a strategy that throws is stopped alone: the run goes on to its end and says so", async () => {
  const args = ["run", "--speed", "max", "--data", demoFile("BTC"), "--strategy", "throws"];
  const { code, stdout } = await runCli(args, { env: FIXTURES });
  expect(code).toBe(0);
  const fault =
    /stopped: \S+throws\.mjs:14:27: strategy throws on BTC\/USDT at the bar closing .*: threw RangeError: .*bad luck/;
  expect(stdout).toMatch(new RegExp(`${fault.source}; it adds no more risk, its protection stays`));
  const told = await runCli([...args, "--json"], { env: FIXTURES });
  expect(readReport(told.stdout)).toMatchObject({ bars: 34_994, notices: [expect.stringMatching(fault)] });
});

test("data of one's own trade by nothing that nobody has named: trading is a decision", async () => {
  const { code, stderr, stdout } = await runCli(["run", "--speed", "max", "--data", demoFile("BTC")]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("no strategy is given for BTC/USDT");
});

describe("as fast as it goes, for a person", () => {
  let paper: CliOutcome;
  beforeAll(async () => {
    paper = await runCli(["run", "--mode", "paper", "--speed", "max"]);
  });

  test("ends by itself, with nothing on standard error and nothing written", () => {
    expect(paper).toMatchObject({ code: 0, stderr: "", written: [] });
    expect(paper.stdout).toMatch(
      /^paper run \S+: ema-cross on BNB\/USDT, BTC\/USDT, ETH\/USDT, demo data, speed max\n/,
    );
  });

  test("prints one line for each fill, and each is a fill of the backtest", () => {
    expect(toldFills(paper.stdout)).toEqual(expectedFills(backtest));
    const reasons = new Set(fillsIn(paper.stdout).map(([, , , , , reason]) => reason));
    expect(reasons).toEqual(new Set(["entry", ...backtest.trades.map(({ exitReason }) => exitReason)]));
  });

  test("shows the status at the end: capital, profit, activity, positions", () => {
    const { account, trades, open } = backtest;
    const status = paper.stdout.slice(paper.stdout.lastIndexOf("\npaper run "));
    expect(status).toMatch(/^\npaper run \S+ +ACTIVE, ended\n/);
    expect(status).toMatch(new RegExp(`Capital +${money(account.final)} USDT +Signals +[\\d,]+\\n`));
    expect(status).toMatch(new RegExp(`Started with +${money(account.initial)} USDT`));
    expect(status).toMatch(new RegExp(`Positions closed +${trades.length.toLocaleString("en-US")}\\n`));
    expect(status).toMatch(/Realised +[-+][\d.,]+ .*\n +Unrealised +[-+][\d.,]+ /);
    for (const { instrument, side } of open)
      expect(status).toMatch(new RegExp(`^ +${instrument} +${side} `, "m"));
  });

  test("closes with the summary of the report", () => {
    const summary = paper.stdout.slice(paper.stdout.indexOf("\nema-cross on "));
    expect(summary).toContain(`${money(backtest.account.initial)} → ${money(backtest.account.final)} USDT`);
    expect(summary.replaceAll(/\s+/g, " ")).toContain(`decision hash ${backtest.hash.slice(0, 12)}`);
  });
});

test("--quiet prints the summary and nothing else", async () => {
  const { stdout, ...end } = await runCli(["run", "--speed", "max", "--quiet"]);
  expect(end).toEqual({ code: 0, stderr: "", written: [] });
  expect(stdout).toMatch(/^ema-cross on BNB\/USDT, BTC\/USDT, ETH\/USDT, 15m/);
  expect(fillsIn(stdout)).toEqual([]);
});

test("--json keeps standard output for the document, which decides as the backtest does", async () => {
  const { code, stdout, stderr, written } = await runCli([
    "run",
    "--strategy",
    "ema-cross",
    "--speed",
    "max",
    "--json",
  ]);
  expect({ code, written }).toEqual({ code: 0, written: [] });
  const report = readReport(stdout);
  expect(report.command).toBe("run");
  const { hash, configHash, dataHash, trades, open, account, metrics } = backtest;
  expect(report).toMatchObject({ hash, configHash, dataHash, trades, open, account, metrics });
  expect(toldFills(stderr)).toEqual(expectedFills(report));
});

test("at a pace it decides the same as at once", async () => {
  const one = ["run", "--new", "--symbols", "BTC/USDT", "--json", "--quiet", "--speed"];
  const [paced, atOnce] = await Promise.all(["3000000", "max"].map((speed) => runCli([...one, speed])));
  expect(paced).toMatchObject({ code: 0, stderr: "" });
  const report = readReport(paced?.stdout ?? "");
  expect(report.bars).toBe(34_994);
  expect(report.hash).toBe(readReport(atOnce?.stdout ?? "").hash);
  // A year at three million times its speed: it did wait.
  expect(report.elapsedMs).toBeGreaterThan((364 * 86_400_000) / 3_000_000);
});
