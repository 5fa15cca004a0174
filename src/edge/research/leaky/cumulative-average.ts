import { bars, close, none, open, type Strategy, strategy } from "../../../core/strategy/index.ts";

/** Compares the range of a bar with the average of all ranges since the data began: it never forgets its start. */
export const cumulativeAverage = (): Strategy =>
  strategy({
    name: "cumulative-average",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    state: () => ({ sum: 0, count: 0 }),
    indicators: () => ({}),
    onBar({ feeds, position, state }) {
      const range = feeds.main.high.now / feeds.main.low.now - 1;
      state.sum += range; // The fault: a sum without an end.
      state.count++;
      const average = state.sum / state.count;
      if (position.side === "flat" && range > 2 * average)
        return open("long", { why: "a bar of unusual range", stop: feeds.main.close.now * 0.97 });
      if (position.side === "long" && range < average / 2) return close("the market is quiet again");
      return none;
    },
  });
