import { checkedLength } from "./checked.ts";
import { combined } from "./combined.ts";
import type { Indicator, Source } from "./indicator.ts";
import { wma } from "./wma.ts";

/**
 * Hull moving average: `wma(2 * wma(n / 2) - wma(n), sqrt(n))`, both lengths rounded down. Warm after
 * `length + floor(sqrt(length)) - 1` values. Source: A. Hull, How to reduce lag in a moving average, 2005.
 * @throws InvariantBroken for a length that is no whole number of at least 2
 */
export function hma(source: Source, length: number): Indicator {
  const slow = wma(source, checkedLength("hma", length, 2));
  const fast = wma(source, Math.floor(length / 2));
  const ahead = combined([fast, slow], () => 2 * fast.now - slow.now);
  return wma(ahead, Math.floor(Math.sqrt(length)));
}
