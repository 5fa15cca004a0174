import {
  adjust,
  atr,
  bars,
  close,
  crossedAbove,
  crossedBelow,
  ema,
  macd,
  none,
  open,
  p,
  strategy,
} from "timonel";

/** The 4h trend decides the direction, MACD on the short bars the moment, and a stop that follows price the end. */
export const multiTimeframe = strategy({
  name: "multi-timeframe",
  version: "1.0.0",
  params: {
    fast: p.int(10, { min: 2, max: 100 }),
    slow: p.int(30, { min: 3, max: 200 }),
    atr: p.int(14, { min: 1, max: 500 }),
    stopAtr: p.number(2, { min: 0.1, max: 20 }),
    // Spot cannot be sold short: for perpetuals only.
    shorts: p.boolean(false),
  },
  feeds: { main: bars(), trend: bars("4h") },
  indicators: ({ feeds, params }) => ({
    fast: ema(feeds.trend.close, params.fast),
    slow: ema(feeds.trend.close, params.slow),
    // Of the 4h bars, so that the noise of a quarter of an hour does not reach the stop.
    atr: atr(feeds.trend, params.atr),
    macd: macd(feeds.main.close),
  }),
  onBar({ feeds, ind, params, position }) {
    const isUp = ind.fast.now > ind.slow.now;
    const price = feeds.main.close.now;
    const distance = params.stopAtr * ind.atr.now;
    if (position.side === "long") {
      if (!isUp) return close("the 4h trend has turned down");
      if (price - distance > position.stop)
        return adjust("price rose: the stop follows", { stop: price - distance });
      return none;
    }
    if (position.side === "short") {
      if (isUp) return close("the 4h trend has turned up");
      if (price + distance < position.stop)
        return adjust("price fell: the stop follows", { stop: price + distance });
      return none;
    }
    if (isUp && crossedAbove(ind.macd, ind.macd.signal))
      return open("long", { why: "MACD turned up in a 4h uptrend", stop: price - distance });
    if (params.shorts && !isUp && crossedBelow(ind.macd, ind.macd.signal))
      return open("short", { why: "MACD turned down in a 4h downtrend", stop: price + distance });
    return none;
  },
});
