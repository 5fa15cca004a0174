import { aggregated, type ChartBars, longerLengths } from "../aggregate.ts";
import type { InstrumentChart } from "../charts.ts";
import { unpacked } from "../packing.ts";

/** Bars that are handed to the chart at once: enough to pan without noticing, few enough to be set in a moment. */
const WINDOW = 6_000;
/** Bars for each pixel of width, from which on longer ones are shown. */
const PER_PIXEL = 0.6;

/** A span of time in Unix ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Bars that suit a span of time on a screen: rows `first` to `last` of one level of detail. */
export interface Detail {
  readonly level: number;
  readonly bars: ChartBars;
  readonly first: number;
  readonly last: number;
}

/** The bars of an instrument at every level of detail: the finest is what the page carries, the longer ones are made of it. */
export class DetailLevels {
  readonly #levels: ChartBars[];
  readonly #lengths: readonly number[];

  constructor(chart: InstrumentChart) {
    const { intervalMs, timeUnit, decimals } = chart;
    const finest: ChartBars = {
      intervalMs,
      time: unpacked(chart.time, 0).map((units) => units * timeUnit),
      open: unpacked(chart.open, decimals),
      high: unpacked(chart.high, decimals),
      low: unpacked(chart.low, decimals),
      close: unpacked(chart.close, decimals),
      lines: chart.lines.map((one) => unpacked(one.values, one.decimals)),
    };
    this.#levels = [finest];
    this.#lengths = longerLengths(intervalMs);
  }

  /** The whole time that there are bars of. */
  get span(): Span {
    const { time, intervalMs } = this.#level(0);
    return { from: time[0] ?? 0, to: (time.at(-1) ?? 0) + intervalMs };
  }

  /** Highest over lowest price. */
  get growth(): number {
    const { high, low } = this.#level(0);
    const least = low.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    return least > 0 ? high.reduce((a, b) => Math.max(a, b), 0) / least : 1;
  }

  /** The finest bars of which a span holds no more than the width can show, and some to either side. */
  detailFor(span: Span, width: number): Detail {
    const most = Math.max(width * PER_PIXEL, 60);
    let level = 0;
    while (level < this.#lengths.length && rowsWithin(this.#level(level), span) > most) level++;
    const bars = this.#level(level);
    const middle = rowAt(bars.time, (span.from + span.to) / 2);
    const first = Math.max(0, middle - WINDOW / 2);
    const last = Math.min(bars.time.length - 1, middle + WINDOW / 2);
    return { level, bars, first, last };
  }

  /** Whether a detail that is on the screen still serves a span. */
  serves(shown: Detail, span: Span, width: number): boolean {
    if (this.detailFor(span, width).level !== shown.level) return false;
    const { time } = shown.bars;
    const isLeftIn = shown.first === 0 || span.from > (time[shown.first] ?? 0);
    const isRightIn = shown.last === time.length - 1 || span.to < (time[shown.last] ?? 0);
    return isLeftIn && isRightIn;
  }

  #level(level: number): ChartBars {
    const finest = this.#levels[0] as ChartBars; // Set by the constructor.
    if (level === 0) return finest;
    const known = this.#levels[level];
    if (known !== undefined) return known;
    const made = aggregated(finest, this.#lengths[level - 1] ?? finest.intervalMs);
    this.#levels[level] = made;
    return made;
  }
}

/** Row of the last bar that begins at or before a moment; 0 before all of them. */
export function rowAt(time: Float64Array, at: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((time[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}

const rowsWithin = ({ time }: ChartBars, { from, to }: Span): number =>
  rowAt(time, to) - rowAt(time, from) + 1;
