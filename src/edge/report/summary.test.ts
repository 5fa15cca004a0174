import { expect, test } from "vitest";
import { DAY, HOUR, METRICS, REPORT, START, series, trade } from "../../../tests/builders/report.ts";
import type { Metrics } from "../../core/analytics/index.ts";
import type { BacktestReport } from "../../core/views/index.ts";
import { renderSummary } from "./index.ts";

const NO_METRICS: Metrics = {
  ...METRICS,
  totalReturn: 0,
  cagr: 0,
  sharpe: null,
  sortino: null,
  calmar: null,
  probabilisticSharpe: null,
  minTrackRecordDays: null,
  maxDrawdown: 0,
  maxDrawdownDurationMs: 0,
  winRate: null,
  profitFactor: null,
  expectancy: null,
  trades: 0,
  exposure: 0,
  avgTradeDurationMs: null,
};

const PLAIN = { color: false, width: 80 };
const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes begin with one.
const withoutCodes = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, "");

test("the whole summary of a run on one instrument", () => {
  expect(renderSummary(REPORT, PLAIN)).toBe(`\
ema-cross on BTC/USDT, 1h                               2017-08-17 to 2023-02-07
────────────────────────────────────────────────────────────────────────────────

  13,000.00 ┤                                                ████████████████▂
            │                                                █████████████████
            │                ▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅                █████████████████
   9,800.00 ┤▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃████████████████▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁█████████████████
   -12.00 % ┤                                ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇               ▃
             2017-08-17                                             2023-02-07

  10,000.00 → 12,345.00 USDT                                 +2,345.00  +23.45 %

  Return                     +23.45 %      Deepest drawdown            12.00 %
  Buy and hold            +1,411.63 %      Longest drawdown           45 d 3 h
  Return per year             +3.20 %      Volatility per year         30.00 %
  Sharpe                         1.20      Value at risk, day           2.00 %
  Sortino                        1.50      Shortfall beyond it          3.00 %
  Calmar                         0.90      Time in the market          40.00 %

Costs   193.24 USDT in fees: 1.93 % of the capital, 0.10 % of the turnover
Trades  4 closed, 50.00 % won, profit factor 1.40, held 3 d, +3.20 each
  Best   +523.10  +104.62 %  long BTC/USDT  2017-08-27  take-profit
  Worst  -210.00   -42.00 %  long BTC/USDT  2017-09-06  stop-loss

  Left by      Trades  Share       Won   Profit     Each  Held
  take-profit       2   50 %  100.00 %  +564.60  +282.30   3 d
  signal            1   25 %    0.00 %   -60.25   -60.25   3 d
  stop-loss         1   25 %    0.00 %  -210.00  -210.00   3 d

Refused by risk  16 times
  12  too much exposure in all
   3  too many trades that day
   1  something of tomorrow
Rejected by the venue  1 time
  1  price not on the tick

  Data           Bars        From          To  Gaps  Missing bars
  BTC/USDT 1h  58,419  2017-08-17  2023-02-07    28           128
  ! BTC/USDT: 21 % in one bar on 2020-03-12 10:00

  · A flat funding rate of 0.01 % every 8 hours was used.

58,419 bars in 12 ms, 4.7 M bars/s.
Run r1: config 77aa01c2bbbb on data 0b1c9f0e1234 gives decision hash
3f2a91c0d4e5 every time.
`);
});

test("of a run that was stopped, the data are told as those of the files", () => {
  const stopped = renderSummary({ ...REPORT, bars: 6_208 }, PLAIN);
  expect(stopped.replace(/\s+/g, " ")).toContain(
    "· This is about all that was read: 6,208 of 58,419 bars were played, and what is dated later was not met.",
  );
  expect(renderSummary(REPORT, PLAIN)).not.toContain("were played");
});

test("colours change nothing but the colours", () => {
  const colored = renderSummary(REPORT, { ...PLAIN, color: true });
  expect(colored).not.toBe(renderSummary(REPORT, PLAIN));
  expect(withoutCodes(colored)).toBe(renderSummary(REPORT, PLAIN));
  expect(colored).toContain("\u001b[32m+2,345.00  +23.45 %\u001b[0m");
});

test("a run that was stopped for good says so in its first line", () => {
  const latch = {
    kind: "DrawdownLimit",
    at: Date.UTC(2020, 2, 12, 10),
    detail: "equity fell 15.02 %, 15 % is the limit",
  };
  const [first, second] = renderSummary({ ...REPORT, latch }, PLAIN).split("\n");
  expect(first).toBe("STOPPED FOR GOOD on 2020-03-12 10:00 UTC by drawdown limit: equity fell 15.02 %,");
  expect(second).toBe("15 % is the limit");
});

test("a run without trades, steps or data is still a report", () => {
  const text = renderSummary(
    {
      ...REPORT,
      metrics: NO_METRICS,
      trades: [],
      equity: [],
      data: [],
      strategies: [],
      refusals: {},
      rejections: {},
    },
    PLAIN,
  );
  expect(text).toContain("no strategy on no market");
  expect(text).toContain("no data\n");
  expect(text).toContain("Trades  none was closed\n");
  expect(text).toContain("Longest drawdown               none\n");
  expect(text).toContain("  Sharpe                          n/a      Value");
  for (const word of ["Left by", "Refused", "Rejected", "NaN", "undefined", "null", "Infinity", "┤"]) {
    expect(text).not.toContain(word);
  }
});

test("a loss is a loss: signs, colours and a falling curve", () => {
  const metrics = { ...METRICS, totalReturn: -0.532_746, cagr: -0.1078, sharpe: -1.04, expectancy: -44.4 };
  const account = { ...REPORT.account, final: "4672.54" };
  const equity = [[START, 10_000] as const, [START + DAY, 4_672.54] as const];
  const loss = { ...REPORT, metrics, account, equity, trades: [trade(1, "-5327.46", "liquidation")] };
  const text = renderSummary(loss, PLAIN);
  expect(text).toContain(
    "  10,000.00 → 4,672.54 USDT                                  -5,327.46  -53.27 %\n",
  );
  expect(text).toContain("-44.40 each");
  expect(text).toContain("  Only  -5,327.46");
  expect(text).toContain("2017-08-17 05:00"); // A day is short enough for the hour to matter.
  expect(renderSummary(loss, { ...PLAIN, color: true })).toContain("\u001b[31m-5,327.46  -53.27 %\u001b[0m");
});

test("five instruments get a line each", () => {
  const symbols = ["BTC/USDT", "ETH/USDT", "BNB/USDT", "SOL/USDT:USDT", "1000SHIB/USDT:USDT"];
  const text = renderSummary(
    {
      ...REPORT,
      data: symbols.map(series),
      byInstrument: Object.fromEntries(
        symbols.map((symbol, i) => [symbol, { ...METRICS, totalReturn: 0.1 - i / 10 }]),
      ),
    },
    PLAIN,
  );
  expect(text).toContain("ema-cross on BTC/USDT, ETH/USDT and 3 more, 1h ");
  expect(text).toContain(
    "\n  Instrument          Trades      Won    Return  Factor  Drawdown  Buy and hold\n",
  );
  expect(text).toContain(
    "\n  BTC/USDT                 4  50.00 %  +10.00 %    1.40   12.00 %   +1,411.63 %\n",
  );
  expect(text).toContain(
    "\n  1000SHIB/USDT:USDT       4  50.00 %  -30.00 %    1.40   12.00 %   +1,411.63 %\n",
  );
});

test("what is still open is shown with its mark", () => {
  const open: BacktestReport["open"] = [
    {
      instrument: "BTC/USDT",
      side: "long",
      quantity: "0.12345678",
      entryTime: START,
      entryPrice: "64000.123456789012",
      markPrice: "65000",
      fees: "7",
      funding: "0",
      pnl: "116.4",
      mfe: 0,
      mae: 0,
      strategy: "ema-cross",
    },
  ];
  expect(renderSummary({ ...REPORT, open }, PLAIN)).toContain(`\
  Still open  Side    Quantity       Entry    Last  Profit so far
  BTC/USDT    long  0.12345678  64,000.123  65,000        +116.40
`);
});

test("ways of leaving stand in full beside six figures of profit and a long time", () => {
  const own = { ...METRICS, trades: 1_000, expectancy: -999.99, avgTradeDurationMs: 345 * DAY + 23 * HOUR };
  const report = {
    ...REPORT,
    metrics: { ...METRICS, trades: 1_000 },
    byExitReason: { "trailing-stop": own },
  };
  expect(renderSummary(report, PLAIN)).toContain(
    "\n  trailing-stop   1,000  100 %  50.00 %  -999,990.00  -999.99  345 d 23 h\n",
  );
});

test("huge and tiny numbers keep their meaning and their place", () => {
  const huge = {
    ...METRICS,
    totalReturn: 1e14,
    cagr: 1e30,
    sharpe: 123_456,
    profitFactor: 1e9,
    expectancy: 9e11,
  };
  const text = renderSummary(
    {
      ...REPORT,
      metrics: huge,
      account: {
        currency: "IDR",
        initial: "1000000000000",
        final: "99999999999999999.12",
        fees: "0.00001234",
        funding: "-5",
        dividends: "12.5",
        turnover: "999999999999",
      },
      trades: [trade(1, "999999999999.99", "trailing-stop"), trade(2, "-999999999999.99", "session-end")],
      byExitReason: { "trailing-stop": { ...huge, trades: 3 }, "session-end": { ...huge, trades: 1 } },
      equity: [[START, 1e12] as const, [START + DAY, 1e17] as const],
    },
    { color: false, width: 72 },
  );
  expect(text).toContain("1.00e+12 → 1.00e+17 IDR");
  expect(text).toContain("0.00001234 IDR in fees");
  expect(text).toContain("5.00 IDR in funding earned");
  expect(text.replace(/\s+/g, " ")).toContain("12.50 IDR in dividends received");
  expect(text).toContain("+1.00e+16 %");
  expect(text).toMatch(/\n {2}trailin… +3 +75 % +50.00 % +\+2.70e\+12 +\+900,000,000,000\n/);
  expect(widest(text)).toBeLessThanOrEqual(72);
  const tiny = renderSummary(
    { ...REPORT, trades: [trade(1, "0.00001", "signal"), trade(2, "-0.00002", "signal")] },
    PLAIN,
  );
  expect(tiny).toContain("  Best   +0.00001  0.00 %  long");
});

test("nothing wraps, whatever the names and the width, and no line ends in blanks", () => {
  const long = "a-very-long-name-of-something".repeat(4);
  const symbols = ["A", "B", "C"].map((letter) => `${letter}${long}/USDT:USDT`);
  const report: BacktestReport = {
    ...REPORT,
    strategies: [long, long],
    latch: { kind: "EmergencyLatch", at: START, detail: long },
    run: long,
    notices: [long, "word ".repeat(60)],
    data: symbols.map((symbol) => ({ ...series(symbol), warnings: Array(9).fill(long) })),
    byInstrument: Object.fromEntries(symbols.map((symbol) => [symbol, METRICS])),
    trades: symbols.map((symbol, i) => trade(i + 1, `${i - 1}00`, "trailing-stop", symbol)),
    refusals: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${long}${i}`, i])),
  };
  for (const width of [20, 72, 79, 80, 100, 300]) {
    const text = renderSummary(report, { color: false, width });
    expect(widest(text)).toBeLessThanOrEqual(Math.min(Math.max(width, 72), 100));
    expect(text).not.toMatch(/ $/m);
    expect(text).toContain("more\n");
  }
});

test("text from outside cannot bring its own escape codes", () => {
  const text = renderSummary(
    { ...REPORT, strategies: ["\u001b[31mred\u0007"], notices: ["a\u001b[2Jb\nc"] },
    PLAIN,
  );
  expect(withoutCodes(text)).toBe(text);
  expect(text).toContain("[2Jb c");
});

test("a flat curve runs through the middle, and a single point is a curve", () => {
  const flat = renderSummary({ ...REPORT, equity: [[START, 10_000]] }, PLAIN).split("\n");
  expect(flat.slice(3, 7).map((line) => line.slice(0, 16))).toEqual([
    "  10,000.00 ┤",
    "            │",
    "            │███",
    "  10,000.00 ┤███",
  ]);
});

test("a liquidation is the first thing a report says, with what the insurance fund took", () => {
  const one: BacktestReport["liquidations"][number] = {
    instrument: "BTC/USDT:USDT",
    side: "long",
    quantity: "2",
    price: "90.45",
    fee: "2.1708",
    insured: "12.5",
    at: START,
  };
  const [first = "", second = "", third = ""] = renderSummary(
    { ...REPORT, liquidations: [one, { ...one, insured: "0" }] },
    { color: false, width: 100 },
  ).split("\n");
  expect(`${first} ${second}`).toContain(
    "LIQUIDATED on 2017-08-17 05:00 UTC: long BTC/USDT:USDT, 2 at 90.45, fee 2.17 USDT; the insurance fund took 12.50",
  );
  expect(third).toContain("LIQUIDATED");
});
