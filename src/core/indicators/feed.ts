import { assert, type UnixMs } from "../base/index.ts";
import { at, type BarSeries } from "../market/index.ts";
import type { Host, Indicator, IndicatorSnapshot, Source } from "./indicator.ts";

export const PRICE_FIELDS = ["open", "high", "low", "close", "volume"] as const;
export type PriceField = (typeof PRICE_FIELDS)[number];

/** A bar that has not closed yet. Prices in quote units, volume in units of the base asset. */
export type UnfinishedBar = Readonly<Record<PriceField, number>>;

/** One column of a feed: its newest closed value and the past behind it. */
export class PriceLine implements Source {
  now = Number.NaN;
  prev = Number.NaN;
  readonly warmUp = 1;
  readonly feed: Feed;
  readonly field: PriceField;
  readonly #series: BarSeries;
  readonly #column: Float64Array;

  constructor(feed: Feed, series: BarSeries, field: PriceField) {
    this.feed = feed;
    this.field = field;
    this.#series = series;
    this.#column = series.columns[field];
    this.look();
  }

  /** The value `bars` closed bars ago (0 = newest); NaN before the first bar. There is no way to look ahead. */
  ago(bars: number): number {
    assert(
      Number.isInteger(bars) && bars >= 0,
      "ago(...): a whole number of bars into the past is due",
      bars,
    );
    const row = this.#series.visible - 1 - bars;
    return row < 0 ? Number.NaN : at(this.#column, row);
  }

  /** Takes the newest closed bar: whoever calls it, it cannot see further. */
  look(): void {
    const row = this.#series.visible - 1;
    this.now = row < 0 ? Number.NaN : at(this.#column, row);
    this.prev = row < 1 ? Number.NaN : at(this.#column, row - 1);
  }

  /** Shows a value as if its bar had closed, until the next look. */
  pretend(value: number): void {
    this.prev = this.now;
    this.now = value;
  }
}

/** The closed bars of one series as a strategy sees them, and the indicators that follow them. */
export class Feed implements Host {
  /** Private, because its columns may hold the future. */
  readonly #series: BarSeries;
  readonly #byField = new Map<PriceField, PriceLine>();
  readonly #lines: PriceLine[] = [];
  readonly #indicators: Indicator[] = [];
  #isPeeking = false;

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

  /**
   * Whether the newest closed bar lacks something: a longer bar over a hole in the data, or one that did not come whole live
   * and was filled in.
   */
  get isIncomplete(): boolean {
    const { visible } = this.#series;
    return visible > 0 && this.#series.isIncomplete(visible - 1);
  }

  /** Length of its bars in milliseconds. */
  get intervalMs(): number {
    return this.#series.intervalMs;
  }

  /** When the newest closed bar opened; NaN before the first. */
  get time(): UnixMs {
    const { visible, columns } = this.#series;
    return (visible === 0 ? Number.NaN : at(columns.time, visible - 1)) as UnixMs;
  }

  /**
   * When the bar opened that the lines show: at a peek the one after the newest closed bar, as if none were missing between
   * them. NaN before the first bar has closed, which no indicator but a peeked one sees.
   */
  get barTime(): UnixMs {
    return (this.#isPeeking ? this.time + this.intervalMs : this.time) as UnixMs;
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
    this.look();
    this.update();
  }

  /** First half of `advance`: the prices. Where several feeds close together, all look before any updates. */
  look(): void {
    const lines = this.#lines;
    for (let i = 0; i < lines.length; i++) (lines[i] as PriceLine).look();
  }

  /** Second half of `advance`: the indicators. */
  update(): void {
    const indicators = this.#indicators;
    for (let i = 0; i < indicators.length; i++) (indicators[i] as Indicator).update();
  }

  /**
   * Runs `read` as if `bar` had closed: every price line and indicator of this feed shows it. Afterwards all is as it was:
   * an unfinished bar never leaves a trace. (`ago`, `bars` and `time` still speak of closed bars.)
   */
  peek<T>(bar: UnfinishedBar, read: () => T): T {
    const before = this.snapshot();
    this.#isPeeking = true;
    try {
      for (const line of this.#lines) line.pretend(bar[line.field]);
      this.update();
      return read();
    } finally {
      this.#isPeeking = false;
      this.look();
      this.restore(before);
    }
  }

  /** What its indicators remember, in the order they were made. */
  snapshot(): readonly IndicatorSnapshot[] {
    return this.#indicators.map((indicator) => indicator.snapshot());
  }

  /** @throws InvariantBroken for a snapshot of other indicators */
  restore(snapshot: readonly IndicatorSnapshot[]): void {
    assert(
      snapshot.length === this.#indicators.length,
      "a snapshot of another number of indicators",
      snapshot.length,
    );
    this.look();
    this.#indicators.forEach((indicator, place) => {
      indicator.restore(snapshot[place] as IndicatorSnapshot); // As many as there are.
    });
  }

  #line(field: PriceField): PriceLine {
    let line = this.#byField.get(field);
    if (line === undefined) {
      line = new PriceLine(this, this.#series, field);
      this.#byField.set(field, line);
      this.#lines.push(line);
    }
    return line;
  }
}
