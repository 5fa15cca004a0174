import { type Amount, amountToNumber } from "../../../core/base/index.ts";
import type { Instrument, Intent, OrderIntent } from "../../../core/domain/index.ts";
import { ema } from "../../../core/indicators/index.ts";
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
} from "../../../core/strategy/index.ts";
import { confident } from "./confident.ts";
import { managed } from "./managed.ts";

/** Why a strategy of a drill wants anything. */
export const WHY = "drilled";

/** What it may want, by the number that is drawn; the usual ones more often. */
const WISHES = 11;
/** Direct orders of its own that it may have at once. */
const BIDS = 2;
/** One stop in so many is so close that the market may have passed it before it stands. */
const CLOSE_STOP_ONE_IN = 8;
const CLOSE_STOP = 0.0004;
/** So many bars long it may think better of leaving. */
const SECOND_THOUGHTS = 8;
/** In contracts: hardly anything else has room beside it. */
const LARGE_BID = 18;

/** Asked of each wish, the n-th of its strategy, whether it comes out: one that does not is drawn all the same. */
export type Wants = (n: number, wish: Intent) => boolean;

/** From when on a strategy wants the least of its instrument, far below the price, and nothing else: Unix milliseconds. */
type ProbesFrom = () => number;

/** What depends on what is traded. */
interface Tastes {
  /** Share of wishes that go up. */
  readonly long: number;
  /** The least that an order may come to. */
  readonly worthMin: number;
  /** Positions that it opens are to be managed while they are held. */
  readonly manages: boolean;
  /** Sizes follow its confidence. */
  readonly isScaled: boolean;
}
const OF_CONTRACTS: Tastes = { long: 0.5, worthMin: 0, manages: false, isScaled: false };

/** Of what cannot be sold short it mostly wants to have more. */
export const tastesFor = (
  { settlement, rules }: Instrument,
  how: Pick<Tastes, "manages" | "isScaled">,
): Tastes =>
  settlement === "margin"
    ? { ...OF_CONTRACTS, ...how }
    : { long: 0.85, worthMin: amountToNumber((rules.at(-1)?.minNotional ?? 0n) as Amount), ...how };

/**
 * Trades for the sake of trading: it opens, turns, adds, bids, moves and takes back, now and then far more than any limit
 * lets through, and sometimes what is no intent at all. What it does depends on its own chance, its bars and its position.
 */
export const restlessThat = (wants: Wants, probesFrom: ProbesFrom, tastes: Tastes = OF_CONTRACTS): Strategy =>
  strategy({
    name: "restless",
    version: "1.0.0",
    /**
     * Shares: `pace` of bars at which it wants something, `nonsense` of wishes that break the contract, `bids` of wishes
     * that are about direct orders, `tidy` of wishes that take back all orders first,
     * `fickle` of bars soon after a wish to leave, or to take back, at which it thinks better of it.
     */
    params: {
      pace: p.number(0.2),
      nonsense: p.number(0),
      bids: p.number(0.2),
      tidy: p.number(0.08),
      fickle: p.number(0),
    },
    feeds: { main: bars() },
    indicators: ({ feeds }) => ({ average: ema(feeds.main.close, 5) }),
    state: () => ({ asked: 0, wished: 0, leaves: 0, hasTakenBack: false }),
    onBar({ chance, params, feeds, ind, now, position, state }): Intent {
      if (now >= probesFrom()) return probe(feeds.main.close.now, ++state.asked, tastes.worthMin);
      const wish = (): Intent => {
        if (chance.next() < params.nonsense)
          return { kind: "open", direction: "sideways" } as unknown as Intent;
        const price = feeds.main.close.now;
        const side = chance.next() < tastes.long ? "long" : "short";
        const away = (share: number): number => price * (1 + (side === "long" ? -share : share));
        const isClose = chance.int(CLOSE_STOP_ONE_IN) === 0;
        const stop = away(isClose ? CLOSE_STOP : 0.01 + 0.03 * chance.next());
        const buys = side === "long";
        const units = 1 + chance.int(40) / 10;
        const bid = (tag: string, quantity = (1 + chance.int(3)) * units): OrderIntent =>
          order({
            ...{ side: buys ? "buy" : "sell", type: "limit", tag, stop, why: WHY },
            ...{ limit: away(0.01 * chance.next()), quantity },
          });
        if (chance.next() < params.tidy) {
          if (chance.int(2) === 0) return cancel(WHY);
          const isHigh = ind.average.now > price;
          const turned = { why: WHY, stop: price * (isHigh ? 1.02 : 0.98) };
          return several(cancel(WHY), open(isHigh ? "short" : "long", turned));
        }
        if (chance.next() < params.bids) {
          const tag = `bid ${chance.int(BIDS)}`;
          switch (chance.int(10)) {
            case 0:
              return amend(tag, { limit: away(0.002), why: WHY });
            case 1:
            case 2:
              return amend(tag, { limit: away(0.002), quantity: (1 + chance.int(3)) * units, why: WHY });
            case 3:
            case 5:
              // What the one gives back the other takes at once.
              return several(
                amend(tag, { quantity: 0.5, why: WHY, ...(chance.int(2) === 0 && { limit: away(0.0005) }) }),
                bid(`bid ${chance.int(BIDS)}`, chance.int(2) === 0 ? LARGE_BID : undefined),
              );
            case 4:
              return cancel(WHY, tag);
            default:
              return bid(tag);
          }
        }
        switch (chance.int(WISHES)) {
          case 0:
          case 1:
            return open(side, { why: WHY, stop });
          case 2:
            return open(side, { why: WHY, stop, target: away(-0.01 - 0.03 * chance.next()) });
          case 3:
            return open(side, {
              ...{ why: WHY, stop, limit: away(0.003 * chance.next()) },
              expiresAfterBars: 1 + chance.int(20),
            });
          case 4:
            return open(side, { why: WHY, stop, trigger: away(-0.003 * chance.next()) });
          case 5:
          case 6:
            return close(WHY);
          case 7:
          case 8:
            return position.side === "flat"
              ? none
              : adjust(WHY, { stop: price * (position.side === "long" ? 0.98 : 1.02) });
          case 9:
            return order({
              ...{ side: position.side === "long" ? "sell" : "buy", type: "market", quantity: units },
              ...{ reduceOnly: true, why: WHY },
            });
          default:
            return order({
              ...{ side: buys ? "buy" : "sell", type: "market", quantity: 1_000_000, stop, why: WHY },
            });
        }
      };
      /** What it has just left it wants to keep, and what it has just taken back it wants anew, and more of it. */
      const secondThought = (): Intent | undefined => {
        const leaves = state.leaves > 0;
        const { hasTakenBack } = state;
        state.leaves = Math.max(0, state.leaves - 1);
        state.hasTakenBack = false;
        if (!(leaves || hasTakenBack) || chance.next() >= params.fickle) return undefined;
        return leaves ? cancel(WHY) : largeBid(chance.int(2) === 0 ? "buy" : "sell", feeds.main.close.now);
      };
      state.asked++;
      const again = params.fickle > 0 ? secondThought() : undefined;
      if (again === undefined && chance.next() >= params.pace) return none;
      state.wished++;
      const drawn = again ?? wish();
      const isAsked = tastes.isScaled && drawn.kind === "open"; // It has to be something that the engine can read.
      const plain = isAsked ? confident(drawn, position.side, feeds.main.close.now, chance) : drawn;
      const isManaged = tastes.manages && plain.kind === "open" && chance.int(4) > 0;
      const wished = isManaged ? managed(plain, feeds.main.close.now, chance) : plain;
      if (wished.kind === "close") state.leaves = SECOND_THOUGHTS;
      if (wished.kind === "cancel") state.hasTakenBack = true;
      return wants(state.wished, wished) ? wished : none;
    },
  });

/** For most of what may be held, near the price. */
const largeBid = (side: "buy" | "sell", price: number): Intent => {
  const away = side === "buy" ? -1 : 1;
  return order({
    ...{ side, type: "limit", quantity: LARGE_BID, why: WHY },
    ...{ limit: price * (1 + 0.001 * away), stop: price * (1 + 0.03 * away) },
  });
};

/** The least that can be had, at a price that nobody sells at: there is always room for it. */
const probe = (price: number, n: number, worthMin: number): Intent =>
  order({
    ...{ side: "buy", type: "limit", limit: price * 0.9, stop: price * 0.85 },
    quantity: (1 + Math.ceil((10 * worthMin) / (price * 0.9))) / 10,
    ...{ tag: `probe ${n}`, why: WHY },
  });

/** All that it wishes for. */
export const restless: Strategy = restlessThat(
  () => true,
  () => Number.POSITIVE_INFINITY,
);
