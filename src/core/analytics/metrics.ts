import { assert } from "../base/index.ts";
import { at } from "../market/index.ts";
import { dailyReturns } from "./daily-returns.ts";
import { downsideDeviation, mean, sampleDeviation, tailRisk } from "./dispersion.ts";
import { drawdownOf } from "./drawdown.ts";
import type { BenchmarkSpan, Metrics, RunRecord } from "./run-record.ts";
import { tradeStatistics } from "./trade-statistics.ts";

const DAYS_OF_A_MARKET_THAT_NEVER_CLOSES = 365;

/** Every number of the report about one run; definitions stand at the fields of `Metrics`. @throws InvariantBroken */
export function metricsOf(record: RunRecord): Metrics {
  const { initialEquity, equityTime, equity, periodsPerYear } = record;
  assert(initialEquity > 0, "a run starts with positive equity");
  assert(equityTime.length === equity.length, "equity and its times differ in length");
  assert(periodsPerYear > 0, "a year has trading days");

  const neverCloses = periodsPerYear >= DAYS_OF_A_MARKET_THAT_NEVER_CLOSES;
  const returns = dailyReturns({ initialEquity, equityTime, equity, neverCloses });
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
    maxDrawdown: drawdown.depth,
    maxDrawdownDurationMs: drawdown.longestMs,
    volatility: deviation === undefined ? null : deviation * year,
    ...tradeStatistics(record.trades),
    exposure: steps > 0 ? record.exposedSteps / steps : 0,
    var95: tail?.valueAtRisk ?? null,
    cvar95: tail?.shortfall ?? null,
    benchmarkReturn: holdingReturn(record.benchmark),
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

/** Equal parts of every instrument that has a price. */
function holdingReturn(benchmark: readonly BenchmarkSpan[]): number | null {
  let sum = 0;
  let count = 0;
  for (const { first, last } of benchmark) {
    if (!(first > 0) || !Number.isFinite(last)) continue;
    sum += (last - first) / first;
    count++;
  }
  return count === 0 ? null : sum / count;
}
