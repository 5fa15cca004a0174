/** The terminal summary of a backtest: what a person sees, with and without colours, with and without noise. */
import { beforeAll, expect, test } from "vitest";
import { type Report, readReport } from "./report-document.ts";
import { demoFile, runCli } from "./run-cli.ts";

const BACKTEST = ["backtest", "--strategy", "ema-cross", "--data", demoFile("BTC")];
const ESCAPE = "\u001b";

let report: Report;
let summary: string;

beforeAll(async () => {
  report = readReport((await runCli([...BACKTEST, "--json"])).stdout);
  const { stdout, ...end } = await runCli(BACKTEST);
  expect(end).toEqual({ code: 0, stderr: "", written: [] });
  summary = stdout;
});

/** The times and the name of a run differ each time. */
const withoutRun = (text: string): string =>
  text.replace(/\n[\d,]+ bars in [\s\S]*$/, "").replaceAll(/backtest-\d{8}-\d{6}-[0-9a-f]{4}/g, "RUN");

test("says what traded, when, and what came of it, in the numbers of the document", () => {
  const { account, metrics } = report;
  const money = (text: string): string =>
    Number(text).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  expect(summary).toMatch(/^ema-cross on BTC\/USDT, 15m +2023-01-01 to 2023-12-31\n/);
  expect(summary).toContain(`${money(account.initial)} → ${money(account.final)} USDT`);
  expect(summary).toContain(`${money(account.fees)} USDT in fees`);
  expect(summary).toMatch(new RegExp(`Trades +${metrics.trades} closed`));
  expect(summary).toContain(`${(metrics.maxDrawdown * 100).toFixed(2)} %`);
  expect(summary).toContain(`${((metrics.winRate ?? 0) * 100).toFixed(2)} % won`);
});

test("tells of the data: bars, gaps, and the halt in it", () => {
  expect(summary).toMatch(/BTC\/USDT 15m +34,994 +2023-01-01 +2023-12-31 +1 +5\n/);
  expect(summary).toMatch(/! BTC\/USDT: halts: 5 bars without volume/);
});

test("ends with the decision hash, by which the run can be compared", () => {
  expect(summary.replaceAll(/\s+/g, " ")).toContain(`decision hash ${report.hash.slice(0, 12)}`);
});

test("fits 80 columns and carries no colour where no terminal reads it", () => {
  expect(Math.max(...summary.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(summary).not.toContain(ESCAPE);
});

test.each([
  ["NO_COLOR", [], { NO_COLOR: "1" }],
  ["--no-color", ["--no-color"], {}],
  ["--quiet", ["--quiet"], {}],
  ["CI", [], { CI: "true" }],
])(
  "%s leaves the summary as it is, and standard error empty",
  async (_, args, env: Record<string, string>) => {
    const { stdout, ...end } = await runCli([...BACKTEST, ...args], { env });
    expect(end).toEqual({ code: 0, stderr: "", written: [] });
    expect(withoutRun(stdout)).toBe(withoutRun(summary));
  },
);
