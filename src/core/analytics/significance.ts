import { assert } from "../base/index.ts";
import { normalCdf, normalQuantile } from "./normal.ts";

const EULER_MASCHERONI = 0.5772156649015329;

/** A Sharpe ratio and what its uncertainty depends on. */
export interface SharpeEstimate {
  /** Mean over deviation of the returns of one period; NOT annualised. */
  readonly sharpe: number;
  /** How many returns it was estimated from. */
  readonly returns: number;
  /** Third standardised moment of the returns; 0 for a normal distribution. */
  readonly skewness: number;
  /** Fourth standardised moment of the returns; 3 for a normal distribution. */
  readonly kurtosis: number;
}

/**
 * Probability that the true Sharpe ratio lies above a threshold, given the length and the shape of what was seen:
 * `Z[(SR - SR*) sqrt(n - 1) / sqrt(1 - skew SR + (kurt - 1) / 4 SR^2)]`. Bailey and Lopez de Prado, "The Sharpe ratio
 * efficient frontier", Journal of Risk 15 (2012). It assumes that the periods are independent. `null` without an error to
 * judge by: below two returns, or where two values alternate in just the proportion that leaves none.
 *
 * @param threshold not annualised either
 */
export function probabilisticSharpe(estimate: SharpeEstimate, threshold = 0): number | null {
  const variance = varianceOf(estimate);
  if (estimate.returns < 2 || !(variance > 0)) return null;
  return normalCdf((estimate.sharpe - threshold) * Math.sqrt((estimate.returns - 1) / variance));
}

/** Variance of the estimated Sharpe ratio, times the number of returns less one. */
const varianceOf = ({ sharpe, skewness, kurtosis }: SharpeEstimate): number =>
  1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;

/**
 * How many returns `probabilisticSharpe` needs to reach a confidence, if they go on like those seen; not rounded. `null`
 * where no number does: the Sharpe ratio is not above the threshold. Same paper, "minimum track record length".
 */
export function minTrackRecordLength(
  estimate: SharpeEstimate,
  { threshold, confidence }: { readonly threshold: number; readonly confidence: number },
): number | null {
  if (!(estimate.sharpe > threshold)) return null;
  return 1 + varianceOf(estimate) * (normalQuantile(confidence) / (estimate.sharpe - threshold)) ** 2;
}

/** The attempts of which an estimate is the best, the failed ones included. */
export interface Trials {
  /** How many of them were independent; 1 or more. */
  readonly count: number;
  /** Variance of their Sharpe ratios, of one period like that of the estimate. */
  readonly variance: number;
}

/**
 * Probability that the best of several trials has a true Sharpe ratio above zero: `probabilisticSharpe` above what the best
 * of so many trials without any skill is expected to show. Bailey and Lopez de Prado, "The deflated Sharpe ratio",
 * Journal of Portfolio Management 40 (2014). @throws InvariantBroken unless there is a trial, and a variance of at least zero
 */
export const deflatedSharpe = (best: SharpeEstimate, trials: Trials): number | null =>
  probabilisticSharpe(best, expectedMaxSharpe(trials));

/** Same paper, equation 1: `sqrt(V) ((1 - g) Z^-1[1 - 1/N] + g Z^-1[1 - 1/(N e)])`; of one trial, zero. */
function expectedMaxSharpe({ count, variance }: Trials): number {
  assert(count >= 1 && variance >= 0, "there is at least one trial, and no variance is negative");
  if (count === 1) return 0;
  const largest =
    (1 - EULER_MASCHERONI) * normalQuantile(1 - 1 / count) +
    EULER_MASCHERONI * normalQuantile(1 - 1 / (count * Math.E));
  return Math.sqrt(variance) * largest;
}
