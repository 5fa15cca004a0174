import { atr, bars, close, donchian, none, open, p, sma, strategy } from "timonel";

/** Buys a new high that was made on unusual volume, and leaves when the shorter channel breaks downwards. */
export const volumeBreakout = strategy({
  name: "volume-breakout",
  version: "1.0.0",
  params: {
    entry: p.int(192, { min: 2, max: 2000 }),
    exit: p.int(96, { min: 2, max: 2000 }),
    volume: p.int(96, { min: 2, max: 2000 }),
    volumeTimes: p.number(2, { min: 0.1, max: 50 }),
    atr: p.int(96, { min: 1, max: 500 }),
    stopAtr: p.number(4, { min: 0.1, max: 20 }),
  },
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => ({
    // Without the newest bar: it cannot be above a channel that it is part of.
    entry: donchian(feeds.main, params.entry, { withNewest: false }),
    exit: donchian(feeds.main, params.exit, { withNewest: false }),
    volume: sma(feeds.main.volume, params.volume),
    atr: atr(feeds.main, params.atr),
  }),
  onBar({ feeds, ind, params, position }) {
    const price = feeds.main.close.now;
    const isBusy = feeds.main.volume.now > params.volumeTimes * ind.volume.now;
    if (position.side === "flat" && price > ind.entry.upper.now && isBusy) {
      const why = `highest close of ${params.entry} bars on more than ${params.volumeTimes} times the usual volume`;
      return open("long", { why, stop: price - params.stopAtr * ind.atr.now });
    }
    if (position.side === "long" && price < ind.exit.lower.now)
      return close(`below the low of ${params.exit} bars`);
    return none;
  },
});
