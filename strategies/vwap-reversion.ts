import {
  atr,
  bars,
  close,
  crossedAbove,
  none,
  open,
  p,
  sessionVwap,
  standardDeviation,
  strategy,
} from "timonel";

/** Buys when price turns back up from far below the average price of the day, and sells at that average. */
export const vwapReversion = strategy({
  name: "vwap-reversion",
  version: "1.0.0",
  params: {
    length: p.int(96, { min: 2, max: 1000 }),
    deviations: p.number(2.5, { min: 0.1, max: 10 }),
    atr: p.int(96, { min: 1, max: 500 }),
    stopAtr: p.number(3, { min: 0.1, max: 20 }),
  },
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => ({
    vwap: sessionVwap(feeds.main),
    deviation: standardDeviation(feeds.main.close, params.length),
    atr: atr(feeds.main, params.atr),
  }),
  onBar({ feeds, ind, params, position }) {
    const price = feeds.main.close;
    // Holds for the first bars of the next day too: the average begins anew at midnight UTC, close to the price.
    if (position.side === "long" && price.now >= ind.vwap.now) return close("back at the average of the day");
    const band = {
      now: ind.vwap.now - params.deviations * ind.deviation.now,
      prev: ind.vwap.prev - params.deviations * ind.deviation.prev,
    };
    // Bought on the way back rather than on the way down: a falling price can fall much further.
    if (position.side === "flat" && crossedAbove(price, band)) {
      const why = `turning back up from ${params.deviations} deviations below the average of the day`;
      return open("long", { why, stop: price.now - params.stopAtr * ind.atr.now });
    }
    return none;
  },
});
