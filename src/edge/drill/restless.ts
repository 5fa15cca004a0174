import type { Intent } from "../../core/domain/index.ts";
import { ema } from "../../core/indicators/index.ts";
import {
  adjust,
  amend,
  bars,
  cancel,
  close,
  none,
  open,
  order,
  p,
  type Strategy,
  several,
  strategy,
} from "../../core/strategy/index.ts";

const WHY = "drilled";

/** What it may want, by the number that is drawn; the usual ones more often. */
const WISHES = 14;

/** Asked of each wish, the n-th of its strategy, whether it comes out: one that does not is drawn all the same. */
export type Wants = (n: number, wish: Intent) => boolean;

/**
 * Trades for the sake of trading: it opens, turns, adds, bids, moves and takes back, now and then far more than any limit
 * lets through, and sometimes what is no intent at all. What it does depends on its own chance, its bars and its position.
 */
export const restlessThat = (wants: Wants): Strategy =>
  strategy({
    name: "restless",
    version: "1.0.0",
    /** `pace`: share of bars at which it wants something. `nonsense`: share of wishes that break the contract. */
    params: { pace: p.number(0.2), nonsense: p.number(0) },
    feeds: { main: bars() },
    indicators: ({ feeds }) => ({ average: ema(feeds.main.close, 5) }),
    state: () => ({ asked: 0, wished: 0 }),
    onBar({ chance, params, feeds, ind, position, state }): Intent {
      const wish = (): Intent => {
        if (chance.next() < params.nonsense)
          return { kind: "open", direction: "sideways" } as unknown as Intent;
        const price = feeds.main.close.now;
        const side = chance.next() < 0.5 ? "long" : "short";
        const away = (share: number): number => price * (1 + (side === "long" ? -share : share));
        const stop = away(0.01 + 0.03 * chance.next());
        const buys = side === "long";
        const units = 1 + chance.int(40) / 10;
        switch (chance.int(WISHES)) {
          case 0:
          case 1:
            return open(side, { why: WHY, stop });
          case 2:
            return open(side, { why: WHY, stop, target: away(-0.01 - 0.03 * chance.next()) });
          case 3:
            return open(side, {
              why: WHY,
              stop,
              limit: away(0.003 * chance.next()),
              expiresAfterBars: 1 + chance.int(20),
            });
          case 4:
            return open(side, { why: WHY, stop, trigger: away(-0.003 * chance.next()) });
          case 5:
            return close(WHY);
          case 6:
            return position.side === "flat"
              ? none
              : adjust(WHY, { stop: price * (position.side === "long" ? 0.98 : 1.02) });
          case 7:
          case 8:
            return order({
              side: buys ? "buy" : "sell",
              type: "limit",
              limit: away(0.004),
              quantity: units,
              tag: "bid",
              stop,
              why: WHY,
            });
          case 9:
            return amend("bid", { limit: away(0.002), why: WHY });
          case 10:
            return cancel(WHY, "bid");
          case 11:
            return order({
              side: position.side === "long" ? "sell" : "buy",
              type: "market",
              quantity: units,
              reduceOnly: true,
              why: WHY,
            });
          case 12:
            return order({
              side: buys ? "buy" : "sell",
              type: "market",
              quantity: 1_000_000,
              stop,
              why: WHY,
            });
          default:
            return several(
              cancel(WHY),
              open(ind.average.now > price ? "short" : "long", {
                why: WHY,
                stop: price * (ind.average.now > price ? 1.02 : 0.98),
              }),
            );
        }
      };
      state.asked++;
      if (chance.next() >= params.pace) return none;
      state.wished++;
      const wished = wish();
      return wants(state.wished, wished) ? wished : none;
    },
  });

/** All that it wishes for. */
export const restless: Strategy = restlessThat(() => true);
