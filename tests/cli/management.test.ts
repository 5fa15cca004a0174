/** How positions are left, and how orders fill, as a config says it: from the file to the report. */
import { beforeAll, describe, expect, test } from "vitest";
import { barsIn } from "./demo-bars.ts";
import { type Report, readReport } from "./report-document.ts";
import { DEMO, demoFile, runCli } from "./run-cli.ts";

/** Buys whenever it holds nothing, and never sells. */
const BUYER = `import { bars, none, open, strategy } from "timonel";
export const buyer = strategy({
  name: "buyer",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  indicators: () => ({}),
  onBar: ({ position }) => (position.side === "flat" ? open("long", { why: "always", stop: "default" }) : none),
});
`;

async function reportOf(config: string): Promise<Report> {
  const outcome = await runCli(["backtest", "--data", DEMO, "--json"], {
    files: { "buyer.ts": BUYER, "timonel.yaml": config },
  });
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  return readReport(outcome.stdout);
}

const reasonsOf = ({ trades }: Report, symbol: string): readonly string[] => [
  ...new Set(trades.filter((trade) => trade.instrument === symbol).map((trade) => trade.exitReason)),
];

describe("stages, trails and a bound on volume", () => {
  const config = (simulation: string): string => `simulation: { slippage: none${simulation} }
position_management: { trailing_stop_activation: 0.005, cool_down_minutes: 30 }
execution: { max_slippage_bps: 500 }
symbols:
  BTC/USDT:
    strategy: ./buyer.ts
    take_profit_levels: [{ target: 0.01, close_share: 0.33 }, { target: 0.02, close_share: 0.5 }, { target: 0.03, close_share: 1 }]
  ETH/USDT: { strategy: ./buyer.ts, trailing_stop: 0.01 }
  BNB/USDT: { strategy: ./buyer.ts, trailing_stop_atr: 3, timeout_minutes: 600 }
`;
  const opens = new Set(
    (["BTC", "ETH", "BNB"] as const).flatMap((coin) => barsIn(demoFile(coin)).map(({ open }) => open)),
  );
  /** Trades that were not entered at one price of the market. */
  const spread = ({ trades }: Report): number =>
    trades.filter(({ entryPrice }) => !opens.has(Number(entryPrice))).length;
  let whole: Report;
  let parts: Report;

  beforeAll(async () => {
    whole = await reportOf(config(""));
    parts = await reportOf(config(", volume_share_max: 0.0001, latency: { order_ms: 250 }"));
  });

  test("give the reasons of their exits", () => {
    expect(reasonsOf(whole, "BTC/USDT")).toContain("take-profit");
    expect(reasonsOf(whole, "ETH/USDT")).toContain("trailing-stop");
    const measured = reasonsOf(whole, "BNB/USDT");
    expect(measured).toEqual(expect.arrayContaining(["timeout", "trailing-stop"]));
    expect(measured).not.toContain("take-profit");
    expect(whole.refusals["CoolingDown"]).toBeGreaterThan(0);
    expect(whole.refusals["TrailNotMeasured"]).toBeUndefined();
  });

  test("and orders that are larger than their share of a bar fill at the prices of several", () => {
    expect(spread(whole)).toBe(0);
    expect(spread(parts)).toBeGreaterThan(0);
    expect(parts.hash).not.toBe(whole.hash);
  });

  test("and the report names every model that is not the built-in one", () => {
    const slippage = "no slippage: market orders fill at the price of the bar itself (simulation.slippage)";
    expect(whole.notices).toEqual([slippage]);
    expect(parts.notices).toEqual([
      slippage,
      "fills take at most 0.01 % of the volume of a bar (simulation.volume_share_max)",
      expect.stringMatching(/^latency is 0 ms .*: less than a bar, so it changes no fill on these bars$/),
    ]);
  });
});

describe("a session that no position outlasts", () => {
  let report: Report;
  beforeAll(async () => {
    report = await reportOf(`position_management: { default_stop_loss: 0.5, timeout_minutes: 60 }
risk_limits: { per_trade: { max_position_size: 0.2 }, portfolio: { max_risk: off } }
symbols:
  BTC/USDT:
    strategy: ./buyer.ts
    session: { hours: "09:30-16:00", time_zone: America/New_York, overnight: false }
`);
  });
  const newYork = (at: number): string =>
    new Date(at).toLocaleString("en-US", { timeZone: "America/New_York", hourCycle: "h23" });
  const dayOf = (at: number): string => newYork(at).split(", ")[0] ?? "";

  test("leaves what is held at the open of its last bar, and the rest by time", () => {
    expect([...reasonsOf(report, "BTC/USDT")].sort()).toEqual(["session-end", "timeout"]);
    for (const { entryTime, exitTime, exitReason } of report.trades) {
      if (exitReason === "timeout") expect(exitTime - entryTime).toBe(3_600_000);
      else expect(newYork(exitTime)).toMatch(/, 15:45:00$/);
    }
  });

  test("and holds nothing overnight", () => {
    expect(report.trades.length).toBeGreaterThan(100);
    for (const { entryTime, exitTime } of report.trades) expect(dayOf(exitTime)).toBe(dayOf(entryTime));
    expect(report.refusals["SessionEnding"]).toBeGreaterThan(0);
  });
});
