import type { BarColumns } from "../../../core/market/index.ts";
import { bars, close, none, open, type Strategy, strategy } from "../../../core/strategy/index.ts";

/** Takes its threshold from all of the data, also from what comes after the decision. */
export const fittedOnTheFuture = (columns: BarColumns): Strategy => {
  const ranges = columns.high.map((high, row) => high / (columns.low[row] ?? high) - 1);
  const usual = ranges.reduce((sum, one) => sum + one, 0) / ranges.length; // The leak: the mean of the whole column.
  return strategy({
    name: "fitted-on-the-future",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    onBar({ feeds, position }) {
      const { high, low, close: price } = feeds.main;
      const range = high.now / low.now - 1;
      if (position.side === "flat" && range > 2 * usual)
        return open("long", { why: "a bar of unusual range", stop: price.now * (1 - 8 * usual) });
      if (position.side === "long" && range < usual / 2) return close("the market is quiet again");
      return none;
    },
  });
};
