import type { BarColumns } from "../../../core/market/index.ts";
import { bars, close, none, open, type Strategy, strategy } from "../../../core/strategy/index.ts";

/** Off by one: `bars` counts the closed bars, so as an index it is the bar after the newest one. */
export const peekThroughFeed = (columns: BarColumns): Strategy =>
  strategy({
    name: "peek-through-feed",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    onBar({ feeds, position }) {
      const newest = columns.close[feeds.main.bars] ?? Number.NaN; // The leak.
      const before = feeds.main.close.now;
      if (position.side === "flat" && newest > before * 1.002)
        return open("long", { why: "the newest bar rose", stop: before * 0.98 });
      if (position.side === "long" && newest < before * 0.998) return close("the newest bar fell");
      return none;
    },
  });
