import { atr, bars, bollinger, close, crossedAbove, macd, none, open, p, rsi, strategy } from "timonel";

/** Buys a dip when three indicators agree that it is over: RSI still low, back inside the bands, and the fall losing speed. */
export const confluence = strategy({
  name: "confluence",
  version: "1.0.0",
  params: {
    rsi: p.int(14, { min: 2, max: 200 }),
    oversold: p.number(35, { min: 1, max: 50 }),
    overbought: p.number(70, { min: 50, max: 99 }),
    bands: p.int(20, { min: 2, max: 400 }),
    deviations: p.number(2, { min: 0.5, max: 5 }),
    fast: p.int(12, { min: 2, max: 200 }),
    slow: p.int(26, { min: 3, max: 400 }),
    signal: p.int(9, { min: 1, max: 100 }),
    stopAtr: p.number(4, { min: 0.1, max: 20 }),
  },
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => ({
    rsi: rsi(feeds.main.close, params.rsi),
    bands: bollinger(feeds.main.close, params.bands, params.deviations),
    macd: macd(feeds.main.close, params.fast, params.slow, params.signal),
    atr: atr(feeds.main, 14),
  }),
  onBar({ feeds, ind, params, position }) {
    const price = feeds.main.close;
    const { histogram } = ind.macd;
    if (position.side === "flat") {
      const isLow = ind.rsi.now < params.oversold;
      const isBackInside = crossedAbove(price, ind.bands.lower);
      const isSlowing = histogram.now > histogram.prev;
      if (isLow && isBackInside && isSlowing) {
        const why =
          "RSI is low, price is back above the lower band, and MACD says that the fall is losing speed";
        return open("long", { why, stop: price.now - params.stopAtr * ind.atr.now });
      }
    }
    if (position.side === "long" && price.now > ind.bands.upper.now)
      return close("recovered to the upper band");
    if (position.side === "long" && ind.rsi.now > params.overbought) return close("recovered: RSI is high");
    return none;
  },
});
