import {
  bars,
  close,
  crossedAbove,
  crossedBelow,
  ema,
  none,
  open,
  p,
  strategy,
} from "../../dist/src/index.js";

export const averageCross = strategy({
  name: "average-cross",
  version: "1.0.0",
  params: {
    fast: p.int(40, { min: 2, max: 200 }),
    slow: p.int(160, { min: 3, max: 400 }),
    stop: p.number(0.02, { min: 0.001, max: 0.2 }),
  },
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => ({
    fast: ema(feeds.main.close, params.fast),
    slow: ema(feeds.main.close, params.slow),
  }),
  onBar({ feeds, ind, params, position }) {
    const price = feeds.main.close.now;
    if (position.side === "flat" && crossedAbove(ind.fast, ind.slow))
      return open("long", {
        why: "the fast average rose above the slow one",
        stop: price * (1 - params.stop),
      });
    if (position.side === "long" && crossedBelow(ind.fast, ind.slow))
      return close("the fast average fell below the slow one");
    return none;
  },
});
