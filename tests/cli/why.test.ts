/** `timonel why`: the story of an order of a stored run, told only where the run can be played again to the same hash. */
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WhyDocument } from "../../src/core/views/index.ts";
import { readReport } from "./report-document.ts";
import { type CliOutcome, demoFile, ROOT, runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "timonel-cli-why-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const timonel = (...args: readonly string[]): Promise<CliOutcome> =>
  runCli(args, { cwd: folder, env: { TIMONEL_RUNS__DIRECTORY: undefined } });

const DATA = "binance-spot_BTCUSDT_15m_2023.csv.gz";
let report: ReturnType<typeof readReport>;

beforeAll(async () => {
  copyFileSync(demoFile("BTC"), join(folder, DATA));
  const source = readFileSync(join(ROOT, "strategies", "ema-cross.ts"), "utf8");
  writeFileSync(join(folder, "mine.ts"), source.replace('name: "ema-cross"', 'name: "mine"'));
  const { stdout } = await timonel("backtest", "--strategy", "./mine.ts", "--data", DATA, "--json");
  report = readReport(stdout);
});

async function told(
  ...words: readonly string[]
): Promise<WhyDocument & { without?: Record<string, unknown> }> {
  const { code, stdout, stderr } = await timonel("why", ...words, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as WhyDocument;
}

describe("an order is told", () => {
  test("by the trade of the report: same numbers", async () => {
    const [trade] = report.trades.slice(11, 12);
    const story = await told("trade:12");
    expect(story).toMatchObject({
      schema: "timonel.why/1",
      run: report.run,
      trade: 12,
      role: "entry",
      strategy: "mine",
      instrument: trade?.instrument,
      filled: { quantity: trade?.quantity, price: trade?.entryPrice },
      outcome: {
        kind: "closed",
        result: {
          id: 12,
          pnl: trade?.pnl,
          fees: trade?.fees,
          exitPrice: trade?.exitPrice,
          exitTime: trade?.exitTime,
        },
      },
    });
    expect(story.explanation?.verdict).toMatchObject({ kind: "approved", quantity: trade?.quantity });
  });

  test("by its ordinal and by its signal, of the newest run or a named one, the same", async () => {
    const story = await told("trade:12");
    expect(await told(String(story.order))).toEqual(story);
    expect(await told("last", `order:${story.order}`)).toEqual(story);
    expect(await told(report.run, `signal:${story.signal}`)).toEqual(story);
  });

  test("with its bar as the data file has it", async () => {
    const { explanation } = await told("trade:1");
    const [bar] = explanation?.basis?.bars ?? [];
    const { gunzipSync } = await import("node:zlib");
    const lines = gunzipSync(readFileSync(demoFile("BTC")))
      .toString()
      .split("\n");
    const cells = lines[(bar?.row ?? 0) + 1]?.split(",").map(Number);
    expect([bar?.open, bar?.high, bar?.low, bar?.close]).toEqual(cells?.slice(1, 5));
    expect(bar?.close).toBe(explanation?.reference);
  });

  test("on a terminal in colours, without them where nobody wants any, to the same text", async () => {
    const [plain, painted, refused] = await Promise.all([
      runCli(["why", "1"], { cwd: folder, env: { TIMONEL_RUNS__DIRECTORY: undefined } }),
      runCli(["why", "1"], { cwd: folder, env: { TIMONEL_RUNS__DIRECTORY: undefined, FORCE_COLOR: "1" } }),
      runCli(["why", "1", "--no-color"], {
        cwd: folder,
        env: { TIMONEL_RUNS__DIRECTORY: undefined, FORCE_COLOR: "1" },
      }),
    ]);
    expect(painted.stdout).not.toBe(plain.stdout);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one.
    expect(painted.stdout.replace(/\u001b\[[\d;]*m/g, "")).toBe(plain.stdout);
    expect(refused.stdout).toBe(plain.stdout);
  });

  test("of a paper run as well", async () => {
    const run = await timonel("run", "--speed", "max", "--strategy", "./mine.ts", "--data", DATA, "--json");
    const paper = readReport(run.stdout);
    const { run: name, ...story } = await told(paper.run, "trade:12");
    const { run: _, ...other } = await told(report.run, "trade:12");
    expect(name).toBe(paper.run);
    expect(story).toEqual(other);
  });
});

describe("--without a limit", () => {
  test("tells the signal, its trade and the run as they would have been", async () => {
    const story = await told("last", "trade:12", "--without", "PositionSizeLimit");
    expect(story.without).toMatchObject({
      limit: "PositionSizeLimit",
      key: "risk_limits.per_trade.max_position_size",
      story: { explanation: { judgement: { sizing: { cappedBy: "SymbolExposureLimit" } } } },
      before: { trades: report.metrics.trades, final: report.account.final },
    });
    const again = await timonel("backtest", "--strategy", "./mine.ts", "--data", DATA, "--json", "--no-keep");
    expect(readReport(again.stdout).hash).toBe(report.hash); // What was asked changed nothing.
  });

  test("gives what a run with that setting off gives", async () => {
    const key = "risk_limits.per_trade.min_stop_distance";
    const { without } = await told(report.run, "trade:12", "--without", key);
    const run = await runCli(["backtest", "--strategy", "./mine.ts", "--data", DATA, "--json", "--no-keep"], {
      cwd: folder,
      env: { TIMONEL_RISK_LIMITS__PER_TRADE__MIN_STOP_DISTANCE: "0" },
    });
    const { account, metrics } = readReport(run.stdout);
    expect(without).toMatchObject({
      limit: "StopTooNear",
      after: { final: account.final, trades: metrics.trades, totalReturn: metrics.totalReturn },
    });
  });
});

describe("nothing is told of what has changed meanwhile", () => {
  /** The project as it is, somewhere else: runs name what lies in their project relatively. */
  async function refused(harm: (at: string) => void): Promise<CliOutcome> {
    const at = mkdtempSync(join(tmpdir(), "timonel-cli-why-changed-"));
    cpSync(folder, at, { recursive: true });
    harm(at);
    const env = { TIMONEL_RUNS__DIRECTORY: undefined };
    const outcome = await runCli(["why", report.run, "1"], { cwd: at, env });
    rmSync(at, { recursive: true, force: true });
    return outcome;
  }

  test("a project that was moved is the same project", async () => {
    expect(await refused(() => undefined)).toMatchObject({ code: 0, stderr: "" });
  });

  test.each<[string, (at: string) => void, RegExp]>([
    [
      "its strategy",
      (at) => appendFileSync(join(at, "mine.ts"), "\n// better now\n"),
      /mine\.ts: strategy mine is not the one that was played.*fix: bring the old one back/,
    ],
    [
      "its data",
      (at) => copyFileSync(demoFile("ETH"), join(at, DATA)),
      /the data are not those that were played.*fix:/,
    ],
    ["its data are gone", (at) => rmSync(join(at, DATA)), /BTCUSDT_15m_2023\.csv\.gz.*fix:/],
    [
      "its config",
      (at) => appendFileSync(join(at, "runs", report.run, "config.yaml"), "# changed\n"),
      /config\.yaml: it is not what was stored: its SHA-256 differs/,
    ],
  ])("%s", async (_, harm, message) => {
    const { code, stdout, stderr } = await refused(harm);
    expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
    expect(stderr).toMatch(message);
  });
});
