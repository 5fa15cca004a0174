/** The EMA-cross task as a strategy of this house. */
import type { Amount } from "../../src/core/base/index.ts";
import type { EngineListener } from "../../src/core/engine/index.ts";
import { ema } from "../../src/core/indicators/index.ts";
import type { BarColumns } from "../../src/core/market/index.ts";
import { bars, none, order, p, strategy } from "../../src/core/strategy/index.ts";
import { instrumentOf, type WideRun, wideRun } from "./wide-run.ts";

/** Direct market orders of one unit, from the bar of index `slow` on. */
const emaCrossTask = strategy({
  name: "ema-cross-task",
  version: "1.0.0",
  params: { fast: p.int(12), slow: p.int(26) },
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => ({
    fast: ema(feeds.main.close, params.fast, { seed: "first" }),
    slow: ema(feeds.main.close, params.slow, { seed: "first" }),
  }),
  onBar({ ind, position }) {
    const wants = ind.fast.now > ind.slow.now;
    if (wants && position.side === "flat")
      return order({
        side: "buy",
        type: "market",
        quantity: 1,
        why: "the fast average is above the slow one",
      });
    if (!wants && position.side === "long")
      return order({
        side: "sell",
        type: "market",
        quantity: 1,
        why: "the fast average is not above the slow one",
      });
    return none;
  },
});

/** The task over these markets, one account. */
export const emaCrossOf = (markets: readonly BarColumns[], balance: Amount): WideRun => ({
  instruments: markets.map((_, place) => instrumentOf(place)),
  markets,
  strategy: emaCrossTask,
  params: { fast: 12, slow: 26 },
  needsAtr: true,
  balance,
});

export const emaCrossRun = (markets: readonly BarColumns[], balance: Amount, listener?: EngineListener) =>
  wideRun(emaCrossOf(markets, balance), listener);

export type EmaCrossRun = ReturnType<typeof emaCrossRun>;
