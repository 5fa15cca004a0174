import { checkedLength } from "./checked.ts";
import { combined } from "./combined.ts";
import { ema, type Seed } from "./ema.ts";
import type { Indicator, Source } from "./indicator.ts";

/**
 * Double exponential moving average: `2 * e1 - e2`, where e2 is the EMA of e1. Warm after `2 * length - 1` values. Each
 * EMA starts as `seed` says. Source: P. G. Mulloy, Smoothing Data with Faster Moving Averages, 1994.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export function dema(source: Source, length: number, options: { readonly seed?: Seed } = {}): Indicator {
  const once = ema(source, checkedLength("dema", length), options);
  const twice = ema(once, length, options);
  return combined([once, twice], () => 2 * once.now - twice.now);
}

/**
 * Triple exponential moving average: `3 * e1 - 3 * e2 + e3`, where e2 is the EMA of e1 and e3 that of e2. Warm after
 * `3 * length - 2` values. Each EMA starts as `seed` says. Source: P. G. Mulloy, Smoothing Data with Less Lag, 1994.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export function tema(source: Source, length: number, options: { readonly seed?: Seed } = {}): Indicator {
  const once = ema(source, checkedLength("tema", length), options);
  const twice = ema(once, length, options);
  const thrice = ema(twice, length, options);
  return combined([once, twice, thrice], () => 3 * (once.now - twice.now) + thrice.now);
}
