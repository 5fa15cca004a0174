import { firstWhere } from "../base/index.ts";
import { at, closeOf } from "../market/index.ts";
import { dailyReturns, dayEnds } from "./daily-returns.ts";
import { mean, sampleDeviation } from "./dispersion.ts";
import type { BenchmarkCloses, RunRecord } from "./run-record.ts";

/**
 * A run beside its benchmark, day by day: equal parts of every instrument, bought at its first close and held. `null`: the
 * number does not exist (less than two days, a benchmark or a difference that never moved).
 */
export interface BenchmarkComparison {
  /** Regression slope of the run's daily returns on the benchmark's. */
  readonly beta: number | null;
  /** What the mean daily return holds beyond beta times the benchmark's (Jensen 1968), compounded over a year. */
  readonly alpha: number | null;
  /** Sample deviation of the daily differences of the returns, times sqrt(periodsPerYear). */
  readonly trackingError: number | null;
  /** Mean over sample deviation of the daily differences, times sqrt(periodsPerYear). */
  readonly informationRatio: number | null;
}

/** Compares a run with holding its instruments over the same days. */
export function compareWithBenchmark(record: RunRecord): BenchmarkComparison {
  const { equityTime, benchmark, periodsPerYear, restsAtWeekends = false } = record;
  const ends = dayEnds(equityTime, restsAtWeekends).map((row) => at(equityTime, row));
  const worth = benchmarkWorth(benchmark, ends);
  if (worth === undefined) return compareReturns(new Float64Array(0), new Float64Array(0), periodsPerYear);
  const held = dailyReturns({
    ...{ initialEquity: 1, equityTime: ends, equity: worth, periodsPerYear, restsAtWeekends },
  });
  return compareReturns(dailyReturns(record), held, periodsPerYear);
}

/** Compares returns of the same periods, pair by pair; the first list is that of the run. */
export function compareReturns(
  returns: Float64Array,
  benchmark: Float64Array,
  periodsPerYear: number,
): BenchmarkComparison {
  const year = Math.sqrt(periodsPerYear);
  const centre = mean(returns);
  const benchmarkCentre = mean(benchmark);
  const deviation = sampleDeviation(benchmark);
  let products = 0;
  for (let i = 0; i < returns.length; i++)
    products += (at(returns, i) - centre) * (at(benchmark, i) - benchmarkCentre);
  const beta =
    deviation === undefined || deviation === 0 ? null : products / (returns.length - 1) / deviation ** 2;

  const active = returns.map((each, i) => each - at(benchmark, i));
  const activeDeviation = sampleDeviation(active);
  return {
    beta,
    alpha: beta === null ? null : finite((1 + centre - beta * benchmarkCentre) ** periodsPerYear - 1),
    trackingError: activeDeviation === undefined ? null : activeDeviation * year,
    informationRatio:
      activeDeviation === undefined || activeDeviation === 0
        ? null
        : finite((mean(active) / activeDeviation) * year),
  };
}

/** A result beyond the doubles is `null`. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * What one unit of money was worth at these moments, ascending: equal parts of every instrument that has a price by the
 * last of them, each bought at its first close and cash before that. Undefined when there is none.
 */
export function benchmarkWorth(
  benchmark: readonly BenchmarkCloses[],
  moments: Float64Array,
): Float64Array | undefined {
  if (moments.length === 0) return undefined;
  const end = at(moments, moments.length - 1);
  const held = benchmark.filter((closes) => closedBy(closes, end) > 0 && at(closes.close, 0) > 0);
  if (held.length === 0) return undefined;
  return moments.map((moment) => {
    let worth = 0;
    for (const closes of held) {
      const rows = closedBy(closes, moment);
      worth += rows === 0 ? 1 : at(closes.close, rows - 1) / at(closes.close, 0);
    }
    return worth / held.length;
  });
}

/** How many bars had closed by a moment: a year of minutes is half a million, and few moments are asked for. */
const closedBy = ({ time, intervalMs, closes }: BenchmarkCloses, moment: number): number =>
  firstWhere(time.length, (row) => closeOf(row, time, intervalMs, closes) > moment);
