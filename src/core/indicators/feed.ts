import { assert, type UnixMs } from "../base/index.ts";
import { at, type BarSeries } from "../market/index.ts";
import type { Host, Indicator, Source } from "./indicator.ts";

export type PriceField = "open" | "high" | "low" | "close" | "volume";

/** One column of a feed: its newest closed value and the past behind it. */
export class PriceLine implements Source {
  readonly warmUp = 1;
  readonly feed: Feed;
  readonly #series: BarSeries;
  readonly #column: Float64Array;

  constructor(feed: Feed, series: BarSeries, field: PriceField) {
    this.feed = feed;
    this.#series = series;
    this.#column = series.columns[field];
  }

  /** Value at the newest closed bar; NaN before the first. */
  get now(): number {
    const row = this.#series.visible - 1;
    return row < 0 ? Number.NaN : at(this.#column, row);
  }

  /** Value one bar earlier. */
  get prev(): number {
    const row = this.#series.visible - 2;
    return row < 0 ? Number.NaN : at(this.#column, row);
  }

  /** The value `bars` closed bars ago (0 = newest); NaN before the first bar. There is no way to look ahead. */
  ago(bars: number): number {
    assert(Number.isInteger(bars) && bars >= 0, `ago(${bars}): a whole number of bars into the past is due`);
    const row = this.#series.visible - 1 - bars;
    return row < 0 ? Number.NaN : at(this.#column, row);
  }
}

/** The closed bars of one series as a strategy sees them, and the indicators that follow them. */
export class Feed implements Host {
  /** Private, because its columns may hold the future. */
  readonly #series: BarSeries;
  readonly #lines = new Map<PriceField, PriceLine>();
  readonly #indicators: Indicator[] = [];

  constructor(series: BarSeries) {
    this.#series = series;
  }

  get open(): PriceLine {
    return this.#line("open");
  }
  get high(): PriceLine {
    return this.#line("high");
  }
  get low(): PriceLine {
    return this.#line("low");
  }
  get close(): PriceLine {
    return this.#line("close");
  }
  get volume(): PriceLine {
    return this.#line("volume");
  }

  /** Closed bars so far. */
  get bars(): number {
    return this.#series.visible;
  }

  /** When the newest closed bar opened. */
  get time(): UnixMs {
    const { visible, columns } = this.#series;
    return (visible === 0 ? Number.NaN : at(columns.time, visible - 1)) as UnixMs;
  }

  /** Bars after which every indicator of this feed has a value. */
  get warmUp(): number {
    let bars = 0;
    for (const indicator of this.#indicators) bars = Math.max(bars, indicator.warmUp);
    return bars;
  }

  /** Indicators are updated in the order they were made, so one may feed the next. */
  follow(indicator: Indicator): void {
    this.#indicators.push(indicator);
  }

  /** The newest bar of the series has closed. */
  advance(): void {
    const indicators = this.#indicators;
    for (let i = 0; i < indicators.length; i++) (indicators[i] as Indicator).update();
  }

  #line(field: PriceField): PriceLine {
    let line = this.#lines.get(field);
    if (line === undefined) {
      line = new PriceLine(this, this.#series, field);
      this.#lines.set(field, line);
    }
    return line;
  }
}
