import { assert } from "../base/index.ts";
import { mean, sampleDeviation } from "./dispersion.ts";

/**
 * The Sharpe ratio of the `window` daily returns up to each day, as `Metrics.sharpe` defines it for the whole run: mean
 * over sample deviation, times sqrt(periodsPerYear). NaN before `window` returns there are, and where they never differ.
 * @throws InvariantBroken for a window that is no whole number of at least 2
 */
export function rollingSharpe(returns: Float64Array, window: number, periodsPerYear: number): Float64Array {
  assert(Number.isInteger(window) && window >= 2, "a window of at least two returns", window);
  const year = Math.sqrt(periodsPerYear);
  return returns.map((_, day) => {
    if (day + 1 < window) return Number.NaN;
    // Taken anew for each day: sums that are carried along keep the rounding of every day before them.
    const within = returns.subarray(day + 1 - window, day + 1);
    const deviation = sampleDeviation(within);
    return deviation === undefined || deviation === 0 ? Number.NaN : (mean(within) / deviation) * year;
  });
}
