import { assert } from "../base/index.ts";
import { at } from "../market/index.ts";
import { benchmarkWorth } from "./benchmark.ts";
import { dailyReturns } from "./daily-returns.ts";
import { downsideDeviation, mean, sampleDeviation, shapeOf, tailRisk } from "./dispersion.ts";
import { drawdownOf } from "./drawdown.ts";
import type { Metrics, RunRecord } from "./run-record.ts";
import { minTrackRecordLength, probabilisticSharpe } from "./significance.ts";
import { timeInMarket } from "./time-in-market.ts";
import { tradeStatistics } from "./trade-statistics.ts";

/** The confidence that `minTrackRecordDays` asks for. */
const CONFIDENCE = 0.95;

/** Every number of the report about one run; definitions stand at the fields of `Metrics`. @throws InvariantBroken */
export function metricsOf(record: RunRecord): Metrics {
  const { initialEquity, equityTime, equity, periodsPerYear } = record;
  assert(initialEquity > 0, "a run starts with positive equity");
  assert(equityTime.length === equity.length, "equity and its times differ in length");
  assert(periodsPerYear > 0, "a year has trading days");

  const returns = dailyReturns(record);
  const year = Math.sqrt(periodsPerYear);
  const deviation = sampleDeviation(returns);
  const tail = tailRisk(returns, 0.05);
  const drawdown = drawdownOf(record);
  const steps = equity.length;
  const finalEquity = steps > 0 ? at(equity, steps - 1) : initialEquity;
  const totalReturn = (finalEquity - initialEquity) / initialEquity;
  const cagr = growthPerYear(totalReturn, returns.length / periodsPerYear);
  return {
    totalReturn,
    cagr,
    sharpe: ratio(mean(returns) * year, deviation),
    sortino: ratio(mean(returns) * year, downsideDeviation(returns)),
    calmar: cagr === null ? null : ratio(cagr, drawdown.depth),
    ...significanceOf(returns),
    maxDrawdown: drawdown.depth,
    maxDrawdownDurationMs: drawdown.longestMs,
    volatility: deviation === undefined ? null : deviation * year,
    ...tradeStatistics(record.trades),
    exposure: timeInMarket(record),
    var95: tail?.valueAtRisk ?? null,
    cvar95: tail?.shortfall ?? null,
    benchmarkReturn: holdingReturn(record),
  };
}

/** A quotient that exists: a divisor of zero, or a result beyond the doubles, is `null`. */
function ratio(dividend: number, divisor: number | undefined): number | null {
  if (divisor === undefined || divisor === 0) return null;
  const quotient = dividend / divisor;
  return Number.isFinite(quotient) ? quotient : null;
}

/** Compound growth; a run that lost everything lost it for good, whatever its length. */
function growthPerYear(totalReturn: number, years: number): number | null {
  if (years === 0) return null;
  if (totalReturn <= -1) return -1;
  const growth = (1 + totalReturn) ** (1 / years) - 1;
  return Number.isFinite(growth) ? growth : null;
}

/** How far the Sharpe ratio of the daily returns can be trusted. */
function significanceOf(returns: Float64Array): Pick<Metrics, "probabilisticSharpe" | "minTrackRecordDays"> {
  const sharpe = ratio(mean(returns), sampleDeviation(returns));
  const shape = shapeOf(returns);
  if (sharpe === null || shape === undefined) return { probabilisticSharpe: null, minTrackRecordDays: null };
  const estimate = { sharpe, returns: returns.length, ...shape };
  const days = minTrackRecordLength(estimate, { threshold: 0, confidence: CONFIDENCE });
  return {
    probabilisticSharpe: probabilisticSharpe(estimate),
    minTrackRecordDays: days === null || !Number.isFinite(days) ? null : Math.ceil(days),
  };
}

/** What holding the instruments brought by the last step. */
function holdingReturn({ equityTime, benchmark }: RunRecord): number | null {
  const worth = benchmarkWorth(benchmark, equityTime.subarray(-1));
  const growth = worth === undefined ? Number.NaN : at(worth, 0) - 1;
  return Number.isFinite(growth) ? growth : null;
}
