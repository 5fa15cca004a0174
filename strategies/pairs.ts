import { bars, close, combined, none, open, p, strategy, zScore } from "timonel";

/**
 * Two perpetuals that move together: sells the one that has become dear against the other, buys the cheap one, and leaves
 * when they have met again. It runs on both of them, each run trading its own instrument: see examples/pairs.yaml.
 *
 * Both runs see the same spread with the opposite sign, so that the two legs open and close at the same bars. The hedge is
 * by equal notional: give both symbols the same fixed share of equity.
 */
// Its golden result is renewed when funding lands: a leg that is held for days pays or receives it.
export const pairs = strategy({
  name: "pairs",
  version: "1.0.0",
  params: {
    other: p.text("ETH/USDT:USDT"),
    length: p.int(72, { min: 2, max: 2000 }),
    entry: p.number(2, { min: 0.1, max: 10 }),
    exit: p.number(0.25, { min: 0, max: 10 }),
    giveUp: p.number(4, { min: 0.2, max: 20 }),
    stop: p.number(0.15, { min: 0.001, max: 0.9 }),
  },
  feeds: ({ params }) => ({ main: bars(), other: bars({ symbol: params.other }) }),
  indicators({ feeds, params }) {
    const own = feeds.main.close;
    const other = feeds.other.close;
    const spread = combined([own, other], () => Math.log(own.now) - Math.log(other.now));
    return { z: zScore(spread, params.length) };
  },
  onBar({ feeds, ind, params, position }) {
    const { z } = ind;
    const apart = Math.abs(z.now);
    if (position.side !== "flat") {
      if (apart > params.giveUp) return close("the spread went further instead of coming back");
      const side = position.side === "long" ? -1 : 1;
      return z.now * side <= params.exit ? close("the two have met again") : none;
    }
    // Only at the crossing: a pair that was given up must have been normal before it is tried again.
    if (apart < params.entry || apart > params.giveUp || Math.abs(z.prev) >= params.entry) return none;
    // Far away on purpose: a leg that is stopped alone leaves the other one unhedged.
    const distance = params.stop * feeds.main.close.now;
    const far = `${params.entry} deviations`;
    return z.now < 0
      ? open("long", {
          why: `cheap against ${params.other} by ${far}`,
          stop: feeds.main.close.now - distance,
        })
      : open("short", {
          why: `dear against ${params.other} by ${far}`,
          stop: feeds.main.close.now + distance,
        });
  },
});
