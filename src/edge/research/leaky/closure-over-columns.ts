import type { BarColumns } from "../../../core/market/index.ts";
import { bars, close, none, open, type Strategy, strategy } from "../../../core/strategy/index.ts";

/** Computes the label of a model, what the next two bars will do, and reads it as if it were a feature. */
export const closureOverColumns = (columns: BarColumns): Strategy => {
  const change = columns.close.map((price, row) => (columns.close[row + 2] ?? price) / price - 1); // The leak.
  return strategy({
    name: "closure-over-columns",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    onBar({ feeds, position }) {
      const momentum = change[feeds.main.bars - 1] ?? 0;
      if (position.side === "flat" && momentum > 0.003)
        return open("long", { why: "momentum is up", stop: feeds.main.close.now * 0.98 });
      if (position.side === "long" && momentum < -0.002) return close("momentum is down");
      return none;
    },
  });
};
