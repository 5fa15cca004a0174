/** The statistics of LEAN by its definitions, from a run of ours: what the days brought, measured against holding the share itself. */
import { metricsOf } from "../../../src/core/analytics/index.ts";
import { normalCdf } from "../../../src/core/analytics/normal.ts";
import {
  amountToNumber,
  type DurationMs,
  priceToNumber,
  quantityToNumber,
} from "../../../src/core/base/index.ts";
import { DAY, HOUR } from "../../builders/instrument.ts";
import type { Run } from "../../builders/play.ts";
import type { Comparison } from "./comparison.ts";
import { type Published, playHold, type Source } from "./lean.ts";

const YEAR = 252;
/** The rate of the US discount window in 2013, which LEAN takes for free of risk. */
const RISK_FREE = 0.0075;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
/** Of a sample. */
const covariance = (a: readonly number[], b: readonly number[]): number => {
  const [middleA, middleB] = [mean(a), mean(b)];
  const products = a.map((value, i) => (value - middleA) * ((b[i] ?? Number.NaN) - middleB));
  return sum(products) / (a.length - 1);
};
const variance = (values: readonly number[]): number => covariance(values, values);
const yearOf = (values: readonly number[]): number => (1 + mean(values)) ** YEAR - 1;
const changes = (values: readonly number[]): number[] =>
  values.slice(1).map((value, i) => value / (values[i] ?? Number.NaN) - 1);

/** How LEAN looks at an algorithm. */
export interface View {
  /** Days without any change that it counts before the first ones. */
  readonly idleDays: number;
  /** The falls of the equity are those between these moments; left out: between all closes. */
  readonly every?: DurationMs;
}

interface Facts {
  readonly run: Run;
  readonly published: Published;
  readonly cash: number;
  readonly final: number;
  /** Changes from day to day, of the equity and of the share. */
  readonly own: readonly number[];
  readonly market: readonly number[];
  readonly days: readonly number[];
  readonly drawdown: number;
}

/** The last value of each day. */
function lastOfDays(time: Float64Array, values: Float64Array): number[] {
  const last = new Map<number, number>();
  time.forEach((at, i) => {
    last.set(Math.floor(at / DAY), values[i] ?? Number.NaN);
  });
  return [...last.values()];
}

function factsOf(published: Published, source: Source, { idleDays, every }: View): Facts {
  const run = playHold(published, source);
  const { time, equity } = run.engine.curve;
  const columns = run.series[0]?.columns;
  if (columns === undefined) throw new Error("a run has bars");
  const cash = Number(published.cash);
  const idle = Array.from({ length: idleDays }, () => 0);
  const days = lastOfDays(time, equity);
  const isSeen = (at: number): boolean => every === undefined || at % every === 0;
  const metrics = metricsOf({
    initialEquity: cash,
    equityTime: time.filter(isSeen),
    equity: equity.filter((_, i) => isSeen(time[i] ?? Number.NaN)),
    open: [],
    trades: [],
    benchmark: [],
    periodsPerYear: YEAR,
  });
  return {
    ...{ run, published, cash, days, final: equity.at(-1) ?? Number.NaN },
    own: [...idle, ...changes(days)],
    market: [...idle, ...changes(lastOfDays(columns.time, columns.close))],
    drawdown: metrics.maxDrawdown,
  };
}

const deviation = ({ own }: Facts): number => Math.sqrt(variance(own) * YEAR);
const excess = ({ own }: Facts): number => yearOf(own) - RISK_FREE;
const beta = ({ own, market }: Facts): number => covariance(own, market) / variance(market);
const trackingError = ({ own, market }: Facts): number =>
  Math.sqrt(variance(own.map((value, i) => value - (market[i] ?? Number.NaN))) * YEAR);

/** From midnight in New York of the first day to the close of the last, in years of 365 days. */
function years({ published: { start, end } }: Facts): number {
  return (Date.parse(end) - Date.parse(start) + 16 * HOUR) / DAY / 365;
}

/** Only of the days that lost; of a single one there is no deviation, and LEAN writes 0. */
function sortino(facts: Facts): number {
  const lost = facts.own.filter((value) => value < 0);
  return lost.length < 2 ? 0 : excess(facts) / Math.sqrt(variance(lost) * YEAR);
}

/** That the Sharpe ratio is above 1; skewness and excess kurtosis are those of a sample. */
function probabilisticSharpe({ own }: Facts): number {
  const n = own.length;
  const spread = Math.sqrt(variance(own));
  const sharpe = (mean(own) - RISK_FREE / YEAR) / spread;
  const power = (by: number): number => sum(own.map((value) => ((value - mean(own)) / spread) ** by));
  const skewness = (n / ((n - 1) * (n - 2))) * power(3);
  const kurtosis =
    ((n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3))) * power(4) - (3 * (n - 1) ** 2) / ((n - 2) * (n - 3));
  const error = Math.sqrt((1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2) / (n - 1));
  return normalCdf((sharpe - 1 / Math.sqrt(YEAR)) / error);
}

/** What was traded, as a share of the equity at the end of its day, over all calendar days. */
function turnover({ run, days, published: { start, end } }: Facts): number {
  const [bought] = run.record.fills;
  if (bought === undefined) return 0;
  const { price, quantity, at } = bought.fill;
  const first = Math.floor((run.engine.curve.time[0] ?? Number.NaN) / DAY);
  // Of trading days: the purchase is on the first or the second of them.
  const equity = days[Math.floor(at / DAY) - first] ?? Number.NaN;
  const span = (Date.parse(end) - Date.parse(start)) / DAY + 1;
  return (priceToNumber(price) * quantityToNumber(quantity)) / equity / span;
}

interface Statistic {
  readonly of: (facts: Facts) => number;
  /** Digits that are published after the point. */
  readonly digits: number;
}

/** Nothing was sold: they write 0 of what does not exist, our report null. */
const NONE: Statistic = { of: ({ run }) => run.engine.portfolio.trades.length, digits: 3 };

const STATISTICS: Readonly<Record<string, Statistic>> = {
  "Total Orders": { of: ({ run }) => run.record.orders.length, digits: 0 },
  "Average Win": NONE,
  "Average Loss": NONE,
  "Compounding Annual Return": {
    of: (facts) => ((facts.final / facts.cash) ** (1 / years(facts)) - 1) * 100,
    digits: 3,
  },
  Drawdown: { of: ({ drawdown }) => drawdown * 100, digits: 1 },
  Expectancy: NONE,
  "Start Equity": { of: ({ cash }) => cash, digits: 2 },
  "End Equity": { of: ({ final }) => final, digits: 2 },
  "Net Profit": { of: ({ final, cash }) => (final / cash - 1) * 100, digits: 3 },
  "Sharpe Ratio": { of: (facts) => excess(facts) / deviation(facts), digits: 3 },
  "Sortino Ratio": { of: sortino, digits: 3 },
  "Probabilistic Sharpe Ratio": { of: (facts) => probabilisticSharpe(facts) * 100, digits: 3 },
  "Loss Rate": NONE,
  "Win Rate": NONE,
  "Profit-Loss Ratio": NONE,
  Alpha: { of: (facts) => excess(facts) - beta(facts) * (yearOf(facts.market) - RISK_FREE), digits: 3 },
  Beta: { of: beta, digits: 3 },
  "Annual Standard Deviation": { of: deviation, digits: 3 },
  "Annual Variance": { of: (facts) => deviation(facts) ** 2, digits: 3 },
  "Tracking Error": { of: trackingError, digits: 3 },
  "Treynor Ratio": { of: (facts) => excess(facts) / beta(facts), digits: 3 },
  "Total Fees": { of: ({ run }) => amountToNumber(run.engine.portfolio.fees), digits: 2 },
  "Portfolio Turnover": { of: (facts) => turnover(facts) * 100, digits: 2 },
};

/** What is published of an algorithm and is no number of ours, and why. */
export const NOT_OURS: Readonly<Record<string, string>> = {
  "Information Ratio":
    "two returns of a year that nearly cancel, over the tracking error: ours by that formula is up to 0.6 % off. Why is not known; daily prices of the share that differ by 1e-7 would do it",
  "Estimated Strategy Capacity": "a model of LEAN's of how much the market would take",
  "Lowest Capacity Asset": "the identifier that LEAN gives the share",
  "Drawdown Recovery": "days of a fall, counted by a rule that is not published with them",
  OrderListHash: "a hash over LEAN's own objects",
};

const numberIn = (text: string): number => Number(text.replaceAll(/[$%]/g, ""));

/** Every number they published of an algorithm that follows from the run, beside ours. */
export function leanComparisons(published: Published, source: Source, view: View): readonly Comparison[] {
  const facts = factsOf(published, source, view);
  return Object.entries(published.expected)
    .filter(([name]) => !Object.hasOwn(NOT_OURS, name))
    .map(([name, value]) => {
      const statistic = STATISTICS[name];
      if (statistic === undefined) throw new Error(`nothing says what ${name} is`);
      return { name, published: numberIn(value), ours: statistic.of(facts), digits: statistic.digits };
    });
}

/** By the published formula, where the published digits are not reached. */
export function informationRatio(published: Published, source: Source, view: View): number {
  const facts = factsOf(published, source, view);
  return (yearOf(facts.own) - yearOf(facts.market)) / trackingError(facts);
}
