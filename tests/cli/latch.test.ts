/** A limit that only a person can lift stops a run for good, and every output says so first. */
import { expect, test } from "vitest";
import { readReport } from "./report-document.ts";
import { DEMO, runCli } from "./run-cli.ts";

const env = { TIMONEL_RISK_LIMITS__PORTFOLIO__MAX_DRAWDOWN: "0.05" };
const BACKTEST = ["backtest", "--strategy", "ema-cross", "--data", DEMO];

test("the document names the latch, and nothing is opened after it", async () => {
  const { code, stdout } = await runCli([...BACKTEST, "--json"], { env });
  expect(code).toBe(0);
  const { latch, trades, open, refusals, bars } = readReport(stdout);
  expect(latch).toMatchObject({ kind: "drawdown", detail: expect.stringContaining("the limit is 5.00 %") });
  const since = latch?.at ?? 0;
  expect([...trades, ...open].filter(({ entryTime }) => entryTime > since)).toEqual([]);
  expect(open).toEqual([]); // What was held could still be left.
  expect(refusals["TradingHalted"]).toBeGreaterThan(1_000);
  expect(bars).toBe(104_982);
});

test("it is the first line of the summary, and a line of its own in a paper run", async () => {
  const [backtest, paper] = await Promise.all([
    runCli(BACKTEST, { env }),
    runCli(["run", "--speed", "max"], { env }),
  ]);
  const headline =
    /^STOPPED FOR GOOD on 2023-\d\d-\d\d \d\d:\d\d UTC by drawdown: drawdown reached 5\.\d\d %,/;
  expect(backtest.stdout).toMatch(headline);
  expect(paper.stdout).toMatch(/^latched: drawdown, no new risk until resume$/m);
  expect(paper.stdout).toMatch(/^paper run \S+ +REDUCING, ended$/m);
  expect(paper.stdout).toMatch(new RegExp(headline.source, "m"));
});
