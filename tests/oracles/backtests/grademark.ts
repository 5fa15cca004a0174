/**
 * The strategy of grademark's (MIT) integration test "backtest mean reversion", by our engine: buy when a bar closes below
 * the average of 30 closes, leave when one closes above it, each at the next open. One share at a time, no costs.
 */
import { quantity } from "../../../src/core/base/index.ts";
import type { AdjustIntent, Intent, NoIntent } from "../../../src/core/domain/index.ts";
import { sma } from "../../../src/core/indicators/index.ts";
import type { BarColumns } from "../../../src/core/market/index.ts";
import {
  adjust,
  bars,
  close,
  none,
  open,
  type PositionView,
  p,
  several,
  strategy,
} from "../../../src/core/strategy/index.ts";
import { DAY, share, withoutFees } from "../../builders/instrument.ts";
import { Run } from "../../builders/play.ts";

/** What a variant of the strategy adds: shares of a price, bars; 0 is nothing. */
const PARAMS = {
  /** Distance of the stop from the entry price. */
  stop: p.number(0),
  /** Distance of the trailing stop from each close. */
  trail: p.number(0),
  target: p.number(0),
  /** Buys once a bar comes this far above the close of the decision, whatever the average says. */
  above: p.number(0),
  /** Leaves after so many bars, whatever the average says. */
  holdBars: p.int(0),
  /** The same as a rule of the position, counted from the bar of the entry on. */
  exitAfterBars: p.int(0),
  /** Stop and target from the fill on; theirs are looked at from the next bar on. */
  isAtOnce: p.boolean(false),
};

export type Variant = Partial<
  Record<"stop" | "trail" | "target" | "above" | "holdBars" | "exitAfterBars", number>
> & {
  readonly isAtOnce?: boolean;
};

type Terms = Required<Variant>;
const PLAIN: Terms = {
  stop: 0,
  trail: 0,
  target: 0,
  above: 0,
  holdBars: 0,
  exitAfterBars: 0,
  isAtOnce: false,
};

const meanReversion = strategy({
  name: "mean-reversion",
  version: "1.0.0",
  params: PARAMS,
  feeds: { main: bars() },
  indicators: ({ feeds }) => ({ average: sma(feeds.main.close, 30) }),
  /** Closes since the entry, and whether a position ended within the bar that closes. */
  state: () => ({ closes: 0, hasLeft: false }),
  onBar({ feeds, ind, params, position, state }): Intent {
    const last = feeds.main.close.now;
    if (position.side === "flat") {
      const isReady = position.state === "CLOSED" && !state.hasLeft;
      state.hasLeft = false; // Their bar of an exit decides nothing.
      return isReady ? entry(params, last, ind.average.now) : none;
    }
    state.closes++;
    if (state.closes === 1) return first(params, last, position); // Nor does that of an entry.
    const follow = followed(params, last, position);
    if (params.exitAfterBars > 0) return none; // The engine sees to it.
    const isOver = params.holdBars > 0 ? state.closes > params.holdBars : last > ind.average.now;
    return isOver ? several(follow, close("time to leave")) : follow;
  },
  onFill({ fill, params, state }) {
    state.hasLeft = fill.role !== "entry";
    state.closes = 0;
    return state.hasLeft || !params.isAtOnce ? none : protect(params, fill.price);
  },
});

function entry({ above, exitAfterBars }: Terms, last: number, average: number): Intent {
  const rules = exitAfterBars > 0 ? { exitAfterBars } : {};
  if (above > 0)
    return open("long", { why: "it goes on rising", stop: "default", trigger: last * (1 + above) });
  return last < average ? open("long", { why: "closed below the average", stop: "default", ...rules }) : none;
}

/** The close of the bar of the entry: what protects from the next one on. */
function first(params: Terms, last: number, { entryPrice }: PositionView): Intent {
  if (params.trail > 0) return adjust("trails", { stop: entryPrice - last * params.trail });
  return params.isAtOnce ? none : protect(params, entryPrice);
}

function protect({ stop, target }: Terms, from: number): Intent {
  if (stop === 0 && target === 0) return none;
  return adjust("measured from the entry", {
    ...(stop > 0 ? { stop: from * (1 - stop) } : {}),
    ...(target > 0 ? { target: from * (1 + target) } : {}),
  });
}

/** Never back. */
function followed({ trail }: Terms, last: number, position: PositionView): AdjustIntent | NoIntent {
  const stop = last * (1 - trail);
  return trail > 0 && stop > position.stop ? adjust("trails the close", { stop }) : none;
}

/** Prices as fine as theirs, which are doubles. */
const STW = withoutFees(share({ symbol: "STW", tick: "0.00000001" }));

/** @param atClose looks at the run after each bar and what was decided at its close */
export function playMeanReversion(
  data: BarColumns,
  variant: Variant,
  atClose: (run: Run) => void = () => undefined,
): Run {
  const line = {
    instrument: STW,
    bars: data,
    every: DAY,
    strategy: meanReversion,
    params: { ...PLAIN, ...variant },
  };
  return new Run([line], {
    limitFill: "touch",
    risk: { own: { positionSizeMax: undefined, positionQuantityMax: quantity("1") } },
    after: ({ kind }, run) => kind === "TimeClosed" && atClose(run),
  }).play();
}
