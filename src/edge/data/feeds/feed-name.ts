import { asPerpetual, parseSymbol } from "../../../core/domain/index.ts";
import { nameIn } from "../file-name.ts";

/** What the name of a recording tells. */
export interface FeedName {
  readonly venue: string | undefined;
  /** The unified symbol; undefined where the name has none that is understood. */
  readonly symbol: string | undefined;
}

const PACKED = /\.gz$/i;
const IS_FEED = /(?:^|[_-])feed$/;
const PATTERN = /^(?:([a-z0-9]+)(?:-(spot|usdm))?_)?([A-Z0-9]{1,30})_(?:.*_)?feed$/;

/**
 * Reads names like `binance-spot_BTCUSDT_2024-08-08_feed.gz`: a recording of raw streams, whose name ends with `feed` or
 * `feed.gz`. Undefined for every other name.
 */
export function parseFeedName(path: string): FeedName | undefined {
  const stem = nameIn(path).replace(PACKED, "");
  if (!IS_FEED.test(stem)) return undefined;
  const [, venue, market, spelling = ""] = PATTERN.exec(stem) ?? [];
  const parts = parseSymbol(spelling);
  return { venue, symbol: (parts && market === "usdm" ? asPerpetual(parts) : parts)?.symbol };
}
