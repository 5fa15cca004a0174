import { atr, bars, close, crossedAbove, crossedBelow, ema, none, open, p, strategy } from "timonel";

/** Follows the trend: long while the fast average is above the slow one, with a stop two average ranges away. */
export const emaCross = strategy({
  name: "ema-cross",
  version: "1.0.0",
  params: {
    fast: p.int(12, { min: 2, max: 200 }),
    slow: p.int(26, { min: 3, max: 400 }),
    atr: p.int(14, { min: 2, max: 200 }),
    stopAtr: p.number(2, { min: 0.1, max: 20 }),
  },
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => ({
    fast: ema(feeds.main.close, params.fast),
    slow: ema(feeds.main.close, params.slow),
    atr: atr(feeds.main, params.atr),
  }),
  onBar({ feeds, ind, params, position }) {
    if (position.side === "flat" && crossedAbove(ind.fast, ind.slow)) {
      const stop = feeds.main.close.now - params.stopAtr * ind.atr.now;
      return open("long", { why: "fast average crossed above the slow one", stop });
    }
    if (position.side === "long" && crossedBelow(ind.fast, ind.slow)) {
      return close("fast average crossed below the slow one");
    }
    return none;
  },
});
