import { checkedLength } from "./checked.ts";
import { combined } from "./combined.ts";
import type { Feed } from "./feed.ts";
import type { Indicator } from "./indicator.ts";
import { placeInRange } from "./stochastic.ts";

/**
 * Williams %R, -100 to 0: `-100 * (highest - close) / (highest - lowest)` over `length` bars; -50 where the range has no
 * width. Warm after `length` bars. Source: L. Williams, How I Made One Million Dollars Last Year Trading Commodities, 1973.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export function williamsR(feed: Feed, length = 14): Indicator {
  const place = placeInRange(feed, checkedLength("williamsR", length));
  return combined([place], () => place.now - 100);
}
