import { bars, close, none, open, type Strategy, strategy } from "../../../core/strategy/index.ts";

/** Trades every 32nd bar, counted from wherever the data happens to start. */
export const everyNthBar = (): Strategy =>
  strategy({
    name: "every-nth-bar",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    onBar({ feeds, position }) {
      const phase = feeds.main.bars % 32; // The fault: the count has no meaning of its own.
      if (position.side === "flat" && phase === 0)
        return open("long", { why: "its turn has come", stop: feeds.main.close.now * 0.95 });
      if (position.side === "long" && phase === 8) return close("its turn is over");
      return none;
    },
  });
