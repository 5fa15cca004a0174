import type { RunPlan } from "../../research/index.ts";

type PlanSeries = RunPlan["series"][number];

/** Where to look in the past of a market. Times in Unix milliseconds. */
interface Stretch {
  readonly isUp: boolean;
  readonly since: number;
  readonly until: number;
}

/** The bars of a drill, as its plan has them: what prices there have been. */
export class MarketPast {
  /** By symbol. */
  readonly #series = new Map<string, PlanSeries>();

  /** `symbols`: in the order in which the run numbers its instruments. */
  constructor(symbols: readonly string[], series: readonly PlanSeries[]) {
    for (const one of series) this.#series.set(symbols[one.instrument] ?? "", one);
  }

  /**
   * How far up, or down, the price has been in the bars that have closed by `until`. Of one that began before `since` only its
   * close is known to have come after that. @returns an infinity where no bar has closed
   */
  furthest(symbol: string, { isUp, since, until }: Stretch): number {
    const series = this.#series.get(symbol);
    let far = isUp ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    if (series === undefined) return far;
    const { time, high, low, close } = series.columns;
    const beyond = isUp ? high : low;
    for (let row = 0; row < time.length; row++) {
      const begun = time[row] ?? Number.POSITIVE_INFINITY;
      const closed = begun + series.intervalMs;
      if (closed > until) break;
      if (closed <= since) continue;
      const price = (begun < since ? close : beyond)[row] ?? Number.NaN;
      far = isUp ? Math.max(far, price) : Math.min(far, price);
    }
    return far;
  }
}
