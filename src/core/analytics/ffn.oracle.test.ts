/** Every published case of ffn (MIT, its unit tests): a run that holds a share has the numbers of the share. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeWithShared, sharedFile } from "../../../tests/shared-data.ts";
import { type Metrics, metricsOf } from "./index.ts";

const textOf = (file: string): string => readFileSync(sharedFile("data", "oracles", "metrics", file), "utf8");

interface Close {
  readonly date: string;
  readonly time: number;
  readonly price: number;
}

/** All closing prices of one of the three shares. */
function closesOf(symbol: string): Close[] {
  const [header = "", ...lines] = textOf("ffn_prices.csv").trim().split(/\r?\n/);
  const place = header.split(",").indexOf(symbol);
  return lines.map((line) => {
    const cells = line.split(",");
    const [month = 0, day = 0, year = 0] = (cells[0] ?? "").split("/").map(Number);
    const time = Date.UTC(year, month - 1, day);
    return { date: new Date(time).toISOString().slice(0, 10), time, price: Number(cells[place]) };
  });
}

/** The run that buys at the first of these closes and holds to the last. */
function held(closes: readonly Close[]): Metrics {
  const prices = Float64Array.from(closes, ({ price }) => price);
  const days = Float64Array.from(closes, ({ time }) => time);
  return metricsOf({
    initialEquity: prices[0] ?? Number.NaN,
    equityTime: days.slice(1).map((day) => day + 21 * 3_600_000), // New York closes at 20:00 or 21:00 UTC.
    equity: prices.slice(1),
    open: [],
    trades: [],
    benchmark: [{ time: days, intervalMs: 21 * 3_600_000, close: prices }],
    periodsPerYear: 252,
  });
}

type Numbers = Readonly<Record<string, number | null>>;
const ofEach =
  (rows: number, measure: (metrics: Metrics) => number | null) =>
  (symbols: readonly string[]): Numbers =>
    Object.fromEntries(symbols.map((symbol) => [symbol, measure(held(closesOf(symbol).slice(0, rows)))]));

/** Return from the last close up to a date to the last one up to another. */
const between = (from: string, to: string): number =>
  held(closesOf("AAPL").filter(({ date }, i, all) => date <= to && (all[i + 1]?.date ?? to) > from))
    .totalReturn;

/*
 * Difference of definition: ffn divides the days between two dates by 365.25; here a year of these shares is 252 of the
 * days on which they traded. Over ten years both agree within the three decimals published.
 */
const MEASURED: Readonly<Record<string, readonly ((symbols: readonly string[]) => Numbers)[]>> = {
  "total return of the first 11 rows": [
    ofEach(11, ({ totalReturn }) => totalReturn),
    ofEach(11, ({ benchmarkReturn }) => benchmarkReturn),
  ],
  "max drawdown of the first 10 rows": [ofEach(10, ({ maxDrawdown }) => -maxDrawdown)],
  "CAGR of all rows (actual days / 365.25 style year fraction)": [ofEach(1e9, ({ cagr }) => cagr)],
  "price index (start 100) after 10 rows": [ofEach(10, ({ totalReturn }) => 100 * (1 + totalReturn))],
  "inverse-volatility weights from simple returns of the first 11 rows": [
    (symbols) => {
      const inverse = symbols.map(
        (symbol) => 1 / (held(closesOf(symbol).slice(0, 11)).volatility ?? Number.NaN),
      );
      const total = inverse.reduce((sum, each) => sum + each, 0);
      return Object.fromEntries(symbols.map((symbol, i) => [symbol, (inverse[i] ?? Number.NaN) / total]));
    },
  ],
  "month-to-date return of AAPL, prices 2004-12-10..2004-12-25": [
    () => ({ AAPL: between("2004-12-10", "2004-12-25") }),
  ],
  "month-to-date and year-to-date of AAPL, prices 2004-12-10..2005-02-15": [
    () => ({ mtd: between("2005-01-31", "2005-02-15"), ytd: between("2004-12-31", "2005-02-15") }),
  ],
};

const WEIGHTS = "weights of a portfolio: no number of a finished run";
const NOT_OURS: Readonly<Record<string, string>> = {
  "mean-variance (max Sharpe, long only) weights, first 11 rows": WEIGHTS,
  "equal-risk-contribution weights, first 11 rows, Ledoit-Wolf covariance": WEIGHTS,
  "equal-risk-contribution weights, first 11 rows, sample covariance": WEIGHTS,
};

interface Published {
  readonly decimals: number;
  readonly cases: readonly {
    readonly what: string;
    readonly decimals?: number;
    readonly expected: Readonly<Record<string, number>>;
  }[];
}

describeWithShared("ffn", () => {
  const { cases, decimals: usual } = JSON.parse(textOf("ffn_expected.json")) as Published;

  test("every case of the file is measured, or it is said why not", () => {
    const named = [...Object.keys(MEASURED), ...Object.keys(NOT_OURS)];
    expect(named.sort()).toEqual(cases.map(({ what }) => what).sort());
  });

  for (const { what, expected, decimals = usual } of cases) {
    (MEASURED[what] ?? []).forEach((measure, i) => {
      test(`${what}${i === 0 ? "" : ", as a benchmark"}`, () => {
        const ours = measure(Object.keys(expected));
        expect(Object.keys(ours)).toEqual(Object.keys(expected));
        for (const [name, published] of Object.entries(expected))
          expect(Math.abs((ours[name] ?? Number.NaN) - published)).toBeLessThan(1.5 * 10 ** -decimals);
      });
    });
  }
});
