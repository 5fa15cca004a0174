import { expect, test } from "vitest";
import { DAY, HOUR, METRICS, REPORT, START, series } from "../../../tests/builders/report.ts";
import type { BacktestReport } from "../../core/views/index.ts";
import { type CompareSubject, compareRuns } from "./compare.ts";
import { renderComparison } from "./compare-table.ts";

const subject = (
  report: Partial<BacktestReport> = {},
  rest: Partial<CompareSubject> = {},
): CompareSubject => ({
  id: "one",
  report: { ...REPORT, ...report },
  complete: true,
  settings: {},
  strategies: [{ symbol: "BTC/USDT", name: "ema-cross", params: { fast: 12 }, sha256: "aa" }],
  ...rest,
});
const metric = (comparison: ReturnType<typeof compareRuns>, name: string) =>
  comparison.metrics.find((one) => one.name === name);
const PLAIN = { color: false, width: 80 };

test("of the same data the best value of each row is marked, whichever way is better", () => {
  const better = { ...METRICS, sharpe: 2, maxDrawdown: 0.2, trades: 9 };
  const comparison = compareRuns([subject(), subject({ metrics: better }, { id: "two" })]);
  expect(comparison).toMatchObject({ schema: "timonel.compare/1", comparable: true });
  expect(metric(comparison, "sharpe")).toEqual({ name: "sharpe", values: [1.2, 2], best: [1] });
  expect(metric(comparison, "maxDrawdown")).toMatchObject({ values: [0.12, 0.2], best: [0] });
  expect(metric(comparison, "trades")).toMatchObject({ best: [] });
  expect(metric(comparison, "cagr")).toMatchObject({ best: [] }); // Equal: none is better.
});

test("what does not exist is not the best of anything", () => {
  const none = { ...METRICS, sharpe: null };
  const three = compareRuns([
    subject({ metrics: none }),
    subject(),
    subject({ metrics: { ...METRICS, sharpe: 0.5 } }),
  ]);
  expect(metric(three, "sharpe")).toMatchObject({ values: [null, 1.2, 0.5], best: [1] });
  expect(metric(compareRuns([subject({ metrics: none }), subject()]), "sharpe")).toMatchObject({ best: [] });
});

test.each<[string, Partial<BacktestReport>, Partial<CompareSubject>, RegExp]>([
  ["other markets", { data: [series("ETH/USDT")], dataHash: "x" }, {}, /different markets/],
  ["another period", { equity: [[START + 400 * DAY, 1]] }, {}, /different periods/],
  ["a run that was stopped", {}, { complete: false }, /Stopped before the data ended: 2\./],
  [
    "a run that lost a strategy",
    {
      brokenStrategies: [
        { symbol: "BTC/USDT", strategy: "ema-cross", found: "it threw", since: START + DAY },
      ],
    },
    {},
    /A strategy broke its contract and was stopped: #2 ema-cross on BTC\/USDT \(2017-08-18\)\./,
  ],
  ["a document of one that was stopped", { bars: REPORT.bars - 1 }, {}, /Stopped before the data ended: 2\./],
])("%s cannot be compared, and no value is the best", (_, report, rest, reason) => {
  const comparison = compareRuns([
    subject(),
    subject({ metrics: { ...METRICS, sharpe: 9 }, ...report }, rest),
  ]);
  expect(comparison.comparable).toBe(false);
  expect(comparison.reasons.join(" ")).toMatch(reason);
  expect(comparison.metrics.every(({ best }) => best.length === 0)).toBe(true);
  const text = renderComparison(comparison, [REPORT.equity, REPORT.equity], PLAIN);
  expect(text).toContain("NOT COMPARABLE  ");
  expect(text).not.toContain("*");
});

test("the same markets with other bars can be compared, with a word of warning", () => {
  const { comparable, reasons, differences } = compareRuns([subject(), subject({ dataHash: "ffff" })]);
  expect(comparable).toBe(true);
  expect(reasons.join()).toContain("their data is not the same");
  expect(differences).toContainEqual({ of: "data", key: "data hash", values: ["0b1c9f0e1234", "ffff"] });
});

test("the same markets on bars of another length can be compared, and the lengths are named", () => {
  const fourHours = { ...series("BTC/USDT"), timeframe: "4h" };
  const other = { data: [fourHours], dataHash: "ffff" };
  const { comparable, reasons, differences } = compareRuns([subject(), subject(other)]);
  expect(comparable).toBe(true);
  expect(reasons).toEqual([
    "The runs traded the same markets over the same period, on bars of unlike length: see below.",
    "Every decision is the same: one decision hash.",
  ]);
  expect(differences).toContainEqual({ of: "data", key: "timeframes", values: ["1h", "4h"] });
  expect(differences.map(({ key }) => key)).not.toContain("markets");

  const twoOf = (timeframe: string) => ({ data: [series("BTC/USDT"), { ...series("ETH/USDT"), timeframe }] });
  expect(compareRuns([subject(twoOf("1h")), subject(twoOf("4h"))]).differences).toContainEqual({
    of: "data",
    key: "timeframes",
    values: ["1h", "BTC/USDT 1h, ETH/USDT 4h"],
  });
});

test.each<[string, number, boolean]>([
  ["1d", 23 * HOUR, true],
  ["1d", 25 * HOUR, false],
  ["1w", 167 * HOUR, true],
  ["1h", 25 * HOUR, false],
])("a step closes later on bars of %s: %d ms are one period: %s", (timeframe, later, isOne) => {
  const data = [{ ...series("BTC/USDT"), timeframe }];
  const [first, ...rest] = REPORT.equity;
  const equity = [[(first?.[0] ?? 0) + later, 10_000] as const, ...rest];
  const { comparable, differences } = compareRuns([subject(), subject({ data, equity, dataHash: "ffff" })]);
  expect(comparable).toBe(isOne);
  expect(differences.some(({ key }) => key === "period")).toBe(!isOne);
});

test("money of unlike accounts is not ranked, ratios are", () => {
  const account = { ...REPORT.account, initial: "500" };
  const metrics = { ...METRICS, expectancy: 99, sharpe: 9 };
  const comparison = compareRuns([subject(), subject({ account, metrics })]);
  expect(comparison.reasons.join()).toContain("compare ratios, not money");
  expect(metric(comparison, "expectancy")).toMatchObject({ best: [] });
  expect(metric(comparison, "sharpe")).toMatchObject({ best: [1] });
});

test("says in words what was told differently, and of every symbol once", () => {
  const played = (fast: number, sha256: string) =>
    ["BTC/USDT", "ETH/USDT"].map((symbol) => ({
      symbol,
      name: "ema-cross",
      params: { fast, slow: 26 },
      sha256,
    }));
  const [a, b] = [
    subject({}, { strategies: played(12, "aa"), settings: { "account.balance": "5000", mode: "paper" } }),
    subject(
      { hash: "other" },
      { strategies: played(20, "bb"), settings: { "symbols.BTC/USDT.data": "x", mode: "backtest" } },
    ),
  ];
  expect(compareRuns([a, b]).differences).toEqual([
    { of: "strategy", key: "code of ema-cross", values: ["aa", "bb"] },
    { of: "strategy", key: "fast", values: ["12", "20"] },
    { of: "config", key: "account.balance", values: ["5000", null] },
  ]);
  const text = renderComparison(compareRuns([a, b]), [REPORT.equity, REPORT.equity], PLAIN);
  expect(text).toContain("  · account.balance: #1 5000 | #2 default\n");
  expect(text).toContain("  · fast: #1 12 | #2 20\n");
});

test("a parameter of one symbol alone is said of that symbol", () => {
  const played = (fast: number) =>
    ["BTC/USDT", "ETH/USDT"].map((symbol, i) => ({
      symbol,
      name: "ema-cross",
      params: { fast: i === 0 ? 12 : fast },
      sha256: "aa",
    }));
  const { differences } = compareRuns([
    subject({}, { strategies: played(12) }),
    subject({}, { strategies: played(20) }),
  ]);
  expect(differences).toEqual([{ of: "strategy", key: "ETH/USDT fast", values: ["12", "20"] }]);
});

test("a document by itself is compared by its hashes", () => {
  const alone = subject({ configHash: "bbbb" }, { settings: undefined, strategies: undefined });
  expect(compareRuns([subject(), alone]).differences).toEqual([
    { of: "config", key: "config hash", values: ["77aa01c2bbbb", "bbbb"] },
  ]);
});

test("runs that decided the same say so", () => {
  const text = renderComparison(compareRuns([subject(), subject()]), [REPORT.equity, REPORT.equity], PLAIN);
  expect(text.replaceAll(/\s+/g, " ")).toContain("Every decision is the same: one decision hash.");
  expect(text).toContain("No difference of data, strategy or settings.\n");
});

test("a dozen runs all have their numbers, no line wraps and none ends in blanks", () => {
  const all = Array.from({ length: 12 }, (_, i) =>
    subject({ metrics: { ...METRICS, sharpe: i } }, { id: `backtest-20260102-030405-000${i}` }),
  );
  for (const width of [20, 80, 100, 300]) {
    const text = renderComparison(
      compareRuns(all),
      all.map(({ report }) => report.equity),
      { color: false, width },
    );
    const lines = text.split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(
      Math.min(Math.max(width, 72), 100),
    );
    expect(text).not.toMatch(/ $/m);
    const sharpes = lines.filter((line) => line.startsWith("  Sharpe")).join(" ");
    for (let i = 0; i < 12; i++) expect(sharpes).toMatch(new RegExp(` ${i}\\.00`));
    expect(lines.filter((line) => line.includes("* best of all runs"))).not.toEqual([]);
  }
});

test("curves stand on one scale and one axis: what began later is blank before", () => {
  const early = [[START, 10_000] as const, [START + 1_000 * DAY, 20_000] as const];
  const late = [[START + 1_000 * DAY, 10_000] as const, [START + 2_000 * DAY, 5_000] as const];
  const comparison = compareRuns([subject({ equity: early }), subject({ equity: late })]);
  const [first = "", second = ""] = renderComparison(comparison, [early, late], PLAIN)
    .split("\n")
    .filter((line) => /^ {2}#\d {2}.*%$/.test(line));
  expect(first).toMatch(/^ {2}#1 {2}▃+█ {2,}\+100\.00 %$/);
  expect(second).toMatch(/^ {2}#2 {2} {20,}▃+▁ +-50\.00 %$/);
});
