/** Shares and currencies from the config to the report. */
import { expect, test } from "vitest";
import { sharedFile, testWithShared } from "../shared-data.ts";
import { readReport } from "./report-document.ts";
import { runCli } from "./run-cli.ts";

const HOLD = `import { bars, none, order, p, strategy } from "timonel";
export const hold = strategy({
  name: "hold",
  version: "1.0.0",
  params: { shares: p.int(688, { min: 1, max: 1000 }), from: p.int(0, { min: 0, max: 4000000000 }) },
  feeds: { main: bars() },
  indicators: () => ({}),
  onBar({ params, position, feeds }) {
    if (position.side !== "flat" || feeds.main.time !== params.from * 1000) return none;
    return order({ side: "buy", type: "market", quantity: params.shares, why: "first bar" });
  },
});
`;

const config = (symbol: string): string => `account: { currency: USD, balance: 100000 }
symbols:
  SPY: ${symbol}
simulation: { slippage_bps: 0 }
sizing: { method: fixed_percent, max_balance_share: 1 }
execution: { max_slippage_bps: 10 }
position_management: { require_stop: false }
risk_limits: { per_trade: { max_position_size: 1, max_risk: off }, portfolio: { max_risk: off } }
`;

const data = (...parts: readonly string[]): string => sharedFile("data", ...parts);

async function reportOf(symbol: string, file: string) {
  const files = { "hold.ts": HOLD, "timonel.yaml": config(symbol) };
  const outcome = await runCli(["backtest", "--data", data("candles", "us-equity", file), "--json"], {
    files,
  });
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  return readReport(outcome.stdout);
}

testWithShared("a share bought at the ask of its quotes, adjusted, with the fee of a broker", async () => {
  const calendar = data("reference", "lean_market-hours-database.json.gz");
  const quotes = data("candles", "us-equity", "SPY_1m-quotes_2013-10_6days.csv.gz");
  const adjust = data("reference", "us-equity", "factor_spy.csv");
  const params = "{ shares: 688, from: 1381152600 }"; // 2013-10-07 09:30 New York.
  const report = await reportOf(
    `{ strategy: ./hold.ts, params: ${params}, calendar: "${calendar}#Equity-usa-[*]", quotes: ${quotes}, adjust: ${adjust}, extended_hours: drop }`,
    "SPY_1m_2013-10_6days.csv.gz",
  );
  // Six sessions of 390 minutes. Ask 167.45 x factor 0.8646266; LEAN's BasicTemplateAlgorithm ends at 101,691.92.
  expect(report.bars).toBe(2340);
  expect(report.open).toMatchObject([{ instrument: "SPY", quantity: "688", entryPrice: "144.78172417" }]);
  expect(report.account.fees).toBe("3.44");
  expect(Number(report.account.final).toFixed(2)).toBe("101691.92");
  expect(report.data[0]).toMatchObject({ gaps: 0, missing: 0 });
});

testWithShared("an order of the evening fills at the open of the next session, not after hours", async () => {
  const session = '{ hours: "09:30-16:00", time_zone: America/New_York }';
  const params = "{ shares: 10, from: 1380916740 }"; // The last minute of Friday 2013-10-04.
  const report = await reportOf(
    `{ strategy: ./hold.ts, params: ${params}, session: ${session} }`,
    "SPY_1m_2013-10_6days.csv.gz",
  );
  expect(report.bars).toBe(4839); // Those before and after the session are seen.
  expect(report.open).toMatchObject([{ entryTime: Date.UTC(2013, 9, 7, 13, 30), entryPrice: "167.43" }]);
  expect(report.account.fees).toBe("1");
});

test("a calendar that is not there is exit 5, at its place", async () => {
  const files = {
    "timonel.yaml": config("{ strategy: ema-cross, calendar: none.json, data: SPY_1d.csv }"),
    "SPY_1d.csv": "date,open,high,low,close,volume\n2024-01-02,1,1,1,1,1\n2024-01-03,1,1,1,1,1\n",
  };
  const outcome = await runCli(["backtest"], { files });
  expect([outcome.code, outcome.stderr]).toEqual([
    5,
    expect.stringMatching(
      /timonel\.yaml:\d+:\d+: symbols\.SPY\.calendar: there is no file none\.json in .*; allowed: .*; fix: check the path/,
    ),
  ]);
});
