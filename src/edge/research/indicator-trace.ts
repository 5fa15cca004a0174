import { withLonger } from "../../core/engine/index.ts";
import { Feed, type NamedSource, namedSources } from "../../core/indicators/index.ts";
import { BarSeries } from "../../core/market/index.ts";
import type { Strategy } from "../../core/strategy/index.ts";
import type { PlannedRun, RunPlan } from "./run-plan.ts";

/** Values of one line of an indicator, at the closes that were asked for; NaN before it was warm. */
export interface IndicatorTrace {
  /** As the strategy calls it: `fast`; further lines behind a dot: `bands.upper`. */
  readonly name: string;
  readonly values: Float64Array;
}

/** More would neither be told apart in a chart nor fit into a page. */
const TRACES_MAX = 12;

/**
 * What the indicators of a strategy were at the closes of some bars of its instrument. They are a function of the bars, so
 * they are worked out anew rather than recorded: a run that nobody draws pays nothing. `rows` are rows of the instrument's
 * series, ascending. @throws whatever the author's own code throws
 */
export function traceIndicators(
  plan: RunPlan,
  run: PlannedRun,
  strategy: Strategy,
  rows: ArrayLike<number>,
): readonly IndicatorTrace[] {
  const loaded = plan.series.map((one, id) => new BarSeries({ id, ...one }));
  const series = withLonger(loaded, plan.longer);
  const feedOf = new Map<BarSeries, Feed>();
  const follow = (id: number): Feed => {
    const one = series[id] as BarSeries; // Planned from this list.
    const feed = feedOf.get(one) ?? new Feed(one);
    feedOf.set(one, feed);
    return feed;
  };
  const { params } = run;
  const specs = typeof strategy.feeds === "function" ? strategy.feeds({ params }) : strategy.feeds;
  const feeds = Object.fromEntries(
    Object.keys(specs).map((name) => [name, follow(run.feeds?.[name] ?? run.series)]),
  );
  const sources = namedSources(strategy.indicators({ params, feeds })).slice(0, TRACES_MAX);
  const traces = sources.map(({ name }) => ({ name, values: new Float64Array(rows.length) }));
  const own = series[run.instrument] as BarSeries;
  const clock = new FeedClock([...feedOf]);
  for (let i = 0; i < rows.length; i++) {
    clock.playTo(own.closesAt(rows[i] as number));
    for (let s = 0; s < sources.length; s++)
      (traces[s] as IndicatorTrace).values[i] = (sources[s] as NamedSource).source.now;
  }
  return traces;
}

/** Closes the bars of several feeds in order of time; of one moment all look before any indicator is updated. */
class FeedClock {
  readonly #followed: readonly (readonly [BarSeries, Feed])[];

  constructor(followed: readonly (readonly [BarSeries, Feed])[]) {
    this.#followed = followed;
  }

  /** Plays everything that has closed by then. */
  playTo(moment: number): void {
    for (let next = this.#next(); next <= moment; next = this.#next()) {
      const due = this.#followed.filter(([series]) => closeOfNext(series) === next);
      for (const [series] of due) series.visible++;
      for (const [, feed] of due) feed.look();
      for (const [, feed] of due) feed.update();
    }
  }

  #next(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const [series] of this.#followed) next = Math.min(next, closeOfNext(series));
    return next;
  }
}

const closeOfNext = (series: BarSeries): number =>
  series.visible < series.rows ? series.closesAt(series.visible) : Number.POSITIVE_INFINITY;
