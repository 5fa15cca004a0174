import type { BadFeed, FeedPlan, PlannedFeeds } from "../../../core/engine/index.ts";
import type { ParamValue, Strategy } from "../../../core/strategy/index.ts";
import { nearest, UserProblem } from "../../problem/index.ts";

/** Bars that were loaded, by their place in the list of instruments. */
interface LoadedSeries {
  readonly symbol: string;
  /** `15m`. */
  readonly interval: string;
}

/** The series that the feeds of a strategy follow. @throws UserProblem, exit 2, for a feed that this run has no bars for */
export function planFeeds(
  plan: FeedPlan,
  loaded: readonly LoadedSeries[],
  strategy: Strategy,
  params: Readonly<Record<string, ParamValue>>,
  own: number,
): PlannedFeeds {
  const planned = plan.plan(strategy, params, own);
  if (planned.ok) return planned.value;
  const where = `strategy ${strategy.name}: ${planned.error.key}`;
  throw new UserProblem({ exitCode: 2, where, ...wordsFor(planned.error, loaded) });
}

function wordsFor(
  bad: BadFeed,
  loaded: readonly LoadedSeries[],
): { readonly message: string; readonly found: string; readonly allowed: string; readonly fix: string } {
  switch (bad.kind) {
    case "NotAFeed": {
      const { found, allowed } = bad;
      return { message: "not a feed", found, allowed, fix: "mend the strategy" };
    }
    case "UnknownInstrument": {
      const symbols = loaded.map(({ symbol }) => symbol);
      const near = nearest(bad.symbol, symbols);
      return {
        message: "an instrument that is not part of this run",
        found: bad.symbol,
        allowed: symbols.join(", "),
        fix: near === undefined ? `add ${bad.symbol} to --symbols, with its data` : `did you mean ${near}?`,
      };
    }
    case "NoMultiple": {
      const { symbol, interval } = loaded[bad.place] as LoadedSeries;
      return {
        message: "bars that cannot be made of those that were loaded",
        found: `${bad.timeframe} out of ${interval} of ${symbol}`,
        allowed: `multiples of ${interval}`,
        fix: `give shorter data of ${symbol}, or another timeframe to the feed`,
      };
    }
  }
}
