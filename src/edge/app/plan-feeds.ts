import type { DurationMs } from "../../core/base/index.ts";
import { intervalMs } from "../../core/domain/index.ts";
import { type FeedSpec, type ParamValue, readFeeds, type Strategy } from "../../core/strategy/index.ts";
import { nearest, UserProblem } from "../problem/index.ts";
import type { LongerSeries } from "../research/index.ts";

/** Bars that were loaded, by their place in the list of instruments. */
export interface LoadedSeries {
  readonly symbol: string;
  /** `15m`. */
  readonly interval: string;
  readonly intervalMs: DurationMs;
}

/** Which series the feeds of a strategy follow. */
export interface PlannedFeeds {
  readonly series: number;
  readonly feeds: Readonly<Record<string, number>>;
}

/** Finds a series for every feed of every strategy, and collects the longer bars that have to be made for them. */
export class FeedPlan {
  readonly longer: LongerSeries[] = [];
  readonly #loaded: readonly LoadedSeries[];

  constructor(loaded: readonly LoadedSeries[]) {
    this.#loaded = loaded;
  }

  /** @throws UserProblem, exit 2, for a feed that this run has no bars for */
  plan(strategy: Strategy, params: Readonly<Record<string, ParamValue>>, own: number): PlannedFeeds {
    const declared = readFeeds(
      typeof strategy.feeds === "function" ? strategy.feeds({ params }) : strategy.feeds,
    );
    if (!declared.ok) {
      const { key, found, allowed } = declared.error;
      throw problem(strategy, key, "not a feed", found, allowed, "mend the strategy");
    }
    const feeds = Object.fromEntries(
      Object.entries(declared.value).map(([name, spec]) => [name, this.#seriesOf(strategy, name, spec, own)]),
    );
    const [series = own] = Object.values(feeds);
    return { series, feeds };
  }

  #seriesOf(strategy: Strategy, name: string, { symbol, timeframe }: FeedSpec, own: number): number {
    const place = symbol === undefined ? own : this.#placeOf(strategy, name, symbol);
    const loaded = this.#loaded[place] as LoadedSeries;
    const wanted = timeframe === undefined ? loaded.intervalMs : intervalMs(timeframe);
    if (wanted === undefined || wanted === loaded.intervalMs) return place;
    if (wanted < loaded.intervalMs || wanted % loaded.intervalMs !== 0)
      throw problem(
        strategy,
        `feeds.${name}`,
        "bars that cannot be made of those that were loaded",
        `${timeframe} out of ${loaded.interval} of ${loaded.symbol}`,
        `multiples of ${loaded.interval}`,
        `give shorter data of ${loaded.symbol}, or another timeframe to the feed`,
      );
    const known = this.longer.findIndex(
      ({ from, intervalMs: length }) => from === place && length === wanted,
    );
    if (known !== -1) return this.#loaded.length + known;
    this.longer.push({ from: place, intervalMs: wanted });
    return this.#loaded.length + this.longer.length - 1;
  }

  #placeOf(strategy: Strategy, name: string, symbol: string): number {
    const symbols = this.#loaded.map((one) => one.symbol);
    const place = symbols.indexOf(symbol);
    if (place !== -1) return place;
    const near = nearest(symbol, symbols);
    const fix = near === undefined ? `add ${symbol} to --symbols, with its data` : `did you mean ${near}?`;
    throw problem(
      strategy,
      `feeds.${name}`,
      "an instrument that is not part of this run",
      symbol,
      symbols.join(", "),
      fix,
    );
  }
}

const problem = (
  { name }: Strategy,
  key: string,
  message: string,
  found: string,
  allowed: string,
  fix: string,
): UserProblem =>
  new UserProblem({ exitCode: 2, where: `strategy ${name}: ${key}`, message, found, allowed, fix });
