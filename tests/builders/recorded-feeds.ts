/** The recorded streams of ../shared, read once a test file. Only for tests that know that ../shared is there. */
import { price } from "../../src/core/base/index.ts";
import { type RecordedFeed, readBinanceFeed } from "../../src/edge/data/index.ts";
import { sharedFile } from "../shared-data.ts";

/** Name, tick and step of each. */
export const FEEDS = [
  { name: "spot", tick: "0.01", step: "0.00001" },
  { name: "usdm", tick: "0.1", step: "0.001" },
] as const;

const read = new Map<string, RecordedFeed>();

export function recordedFeed({ name, tick }: (typeof FEEDS)[number]): RecordedFeed {
  const known = read.get(name);
  if (known !== undefined) return known;
  const file = sharedFile("data", "trades-books", `binance-${name}_BTCUSDT_2024-08-08_feed.gz`);
  const feed = readBinanceFeed(file, price(tick));
  read.set(name, feed);
  return feed;
}
