import type { BarColumns } from "../../../core/market/index.ts";
import { bars, close, none, open, type Strategy, strategy } from "../../../core/strategy/index.ts";

const HALF = 6;

/** Smooths with as many bars after a bar as before it: a filter for charts, not for decisions. */
export const centredAverage = (columns: BarColumns): Strategy => {
  const smooth = columns.close.map((_, row) => {
    const near = columns.close.subarray(Math.max(0, row - HALF), row + HALF + 1); // The leak: rows after `row`.
    return near.reduce((sum, one) => sum + one, 0) / near.length;
  });
  return strategy({
    name: "centred-average",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    onBar({ feeds, position }) {
      const { close: price, bars: closed } = feeds.main;
      const slope = (smooth[closed - 1] ?? Number.NaN) - (smooth[closed - 2] ?? Number.NaN);
      if (position.side === "flat" && slope > 0)
        return open("long", { why: "the average turned up", stop: price.now * 0.97 });
      if (position.side === "long" && slope < 0) return close("the average turned down");
      return none;
    },
  });
};
