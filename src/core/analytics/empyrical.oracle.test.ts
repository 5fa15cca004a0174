/**
 * Every published case of empyrical (Apache-2.0, unit tests of empyrical-reloaded) about a number of this room. A function
 * of the file that is neither measured nor explained here fails, and so does a case of a measured one.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { describeWithShared, sharedFile } from "../../../tests/shared-data.ts";
import { type BenchmarkComparison, compareReturns } from "./benchmark.ts";
import { downsideDeviation, tailRisk } from "./dispersion.ts";
import { type Metrics, metricsOf } from "./index.ts";

const DAY = 86_400_000;

/*
 * 252 days, 52 weeks, 12 months a year. Differences of definition, each with what this room says instead:
 *  - NaN and Infinity are `null` here.
 *  - A missing return (NaN) is left out of their means and deviations but counted in their length of the run. Here a
 *    missing day is a day of zero: what uses the length, and the tail ratio, agree so, the others without the day.
 *  - Their drawdowns are negative, ours positive.
 *  - A risk-free rate, a required return or a factor is subtracted from the returns before they come here.
 */
const PERIODS: Readonly<Record<string, number>> = { daily: 252, weekly: 52, monthly: 12, yearly: 1 };

/** Returns by day; NaN: missing. */
type Days = ReadonlyMap<string, number>;
type Answer = number | null | undefined;

/** A case with its series read. */
interface Input {
  /** One series, or the columns of a table. */
  readonly columns: readonly Days[];
  readonly year: number;
  readonly window: number;
  /** Zero: from nothing, as returns; else the price level that the curve starts from. */
  readonly startingValue: number;
  /** Returns to compare with or to subtract: by name of the argument. */
  other(argument: string): Days | number;
}

/** A run of one step a day that earned these returns; what holds for days of 252 holds for weeks of 52. */
function metricsOfReturns(returns: readonly number[], periodsPerYear: number): Metrics {
  let value = 10_000;
  return metricsOf({
    initialEquity: 10_000,
    equityTime: Float64Array.from(returns, (_, day) => day * DAY),
    equity: Float64Array.from(returns, (each) => (value *= 1 + each)),
    open: [],
    trades: [],
    benchmark: [],
    periodsPerYear,
  });
}

const present = (days: Days): number[] => [...days.values()].filter((each) => !Number.isNaN(each));
const withZeros = (days: Days): number[] => [...days.values()].map((each) => (Number.isNaN(each) ? 0 : each));

/** The returns less others of the same days, or less a rate. */
const less = (days: Days, others: Days | number): Days =>
  new Map(
    [...days].map(([day, each]) => [
      day,
      each - (typeof others === "number" ? others : (others.get(day) ?? Number.NaN)),
    ]),
  );

/** Both returns of the days that have both. */
function compared(days: Days, others: Days | number): BenchmarkComparison {
  const pairs = [...days]
    .map(
      ([day, each]) => [each, typeof others === "number" ? others : (others.get(day) ?? Number.NaN)] as const,
    )
    .filter((pair) => !pair.some(Number.isNaN));
  return compareReturns(
    Float64Array.from(pairs, ([ours]) => ours),
    Float64Array.from(pairs, ([, theirs]) => theirs),
    252,
  );
}

/** Every run of `window` days in a row. */
const windows = (days: Days, window: number): Days[] =>
  Array.from(
    { length: Math.max(0, days.size - window + 1) },
    (_, i) => new Map([...days].slice(i, i + window)),
  );

const each =
  (measure: (days: Days, input: Input) => Answer) =>
  (input: Input): Answer[] =>
    input.columns.map((days) => measure(days, input));
const rolling =
  (measure: (days: Days, input: Input) => Answer | readonly Answer[]) =>
  (input: Input): Answer[] =>
    input.columns.flatMap((days) => windows(days, input.window).flatMap((part) => measure(part, input)));

const growth = (returns: readonly number[], { year, startingValue }: Input): number => {
  const { totalReturn } = metricsOfReturns(returns, year);
  return startingValue === 0 ? totalReturn : startingValue * (1 + totalReturn);
};
/** The growth at each day. */
const path = (input: Input): Answer[] =>
  input.columns.flatMap((days) =>
    withZeros(days).map((_, i) => growth(withZeros(days).slice(0, i + 1), input)),
  );
const maxDrawdown = (days: Days, { year }: Input): Answer =>
  -metricsOfReturns(withZeros(days), year).maxDrawdown;
const sharpe = (days: Days, { year }: Input): Answer => metricsOfReturns(present(days), year).sharpe;
const cagr = (days: Days, { year }: Input): Answer => metricsOfReturns(withZeros(days), year).cagr;
const alphaBeta = (days: Days, input: Input): readonly Answer[] => {
  const { alpha, beta } = compared(days, input.other("benchmark"));
  return [alpha, beta];
};

/** The functions of theirs that are numbers of this room, each in our words. */
const MEASURED: Readonly<Record<string, (input: Input) => readonly Answer[]>> = {
  cum_returns: path,
  cum_returns_final: each((days, input) => growth(withZeros(days), input)),
  cum_returns_final_df: path, // Published as the whole path, though named after its end.
  annual_return: each(cagr),
  cagr: each(cagr),
  max_drawdown: each(maxDrawdown),
  roll_max_drawdown: rolling(maxDrawdown),
  annual_volatility: each((days, { year }) => metricsOfReturns(present(days), year).volatility),
  sharpe_ratio: each((days, input) => sharpe(less(days, input.other("risk_free")), input)),
  roll_sharpe_ratio: rolling(sharpe),
  sortino_ratio: each(
    (days, { other, year }) => metricsOfReturns(present(less(days, other("required_return"))), year).sortino,
  ),
  downside_risk: each((days, { other, year }) => {
    const deviation = downsideDeviation(Float64Array.from(present(less(days, other("required_return")))));
    return deviation === undefined ? null : deviation * Math.sqrt(year);
  }),
  calmar_ratio: each((days, { year }) => metricsOfReturns(withZeros(days), year).calmar),
  tail_ratio: each((days) => {
    const losses = tailRisk(Float64Array.from(withZeros(days)), 0.05);
    const gains = tailRisk(
      Float64Array.from(withZeros(days), (value) => -value),
      0.05,
    );
    if (losses === undefined || gains === undefined || losses.valueAtRisk === 0) return null;
    return gains.valueAtRisk / losses.valueAtRisk;
  }),
  // Not annualised by them.
  excess_sharpe: each((days, { other }) => {
    const { informationRatio } = compared(days, other("factor_returns"));
    return informationRatio === null ? null : informationRatio / Math.sqrt(252);
  }),
  alpha: each((days, input) => alphaBeta(days, input)[0]),
  alpha_beta: ({ columns: [days = new Map()], ...input }) => alphaBeta(days, { ...input, columns: [] }),
  roll_alpha_beta: rolling(alphaBeta),
};

const CAPTURE = "compares only the days on which a factor rose or fell: no number of this room";
const NOT_OURS: Readonly<Record<string, string>> = {
  aggregate_returns: "a table of returns by week, month or year: the document has the curve instead",
  batting_average: "share of days ahead of a factor: no number of this room",
  beta_fragility_heuristic: "convexity of the exposure to a factor: no number of this room",
  capture: "yearly return over that of a factor: no number of this room",
  down_alpha_beta: CAPTURE,
  down_capture: CAPTURE,
  gpd_risk_estimates_aligned: "fits a generalised Pareto distribution to the tail: ours is historical",
  omega_ratio: "gains over losses beyond a threshold, by day: no number of this room",
  roll_down_capture: CAPTURE,
  roll_up_capture: CAPTURE,
  roll_up_down_capture: CAPTURE,
  simple_returns: "prices to returns, without a clock: a run has days, tested with daily returns",
  stability_of_timeseries: "R squared of the log curve against a line: no number of this room",
  up_alpha_beta: CAPTURE,
  up_capture: CAPTURE,
  up_down_capture: CAPTURE,
};

/** Cases that are measured and meant to differ: what this room says, and why. */
const DIFFERENT: Readonly<Record<string, readonly [ours: readonly Answer[], why: string]>> = {
  "cum_returns_final(empty_returns, 0)": [[0], "a run without a day has earned nothing; they say NaN"],
  "max_drawdown(empty_returns)": [[0], "nor has it fallen; they say NaN"],
  "tail_ratio(one_return)": [[null], "a gain is no risk: there is nothing to divide by; they say 1"],
  "roll_alpha_beta(empty_returns, simple_benchmark, 1)": [
    [],
    "a run without a day has no windows; they list one NaN for each day of the benchmark",
  ],
};

type Value = number | "NaN" | "Infinity" | "-Infinity";
interface Series {
  readonly index: readonly string[];
  readonly values: readonly Value[];
}
type Table = Readonly<Record<string, Series>>;
type Published = Value | readonly Published[] | Series | Table;
interface Vectors {
  readonly series: Readonly<Record<string, Series | Table>>;
  readonly cases: readonly {
    readonly function: string;
    readonly args: Readonly<Record<string, string | number>> & { readonly expected: Published };
    readonly decimals: number;
  }[];
}

const isSeries = (data: Series | Table): data is Series => Array.isArray(data["index"]);
const columnsOf = (data: Series | Table): Series[] => (isSeries(data) ? [data] : Object.values(data));

/** The numbers of an answer in the order of reading; null: there is none. */
function numbersOf(published: Published): (number | null)[] {
  if (typeof published === "number") return [published];
  if (typeof published === "string") return [null];
  if (Array.isArray(published)) return published.flatMap(numbersOf);
  return columnsOf(published as Series | Table).flatMap(({ values }) => values.flatMap(numbersOf));
}

/** `mixed_returns`, the negative `-mixed_returns`, or all but the first, `mixed_returns[1:]`. */
function daysOf(series: Vectors["series"], text: string): Days[] {
  const name = text.replace(/^-/, "").replace("[1:]", "");
  const data = series[name];
  if (data === undefined) throw new Error(`no series ${name}`);
  return columnsOf(data).map(
    ({ index, values }) =>
      new Map(
        index
          .map((day, i) => [day, Number(values[i]) * (text.startsWith("-") ? -1 : 1)] as const)
          .slice(text.endsWith("[1:]") ? 1 : 0),
      ),
  );
}

describeWithShared("empyrical", () => {
  const text = readFileSync(sharedFile("data", "oracles", "metrics", "empyrical_vectors.json"), "utf8");
  const { series, cases } = JSON.parse(text) as Vectors;

  test("every function of the file is measured, or it is said why not", () => {
    const named = [...Object.keys(MEASURED), ...Object.keys(NOT_OURS)];
    expect(named.sort()).toEqual([...new Set(cases.map((one) => one.function))].sort());
  });

  const measured = cases.filter((one) => Object.hasOwn(MEASURED, one.function));
  const nameOf = (one: Vectors["cases"][number]): string => {
    const { expected: _, ...args } = one.args;
    const shown = Object.values(args).map((arg) => (typeof arg === "object" ? "nothing" : arg));
    return `${one.function}(${shown.join(", ")})`;
  };

  test("no difference is explained that does not exist", () => {
    const names = measured.map(nameOf);
    for (const name of Object.keys(DIFFERENT)) expect(names).toContain(name);
  });

  for (const one of measured) {
    const name = nameOf(one);
    const { returns, period = "daily", window = 1, starting_value: startingValue = 0, expected } = one.args;
    const input: Input = {
      columns: typeof returns === "string" ? daysOf(series, returns) : [],
      year: PERIODS[period] ?? Number.NaN,
      window: Number(window),
      startingValue: Number(startingValue),
      other: (argument) => {
        const given = one.args[argument] ?? 0;
        return Number.isNaN(Number(given)) ? (daysOf(series, String(given))[0] ?? new Map()) : Number(given);
      },
    };
    const [ours, why] = DIFFERENT[name] ?? [undefined, ""];
    test(`${name}${ours === undefined ? "" : `: ${why}`}`, () => {
      const answers = MEASURED[one.function]?.(input) ?? [];
      if (ours !== undefined) {
        expect(answers.map((answer) => (answer === 0 ? 0 : answer))).toEqual(ours);
        expect(answers).not.toEqual(numbersOf(expected));
        return;
      }
      const published = numbersOf(expected);
      expect(answers).toHaveLength(published.length);
      published.forEach((number, i) => {
        if (number === null) expect(answers[i]).toBeNull();
        else expect(Math.abs((answers[i] ?? Number.NaN) - number)).toBeLessThan(1.5 * 10 ** -one.decimals);
      });
    });
  }
});

/*
 * Values at risk are not in the vectors; these are of the same unit tests (test_value_at_risk). Theirs keeps the sign of
 * the return and has no floor: the series is shifted down by a hundred, so that every return is a loss.
 */
describe("empyrical: value at risk", () => {
  test.each([
    [[1, 2], 0, 1],
    [[1, 2], 0.3, 1.3],
    [[1, 2], 1, 2],
    [[1, 81, 82, 83, 84, 85], 0.1, 41],
    [[1, 81, 82, 83, 84, 85], 0.2, 81],
    [[1, 81, 82, 83, 84, 85], 0.3, 81.5],
  ])("of %j at %f is %f", (returns, cutoff, published) => {
    const risk = tailRisk(
      Float64Array.from(returns, (value) => value - 100),
      cutoff,
    );
    expect(risk?.valueAtRisk).toBeCloseTo(100 - published, 10);
    // test_conditional_value_at_risk defines the other: the mean of all returns at or below that value.
    const beyond = returns.filter((value) => value <= published);
    const shortfall = 100 - beyond.reduce((sum, value) => sum + value, 0) / beyond.length;
    expect(risk?.shortfall).toBeCloseTo(shortfall, 10);
  });
});
