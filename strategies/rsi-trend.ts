import { atr, bars, close, ema, none, open, p, rsi, strategy } from "timonel";

/** Buys the end of a pullback in an uptrend: RSI comes back from below while price is above its long average. */
export const rsiTrend = strategy({
  name: "rsi-trend",
  version: "1.0.0",
  params: {
    fast: p.int(100, { min: 2, max: 1000 }),
    slow: p.int(400, { min: 3, max: 2000 }),
    rsi: p.int(14, { min: 2, max: 200 }),
    pullback: p.number(35, { min: 1, max: 60 }),
    exit: p.number(75, { min: 50, max: 99 }),
    stopAtr: p.number(5, { min: 0.1, max: 20 }),
  },
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => ({
    fast: ema(feeds.main.close, params.fast),
    slow: ema(feeds.main.close, params.slow),
    rsi: rsi(feeds.main.close, params.rsi),
    atr: atr(feeds.main, 14),
  }),
  onBar({ feeds, ind, params, position }) {
    const isRising = ind.fast.now > ind.slow.now;
    const isPullbackOver = ind.rsi.prev < params.pullback && ind.rsi.now >= params.pullback;
    if (position.side === "flat" && isRising && isPullbackOver) {
      const why = `pullback over in an uptrend: RSI back above ${params.pullback}`;
      return open("long", { why, stop: feeds.main.close.now - params.stopAtr * ind.atr.now });
    }
    if (position.side === "long" && ind.rsi.now > params.exit) return close(`RSI above ${params.exit}`);
    if (position.side === "long" && !isRising) return close("the uptrend is over");
    return none;
  },
});
