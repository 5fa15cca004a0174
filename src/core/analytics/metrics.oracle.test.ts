import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import { sharedFile, testWithShared } from "../../../tests/shared-data.ts";
import { type Metrics, metricsOf } from "./index.ts";

const DAY = 86_400_000;

/** A run of one step a day that earned these returns; what holds for days of 252 holds for weeks of 52. */
function metricsOfReturns(returns: readonly number[], periodsPerYear: number): Metrics {
  let value = 10_000;
  return metricsOf({
    initialEquity: 10_000,
    equityTime: Float64Array.from(returns, (_, day) => day * DAY),
    equity: Float64Array.from(returns, (each) => (value *= 1 + each)),
    exposedSteps: 0,
    trades: [],
    benchmark: [],
    periodsPerYear,
  });
}

const textOf = (...path: readonly string[]): string => {
  const bytes = readFileSync(sharedFile("data", ...path));
  return (path.at(-1)?.endsWith(".gz") === true ? gunzipSync(bytes) : bytes).toString("utf8");
};

/*
 * empyrical: 252 days, 52 weeks, 12 months a year. Differences of definition, each with what this room says instead:
 *  - NaN and Infinity are `null` here. No drawdown and no return of an empty series is zero here, NaN there.
 *  - A missing return (NaN) is left out of their means and deviations but counted in their length of the run. Here a
 *    missing day is a day of zero: the cases that use the length agree so, the others after leaving the day out.
 *  - Their drawdowns are negative, ours positive.
 *  - A risk-free rate or a required return other than zero does not exist here: such cases are left out.
 */
const PERIODS: Readonly<Record<string, number>> = { daily: 252, weekly: 52, monthly: 12, yearly: 1 };

interface Case {
  readonly function: string;
  readonly series: string;
  readonly period?: "weekly" | "monthly" | "yearly";
  readonly column?: "one" | "two";
  readonly metric: keyof Metrics;
  readonly sign?: -1;
  readonly missing?: "zero";
}

const CASES: readonly Case[] = [
  { function: "cum_returns_final", series: "one_return", metric: "totalReturn" },
  { function: "cum_returns_final", series: "mixed_returns", metric: "totalReturn", missing: "zero" },
  { function: "cum_returns_final", series: "negative_returns", metric: "totalReturn" },
  { function: "max_drawdown", series: "one_return", metric: "maxDrawdown", sign: -1 },
  { function: "max_drawdown", series: "simple_benchmark", metric: "maxDrawdown", sign: -1 },
  { function: "max_drawdown", series: "mixed_returns", metric: "maxDrawdown", sign: -1, missing: "zero" },
  { function: "max_drawdown", series: "positive_returns", metric: "maxDrawdown", sign: -1 },
  { function: "max_drawdown", series: "negative_returns", metric: "maxDrawdown", sign: -1 },
  { function: "max_drawdown", series: "all_negative_returns", metric: "maxDrawdown", sign: -1 },
  { function: "max_drawdown", series: "udu_returns", metric: "maxDrawdown", sign: -1 },
  { function: "annual_volatility", series: "flat_line_1_tz", metric: "volatility" },
  { function: "annual_volatility", series: "mixed_returns", metric: "volatility" },
  { function: "annual_volatility", series: "weekly_returns", period: "weekly", metric: "volatility" },
  { function: "annual_volatility", series: "monthly_returns", period: "monthly", metric: "volatility" },
  { function: "sharpe_ratio", series: "empty_returns", metric: "sharpe" },
  { function: "sharpe_ratio", series: "one_return", metric: "sharpe" },
  { function: "sharpe_ratio", series: "mixed_returns", metric: "sharpe" },
  { function: "sharpe_ratio", series: "positive_returns", metric: "sharpe" },
  { function: "sharpe_ratio", series: "negative_returns", metric: "sharpe" },
  { function: "sharpe_ratio", series: "flat_line_1", metric: "sharpe" },
  { function: "sortino_ratio", series: "empty_returns", metric: "sortino" },
  { function: "sortino_ratio", series: "one_return", metric: "sortino" },
  { function: "sortino_ratio", series: "mixed_returns", metric: "sortino" },
  { function: "sortino_ratio", series: "positive_returns", metric: "sortino" },
  { function: "sortino_ratio", series: "negative_returns", metric: "sortino" },
  { function: "sortino_ratio", series: "simple_benchmark", metric: "sortino" },
  { function: "sortino_ratio", series: "weekly_returns", period: "weekly", metric: "sortino" },
  { function: "sortino_ratio", series: "monthly_returns", period: "monthly", metric: "sortino" },
  { function: "sortino_ratio", series: "df_simple", column: "one", metric: "sortino" },
  { function: "sortino_ratio", series: "df_simple", column: "two", metric: "sortino" },
  { function: "sortino_ratio", series: "df_week", period: "weekly", column: "one", metric: "sortino" },
  { function: "sortino_ratio", series: "df_month", period: "monthly", column: "two", metric: "sortino" },
  { function: "annual_return", series: "mixed_returns", metric: "cagr", missing: "zero" },
  { function: "annual_return", series: "weekly_returns", period: "weekly", metric: "cagr" },
  { function: "annual_return", series: "monthly_returns", period: "monthly", metric: "cagr" },
  { function: "cagr", series: "empty_returns", metric: "cagr" },
  { function: "cagr", series: "one_return", metric: "cagr" },
  { function: "cagr", series: "mixed_returns", metric: "cagr", missing: "zero" },
  { function: "cagr", series: "flat_line_1_tz", metric: "cagr" },
  { function: "cagr", series: "flat_line_yearly", period: "yearly", metric: "cagr" },
  { function: "calmar_ratio", series: "empty_returns", metric: "calmar" },
  { function: "calmar_ratio", series: "one_return", metric: "calmar" },
  { function: "calmar_ratio", series: "mixed_returns", metric: "calmar", missing: "zero" },
  { function: "calmar_ratio", series: "weekly_returns", period: "weekly", metric: "calmar" },
  { function: "calmar_ratio", series: "monthly_returns", period: "monthly", metric: "calmar" },
];

type Value = number | "NaN" | "Infinity" | "-Infinity";
interface Column {
  readonly values: readonly Value[];
}
interface Vectors {
  readonly series: Readonly<Record<string, Column & Readonly<Record<"one" | "two", Column>>>>;
  readonly cases: readonly {
    readonly function: string;
    readonly args: Readonly<Record<string, unknown>> & { readonly expected: unknown };
    readonly decimals: number;
  }[];
}

/** The answer of their own unit test: same series, same period, no rate, starting from nothing. */
function answerOf(vectors: Vectors, wanted: Case): { readonly expected: Value; readonly decimals: number } {
  const found = vectors.cases.find(
    ({ function: name, args }) =>
      name === wanted.function &&
      args["returns"] === wanted.series &&
      (args["period"] ?? "daily") === (wanted.period ?? "daily") &&
      (args["risk_free"] ?? args["required_return"] ?? "0.0") === "0.0" &&
      (args["starting_value"] ?? 0) === 0,
  );
  if (found === undefined) throw new Error(`no answer for ${wanted.function}(${wanted.series})`);
  const { expected } = found.args;
  const column = wanted.column === undefined ? -1 : ["one", "two"].indexOf(wanted.column);
  const value = column < 0 ? expected : (expected as Column).values[column];
  return { expected: value as Value, decimals: found.decimals };
}

for (const wanted of CASES) {
  const { series, column, period = "daily", metric, sign = 1, missing } = wanted;
  const name = `${wanted.function}(${series}${column === undefined ? "" : `.${column}`}, ${period})`;
  testWithShared(`empyrical: ${metric} is ${name}`, () => {
    const vectors = JSON.parse(textOf("oracles", "metrics", "empyrical_vectors.json")) as Vectors;
    const data = vectors.series[series];
    const values = (column === undefined ? data : data?.[column])?.values ?? [];
    const returns = values.flatMap((value) =>
      typeof value === "number" ? [value] : missing === "zero" ? [0] : [],
    );
    const ours = metricsOfReturns(returns, PERIODS[period] ?? Number.NaN)[metric];
    const { expected, decimals } = answerOf(vectors, wanted);
    if (typeof expected !== "number") expect(ours).toBeNull();
    else expect(Math.abs((ours ?? Number.NaN) * sign - expected)).toBeLessThan(1.5 * 10 ** -decimals);
  });
}

/** ffn: closing prices of three shares; the equity of a run that holds one of them. */
function held(symbol: string, rows: number): Metrics {
  const [header = "", ...lines] = textOf("oracles", "metrics", "ffn_prices.csv").trim().split(/\r?\n/);
  const place = header.split(",").indexOf(symbol);
  const days = lines.slice(0, rows).map((line) => line.split(","));
  const prices = days.map((cells) => Number(cells[place]));
  const times = days.map(([text = ""]) => {
    const [month = 0, day = 0, year = 0] = text.split("/").map(Number);
    return Date.UTC(year, month - 1, day) + 21 * 3_600_000; // New York closes at 20:00 or 21:00 UTC.
  });
  return metricsOf({
    initialEquity: prices[0] ?? Number.NaN,
    equityTime: Float64Array.from(times.slice(1)),
    equity: Float64Array.from(prices.slice(1)),
    exposedSteps: 0,
    trades: [],
    benchmark: [{ first: prices[0] ?? Number.NaN, last: prices.at(-1) ?? Number.NaN }],
    periodsPerYear: 252,
  });
}

/*
 * Difference of definition: ffn divides the days between two dates by 365.25; here a year of these shares is 252 of the
 * days on which they traded. Over ten years both agree within the three decimals published.
 */
const FFN: readonly (readonly [what: string, rows: number, ours: (metrics: Metrics) => number | null])[] = [
  ["total return of the first 11 rows", 11, ({ totalReturn }) => totalReturn],
  ["total return of the first 11 rows", 11, ({ benchmarkReturn }) => benchmarkReturn],
  ["max drawdown of the first 10 rows", 10, ({ maxDrawdown }) => -maxDrawdown],
  ["CAGR of all rows (actual days / 365.25 style year fraction)", 1e9, ({ cagr }) => cagr],
  ["price index (start 100) after 10 rows", 10, ({ totalReturn }) => 100 * (1 + totalReturn)],
];

interface Published {
  readonly cases: readonly { readonly what: string; readonly expected: Readonly<Record<string, number>> }[];
}
const publishedByFfn = (what: string): Readonly<Record<string, number>> => {
  const { cases } = JSON.parse(textOf("oracles", "metrics", "ffn_expected.json")) as Published;
  return cases.find((each) => each.what === what)?.expected ?? {};
};

FFN.forEach(([what, rows, ours], i) => {
  testWithShared(`ffn ${i + 1}: ${what}`, () => {
    const published = publishedByFfn(what);
    expect(Object.keys(published)).toEqual(["AAPL", "MSFT", "C"]);
    for (const [symbol, expected] of Object.entries(published)) {
      expect(Math.abs((ours(held(symbol, rows)) ?? Number.NaN) - expected)).toBeLessThan(1.5e-3);
    }
  });
});

testWithShared("ffn: weights by inverse volatility follow from our volatilities", () => {
  const published = publishedByFfn("inverse-volatility weights from simple returns of the first 11 rows");
  const inverse = Object.keys(published).map((symbol) => 1 / (held(symbol, 11).volatility ?? Number.NaN));
  const total = inverse.reduce((sum, each) => sum + each, 0);
  Object.values(published).forEach((expected, i) => {
    expect(Math.abs((inverse[i] ?? Number.NaN) / total - expected)).toBeLessThan(1.5e-3);
  });
});

testWithShared("holding bitcoin is worth the same on hours as on days", () => {
  const from = Date.UTC(2024, 0, 1);
  const to = Date.UTC(2024, 2, 1);
  const closes = (file: string, barMs: number): Metrics => {
    const rows = textOf("candles", "crypto", file).trim().split("\n").slice(1);
    const bars = rows.map((row) => row.split(",").map(Number)).filter(([at = 0]) => at >= from && at < to);
    return metricsOf({
      initialEquity: bars[0]?.[1] ?? Number.NaN,
      equityTime: Float64Array.from(bars, ([at = Number.NaN]) => at + barMs),
      equity: Float64Array.from(bars, ([, , , , close = Number.NaN]) => close),
      exposedSteps: bars.length,
      trades: [],
      benchmark: [],
      periodsPerYear: 365,
    });
  };
  const days = closes("binance-spot_BTCUSDT_1d_2024.csv.gz", DAY);
  const hours = closes("binance-spot_BTCUSDT_1h_2024.csv.gz", 3_600_000);
  const { sharpe, sortino, volatility, cagr, var95, cvar95, totalReturn } = days;
  expect(totalReturn).toBeGreaterThan(0.4);
  expect(hours).toMatchObject({ sharpe, sortino, volatility, cagr, var95, cvar95, totalReturn });
  expect(hours.maxDrawdown).toBeGreaterThanOrEqual(days.maxDrawdown); // Hours see what days hide.
});
