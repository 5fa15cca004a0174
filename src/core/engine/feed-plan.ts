import { type DurationMs, err, ok, type Result } from "../base/index.ts";
import { intervalMs } from "../domain/index.ts";
import { at, BarSeries, longerBars } from "../market/index.ts";
import { type FeedSpec, type ParamValue, readFeeds, type Strategy } from "../strategy/index.ts";

/** Longer bars that a strategy follows beside those that are there. */
export interface LongerSeries {
  /** Id of the series they are made of. */
  readonly from: number;
  readonly intervalMs: DurationMs;
}

/** Which series the feeds of a strategy follow. */
export interface PlannedFeeds {
  /** That of the first feed, which wakes it. */
  readonly series: number;
  readonly feeds: Readonly<Record<string, number>>;
}

/** A feed that there are no bars for, or that is none. `key` says which: `feeds.other`. */
export type BadFeed =
  | { readonly kind: "NotAFeed"; readonly key: string; readonly found: string; readonly allowed: string }
  | { readonly kind: "UnknownInstrument"; readonly key: string; readonly symbol: string }
  | {
      readonly kind: "NoMultiple";
      readonly key: string;
      readonly timeframe: string;
      /** Place of the bars it would have to be made of. */
      readonly place: number;
    };

/** Finds a series for every feed of every strategy, and collects the longer bars that have to be made for them. */
export class FeedPlan {
  /** Their ids follow on from those of the bars that are there. */
  readonly longer: LongerSeries[] = [];
  readonly #there: readonly { readonly symbol: string; readonly intervalMs: DurationMs }[];

  /** `there`: one series an instrument, its id is the place in the list. */
  constructor(there: readonly { readonly symbol: string; readonly intervalMs: DurationMs }[]) {
    this.#there = there;
  }

  /** `own` is the place of the instrument that the strategy trades. */
  plan(
    strategy: Strategy,
    params: Readonly<Record<string, ParamValue>>,
    own: number,
  ): Result<PlannedFeeds, BadFeed> {
    const declared = readFeeds(
      typeof strategy.feeds === "function" ? strategy.feeds({ params }) : strategy.feeds,
    );
    if (!declared.ok) return err({ kind: "NotAFeed", ...declared.error });
    const feeds: Record<string, number> = {};
    for (const [name, spec] of Object.entries(declared.value)) {
      const series = this.#seriesOf(`feeds.${name}`, spec, own);
      if (!series.ok) return series;
      feeds[name] = series.value;
    }
    return ok({ series: Object.values(feeds)[0] ?? own, feeds });
  }

  #seriesOf(key: string, { symbol, timeframe }: FeedSpec, own: number): Result<number, BadFeed> {
    const place = symbol === undefined ? own : this.#there.findIndex((one) => one.symbol === symbol);
    const there = this.#there[place];
    if (there === undefined) return err({ kind: "UnknownInstrument", key, symbol: symbol ?? "" });
    const wanted = timeframe === undefined ? there.intervalMs : intervalMs(timeframe);
    if (timeframe === undefined || wanted === undefined || wanted === there.intervalMs) return ok(place);
    if (wanted % there.intervalMs !== 0) return err({ kind: "NoMultiple", key, timeframe, place });
    let known = this.longer.findIndex((one) => one.from === place && one.intervalMs === wanted);
    if (known === -1) known = this.longer.push({ from: place, intervalMs: wanted }) - 1;
    return ok(this.#there.length + known);
  }
}

/** The bars that are there, then the longer ones made of them. */
export function withLonger(
  there: readonly BarSeries[],
  longer: readonly LongerSeries[],
): readonly BarSeries[] {
  const made = longer.map(({ from, intervalMs: length }, i) => {
    const source = there[from] as BarSeries; // Planned from this list.
    const { columns, intervalMs: shorter, instrument } = source;
    const bars = longerBars(columns, shorter, length, (row) => source.closesAt(row));
    const { incomplete, closes } = bars;
    const time = closes === undefined ? bars.columns.time : afterClose(bars.columns.time, closes);
    const id = there.length + i;
    const longerColumns = { ...bars.columns, time };
    return new BarSeries({ id, instrument, intervalMs: length, columns: longerColumns, incomplete, closes });
  });
  return [...there, ...made];
}

/** A bar begins when the one before it has closed, where that is beyond its boundary: time does not go back. */
const afterClose = (time: Float64Array, closes: Float64Array): Float64Array =>
  time.map((start, i) => (i === 0 ? start : Math.max(start, at(closes, i - 1))));
