import { atr, bars, heikinAshi, none, open, p, strategy } from "timonel";

/** Joins a trend after several rising Heikin-Ashi bars in a row. A bracket of stop and target does the rest. */
export const heikinAshiTrend = strategy({
  name: "heikin-ashi-trend",
  version: "1.0.0",
  params: {
    bars: p.int(8, { min: 1, max: 100 }),
    atr: p.int(14, { min: 1, max: 500 }),
    stopAtr: p.number(3.25, { min: 0.1, max: 20 }),
    targetAtr: p.number(5.5, { min: 0.1, max: 50 }),
  },
  feeds: { main: bars() },
  state: () => ({ rising: 0 }),
  indicators: ({ feeds, params }) => ({
    smooth: heikinAshi(feeds.main),
    atr: atr(feeds.main, params.atr),
  }),
  onBar({ feeds, ind, params, position, state }) {
    const { smooth } = ind;
    state.rising = smooth.now > smooth.open.now ? state.rising + 1 : 0;
    // Exactly then, not later: whoever missed the start of a trend waits for the next one.
    if (position.side !== "flat" || state.rising !== params.bars) return none;
    const price = feeds.main.close.now;
    return open("long", {
      why: `${params.bars} rising Heikin-Ashi bars in a row`,
      stop: price - params.stopAtr * ind.atr.now,
      target: price + params.targetAtr * ind.atr.now,
    });
  },
});
