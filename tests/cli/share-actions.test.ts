/** Raw prices of US shares with their splits and dividends, against what is known of them and against adjusted prices. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import { sharedFile, testWithShared } from "../shared-data.ts";
import { readReport } from "./report-document.ts";
import { runCli } from "./run-cli.ts";

/** Buys at the open after `from` closes, sells at the open after `until` does. */
const HOLD = `import { bars, close, none, order, p, strategy } from "timonel";
const day = (label) => Math.floor(label / 86400000);
export const hold = strategy({
  name: "hold",
  version: "1.0.0",
  params: {
    shares: p.int(100, { min: 1, max: 1000000 }),
    from: p.int(0, { min: 0, max: 30000 }),
    until: p.int(30000, { min: 0, max: 30000 }),
  },
  feeds: { main: bars() },
  indicators: () => ({}),
  onBar({ params, position, feeds }) {
    const today = day(feeds.main.time);
    if (position.side === "flat" && today === params.from)
      return order({ side: "buy", type: "market", quantity: params.shares, why: "begin" });
    return position.side === "long" && today === params.until ? close("end") : none;
  },
});
`;

const dayOf = (date: string): number => Date.parse(date) / 86_400_000;
const data = (...parts: readonly string[]): string => sharedFile("data", ...parts);

/** The bars of 2013 to 2019, as text. */
function barsOf(symbol: string): string {
  const packed = readFileSync(data("candles", "us-equity", `${symbol}_1d.csv.gz`));
  const [header = "", ...rows] = gunzipSync(packed).toString().trim().split("\n");
  return [header, ...rows.filter((row) => row >= "2013" && row < "2020")].join("\n");
}

interface Held {
  readonly symbol: "AAPL" | "SPY";
  readonly as: "actions" | "adjust" | undefined;
  readonly shares: number;
  readonly from: string;
  readonly until?: string;
}

async function hold({ symbol, as, shares, from, until = "2050-01-01" }: Held) {
  const factors = data("reference", "us-equity", `factor_${symbol.toLowerCase()}.csv`);
  const calendar = `${data("reference", "lean_market-hours-database.json.gz")}#Equity-usa-[*]`;
  const params = `{ shares: ${shares}, from: ${dayOf(from)}, until: ${dayOf(until)} }`;
  const config = `account: { currency: USD, balance: 1000000 }
symbols:
  ${symbol}: { strategy: ./hold.ts, params: ${params}, calendar: "${calendar}"${as === undefined ? "" : `, ${as}: ${factors}`} }
simulation: { slippage_bps: 0, maker_fee_bps: 0, taker_fee_bps: 0 }
sizing: { method: fixed_percent, max_balance_share: 1 }
position_management: { require_stop: false }
risk_limits: { per_trade: { max_position_size: 1, max_risk: off }, portfolio: { max_risk: off } }
`;
  const files = { "hold.ts": HOLD, "timonel.yaml": config, [`${symbol}_1d.csv`]: barsOf(symbol) };
  const outcome = await runCli(["backtest", "--data", `${symbol}_1d.csv`, "--json"], { files });
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  return readReport(outcome.stdout);
}

/** Largest change of equity from one day to the next, as a share of what is held. */
function largestMove(report: Awaited<ReturnType<typeof hold>>, held: number): number {
  const { equity } = report;
  return Math.max(
    ...equity.slice(1).map(([, value], place) => Math.abs(value - (equity[place]?.[1] ?? Number.NaN)) / held),
  );
}

testWithShared("100 shares of AAPL over 2014-06-09 become 700, without a jump", async () => {
  const stay = { symbol: "AAPL", from: "2014-06-02", until: "2014-06-20" } as const;
  const raw = await hold({ ...stay, as: "actions", shares: 100 });
  // Bought at the open of 06-03, 628.47; sold at the open of 06-23, 91.33: 700 x 91.33 - 100 x 628.47.
  expect(raw.trades).toMatchObject([{ quantity: "700", exitPrice: "91.33", pnl: "1084", funding: "0" }]);
  expect(raw.account.dividends).toBe("0");
  expect(largestMove(raw, 64_000)).toBeLessThan(0.03);
  expect(raw.data[0]?.warnings.join()).not.toMatch(/not simulated/);
  // No dividend lies between: adjusted, the same shares have gained the same share of what they cost.
  const adjusted = await hold({ ...stay, as: "adjust", shares: 2800 });
  expect(raw.trades[0]?.returnOnEntry).toBeCloseTo(adjusted.trades[0]?.returnOnEntry ?? 0, 5);
  const naive = await hold({ ...stay, as: undefined, shares: 100 });
  expect(naive.trades[0]?.returnOnEntry).toBeLessThan(-0.8);
  expect(naive.data[0]?.warnings.join()).toMatch(/dividends are not simulated/);
});

testWithShared("AAPL paid 3.29 a share in 2014-05, 0.47 in 2014-08 and 0.47 in 2014-11", async () => {
  const report = await hold({
    ...{ symbol: "AAPL", from: "2014-05-01", until: "2014-12-30" },
    ...{ as: "actions", shares: 100 },
  });
  expect(report.account.dividends).toBe("987"); // 100 x 3.29 + 700 x 0.47 twice.
  expect(report.trades[0]?.funding).toBe("-987");
});

testWithShared("a year of SPY returns in dividends and price what its adjusted prices say", async () => {
  const stay = { symbol: "SPY", from: "2017-12-29", until: "2018-12-31", shares: 1000 } as const;
  const raw = await hold({ ...stay, as: "actions" });
  const adjusted = await hold({ ...stay, as: "adjust" });
  // 1.10, 1.25, 1.33 and 1.44 a share, by the factors and closes of the file.
  expect(raw.account.dividends).toBe("5120");
  const [own, other] = [raw.trades[0]?.returnOnEntry ?? 0, adjusted.trades[0]?.returnOnEntry ?? 0];
  // Adjusted prices reinvest each dividend at the close before its ex-date, cash does not: over a year 1.9 % of
  // dividends times what SPY moved after them, at most a tenth here.
  expect(Math.abs(own - other)).toBeLessThan(0.0025);
  expect(raw.metrics.benchmarkReturn).toBeCloseTo(adjusted.metrics.benchmarkReturn ?? Number.NaN, 9);
});
