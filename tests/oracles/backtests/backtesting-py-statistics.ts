/**
 * The statistics of backtesting.py by its definitions, from a run of ours. Where our report measures something else under
 * the same name, its number stands beside.
 */
import { readFileSync } from "node:fs";
import { type Metrics, metricsOf } from "../../../src/core/analytics/index.ts";
import { amountToNumber, priceToNumber } from "../../../src/core/base/index.ts";
import type { ClosedTrade } from "../../../src/core/domain/index.ts";
import type { BarColumns } from "../../../src/core/market/index.ts";
import { DAY } from "../../builders/instrument.ts";
import type { Run } from "../../builders/play.ts";
import { sharedFile } from "../../shared-data.ts";
import { CASH, playGoog, SLOW } from "./backtesting-py.ts";
import type { Comparison } from "./comparison.ts";

const YEAR = 252;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
/** Of a sample. */
const variance = (values: readonly number[]): number => {
  const middle = mean(values);
  return sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1);
};
const changes = (values: readonly number[]): number[] =>
  values.slice(1).map((value, i) => value / (values[i] ?? Number.NaN) - 1);

/** What the definitions look at. */
interface Facts {
  readonly columns: BarColumns;
  readonly trades: readonly ClosedTrade[];
  /** At each close. */
  readonly equity: readonly number[];
  /** Change of the equity from one close to the next. */
  readonly returns: readonly number[];
  /** Of each trade, on its entry value. */
  readonly gains: readonly number[];
  readonly pnl: readonly number[];
  readonly falls: readonly { readonly depth: number; readonly days: number }[];
  readonly metrics: Metrics;
}

function factsOf(run: Run): Facts {
  const { curve, portfolio } = run.engine;
  const columns = run.series[0]?.columns as BarColumns; // A run of one instrument.
  const equity = [...curve.equity];
  const { trades } = portfolio;
  const metrics = metricsOf({
    initialEquity: CASH,
    equityTime: curve.time,
    equity: curve.equity,
    open: run.engine.openPositions(),
    trades,
    benchmark: [{ time: columns.time, intervalMs: DAY, close: columns.close }],
    periodsPerYear: YEAR,
  });
  const gains = trades.map(({ side, entryPrice, exitPrice }) => {
    const change = priceToNumber(exitPrice) / priceToNumber(entryPrice) - 1;
    return side === "long" ? change : -change;
  });
  const pnl = trades.map((trade) => amountToNumber(trade.pnl));
  const falls = fallsOf(equity, columns.time);
  return { columns, trades, equity, returns: changes(equity), gains, pnl, falls, metrics };
}

const dayOf = (time: number): number => Math.floor(time / DAY);

/** Times under water of more than one bar: from a bar at the high to the next one there, or to the end. */
function fallsOf(equity: readonly number[], time: Float64Array): Facts["falls"] {
  let high = Number.NEGATIVE_INFINITY;
  const depths = equity.map((value) => {
    high = Math.max(high, value);
    return 1 - value / high;
  });
  const last = depths.length - 1;
  const ends = depths.flatMap((depth, row) => (depth === 0 || row === last ? [row] : []));
  return ends.flatMap((end, i) => {
    const from = ends[i - 1] ?? end;
    if (end - from <= 1) return [];
    const days = dayOf(time[end] ?? Number.NaN) - dayOf(time[from] ?? Number.NaN);
    return [{ depth: Math.max(...depths.slice(from, end + 1)), days }];
  });
}

const total = ({ equity }: Facts): number => (equity.at(-1) ?? Number.NaN) / (equity[0] ?? Number.NaN) - 1;
/** Compound, of one change from close to close. */
const growthOfDay = (facts: Facts): number => Math.exp(Math.log(1 + total(facts)) / facts.returns.length) - 1;
const growthOfYear = (facts: Facts): number => (1 + growthOfDay(facts)) ** YEAR - 1;
/** Of a year of independent days whose growth compounds. */
const volatility = (facts: Facts): number => {
  const growth = (1 + growthOfDay(facts)) ** 2;
  return Math.sqrt((variance(facts.returns) + growth) ** YEAR - growth ** YEAR);
};
const downside = ({ returns }: Facts): number =>
  Math.sqrt(mean(returns.map((change) => Math.min(change, 0) ** 2)) * YEAR);
/** Buying and holding, from the first bar whose averages are known. */
const held = ({ columns: { close } }: Facts): number =>
  (close.at(-1) ?? Number.NaN) / (close[SLOW - 1] ?? Number.NaN) - 1;
const span = ({ columns: { time } }: Facts): number =>
  dayOf(time.at(-1) ?? Number.NaN) - dayOf(time[0] ?? Number.NaN);
const daysOf = ({ entryTime, exitTime }: ClosedTrade): number => dayOf(exitTime) - dayOf(entryTime);

/** Of the logarithms of the changes. */
function beta({ equity, columns }: Facts): number {
  const [own, market] = [equity, [...columns.close]].map((values) =>
    changes(values).map((change) => Math.log(1 + change)),
  ) as [number[], number[]];
  const [a, b] = [mean(own), mean(market)];
  const shared = sum(own.map((value, i) => (value - a) * ((market[i] ?? Number.NaN) - b)));
  return shared / (own.length - 1) / variance(market);
}

/** Share of the bars from each entry to its exit, both counted. */
function exposure({ trades, columns: { time } }: Facts): number {
  const rows = new Set<number>();
  for (const { entryTime, exitTime } of trades)
    for (let row = time.indexOf(entryTime); row <= time.indexOf(exitTime); row++) rows.add(row);
  return rows.size / time.length;
}

function kelly({ pnl }: Facts): number {
  const won = pnl.filter((one) => one > 0);
  const lost = pnl.filter((one) => one < 0);
  const winRate = won.length / pnl.length;
  return winRate - (1 - winRate) / (mean(won) / -mean(lost));
}

interface Statistic {
  /** By their definition. */
  readonly of: (facts: Facts) => number;
  /** Our number of that name, where it is another one. */
  readonly own?: (facts: Facts) => number | null;
  readonly what?: string;
}

const STATISTICS: Readonly<Record<string, Statistic>> = {
  "# Trades": { of: ({ metrics }) => metrics.trades },
  Start: { of: ({ columns }) => dayOf(columns.time[0] ?? Number.NaN) * DAY },
  End: { of: ({ columns }) => dayOf(columns.time.at(-1) ?? Number.NaN) * DAY },
  "Duration days": { of: span },
  "Exposure Time [%]": {
    of: (facts) => exposure(facts) * 100,
    own: ({ metrics }) => metrics.exposure * 100,
    what: "share of the time from the first close to the last",
  },
  "Equity Final [$]": { of: ({ equity }) => equity.at(-1) ?? Number.NaN },
  "Equity Peak [$]": { of: ({ equity }) => Math.max(...equity) },
  "Return [%]": { of: ({ metrics }) => metrics.totalReturn * 100 },
  "Buy & Hold Return [%]": {
    of: (facts) => held(facts) * 100,
    own: ({ metrics }) => (metrics.benchmarkReturn ?? Number.NaN) * 100,
    what: "from the first bar of the run, not from the end of the warm-up",
  },
  "Return (Ann.) [%]": {
    of: (facts) => growthOfYear(facts) * 100,
    own: ({ metrics }) => (metrics.cagr ?? Number.NaN) * 100,
    what: "the first day counts as well, from the cash at the start: 2,148 days, not 2,147 changes",
  },
  "Volatility (Ann.) [%]": {
    of: (facts) => volatility(facts) * 100,
    own: ({ metrics }) => (metrics.volatility ?? Number.NaN) * 100,
    what: "sample deviation of the daily returns times the root of 252, without their compounding",
  },
  "CAGR [%]": {
    of: (facts) => ((1 + total(facts)) ** (365.25 / span(facts)) - 1) * 100,
    own: ({ metrics }) => (metrics.cagr ?? Number.NaN) * 100,
    what: "over trading days, 252 a year; theirs is over calendar days, 365.25 a year",
  },
  "Sharpe Ratio": {
    of: (facts) => growthOfYear(facts) / volatility(facts),
    own: ({ metrics }) => metrics.sharpe,
    what: "mean over deviation of the daily returns times the root of 252; theirs is growth over volatility of a year",
  },
  "Sortino Ratio": {
    of: (facts) => growthOfYear(facts) / downside(facts),
    own: ({ metrics }) => metrics.sortino,
    what: "mean over downside deviation of the daily returns times the root of 252; theirs takes the growth of a year",
  },
  "Calmar Ratio": {
    of: (facts) => growthOfYear(facts) / facts.metrics.maxDrawdown,
    own: ({ metrics }) => metrics.calmar,
    what: "of our growth a year, which counts the first day as well",
  },
  "Alpha [%]": { of: (facts) => (total(facts) - beta(facts) * held(facts)) * 100 },
  Beta: { of: beta },
  "Max. Drawdown [%]": { of: ({ metrics }) => -metrics.maxDrawdown * 100 },
  "Avg. Drawdown [%]": { of: ({ falls }) => -mean(falls.map(({ depth }) => depth)) * 100 },
  "Max. Drawdown Duration days": {
    of: ({ falls }) => Math.max(...falls.map(({ days }) => days)),
  },
  "Avg. Drawdown Duration days": { of: ({ falls }) => Math.ceil(mean(falls.map(({ days }) => days))) },
  "Win Rate [%]": { of: ({ metrics }) => (metrics.winRate ?? Number.NaN) * 100 },
  "Best Trade [%]": { of: ({ gains }) => Math.max(...gains) * 100 },
  "Worst Trade [%]": { of: ({ gains }) => Math.min(...gains) * 100 },
  "Avg. Trade [%]": {
    of: ({ gains }) => (Math.exp(mean(gains.map((gain) => Math.log(1 + gain)))) - 1) * 100,
  },
  "Max. Trade Duration days": { of: ({ trades }) => Math.max(...trades.map(daysOf)) },
  "Avg. Trade Duration days": { of: ({ trades }) => Math.ceil(mean(trades.map(daysOf))) },
  "Profit Factor": {
    of: ({ gains }) => sum(gains.filter((gain) => gain > 0)) / -sum(gains.filter((gain) => gain < 0)),
    own: ({ metrics }) => metrics.profitFactor,
    what: "of the profits in money; theirs adds up the returns of the trades",
  },
  "Expectancy [%]": {
    of: ({ gains }) => mean(gains) * 100,
    own: ({ metrics }) => metrics.expectancy,
    what: "mean profit of a trade in money; theirs is the mean of their returns",
  },
  SQN: { of: ({ pnl }) => (Math.sqrt(pnl.length) * mean(pnl)) / Math.sqrt(variance(pnl)) },
  "Kelly Criterion": { of: kelly },
};

/** Every number they published, beside ours. */
export function googComparisons(): readonly Comparison[] {
  const file = sharedFile("data", "oracles", "backtests", "backtesting.py_GOOG.json");
  const { expected } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly expected: Readonly<Record<string, number | string>>;
  };
  const facts = factsOf(playGoog());
  return Object.entries(expected).map(([name, value]) => {
    const statistic = STATISTICS[name];
    if (statistic === undefined) throw new Error(`nothing says what ${name} is`);
    const { of, own, what } = statistic;
    return {
      name,
      published: typeof value === "string" ? Date.parse(value) : value,
      ours: of(facts),
      ...(own === undefined ? {} : { instead: { value: own(facts) ?? Number.NaN, what: what ?? "" } }),
    };
  });
}
