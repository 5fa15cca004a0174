import { at } from "../market/index.ts";

/**
 * Deviations of daily returns below this are the rounding of doubles, not of a market: an equity curve that grows by
 * exactly one percent a day would otherwise have a Sharpe ratio of 1e16.
 */
const NOISE = 1e-14;
const quietened = (deviation: number): number => (deviation < NOISE ? 0 : deviation);

/** Arithmetic mean; NaN when there is nothing to average. */
export function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += at(values, i);
  return sum / values.length;
}

/** Sample standard deviation (divisor n - 1), in two passes; undefined below two values. */
export function sampleDeviation(values: Float64Array): number | undefined {
  if (values.length < 2) return undefined;
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (at(values, i) - centre) ** 2;
  return quietened(Math.sqrt(squares / (values.length - 1)));
}

/**
 * Downside deviation against zero: root of the mean square of the negative values, over ALL values
 * (Sortino and Price 1994), so that quiet days count. Undefined when there are none.
 */
export function downsideDeviation(values: Float64Array): number | undefined {
  if (values.length === 0) return undefined;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += Math.min(at(values, i), 0) ** 2;
  return quietened(Math.sqrt(squares / values.length));
}

/** Third and fourth standardised moments; a normal distribution has 0 and 3. */
export interface Shape {
  readonly skewness: number;
  readonly kurtosis: number;
}

/**
 * Moments of the sample itself, `m3 / m2^1.5` and `m4 / m2^2` with the divisor n. As estimates they are biased towards the
 * normal distribution where samples are small: tails look thinner than they are. Undefined when the values never differ.
 */
export function shapeOf(values: Float64Array): Shape | undefined {
  if ((sampleDeviation(values) ?? 0) === 0) return undefined;
  const centre = mean(values);
  let squares = 0;
  let cubes = 0;
  let fourths = 0;
  for (let i = 0; i < values.length; i++) {
    const offset = at(values, i) - centre;
    squares += offset ** 2;
    cubes += offset ** 3;
    fourths += offset ** 4;
  }
  const variance = squares / values.length;
  return {
    skewness: cubes / values.length / variance ** 1.5,
    kurtosis: fourths / values.length / variance ** 2,
  };
}

/**
 * Historical value at risk and expected shortfall of one period, as positive shares.
 * The quantile is interpolated linearly between order statistics (type 7 of Hyndman and Fan, the default of R and
 * NumPy); the shortfall is the mean of all values at or below it, ties included. A gain is no risk: both are then zero.
 * Neither is scaled to other horizons nor fitted to a distribution: a tail that the sample has not seen is not in it.
 */
export function tailRisk(
  values: Float64Array,
  tail: number,
): { readonly valueAtRisk: number; readonly shortfall: number } | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.slice().sort(); // Typed arrays sort by value, not by text.
  const place = (sorted.length - 1) * tail;
  const below = Math.floor(place);
  const low = at(sorted, below);
  const high = at(sorted, Math.min(below + 1, sorted.length - 1));
  const quantile = low + (high - low) * (place - below);

  let sum = 0;
  let count = 0;
  while (count < sorted.length && at(sorted, count) <= quantile) sum += at(sorted, count++);
  return { valueAtRisk: Math.max(0, -quantile), shortfall: Math.max(0, -sum / count) };
}
