import type { DurationMs } from "../base/index.ts";
import type { BarColumns } from "./bar-series.ts";
import { longerBarStart } from "./longer-bars.ts";
import type { TapeTrade } from "./tape.ts";
import { SIZE_ONE, type TickScale } from "./tick-scale.ts";

/** What an interval in which nothing traded leaves behind: no bar, or one at the last close with a volume of 0. */
export type QuietInterval = "none" | "flat";

/**
 * Bars out of single trades, in the order they come: by the venue's time of each trade, in ticks and whole 1e-8, so that
 * volumes add up exactly. A bar ends with the first trade beyond it.
 */
export class TradeBars {
  readonly #intervalMs: DurationMs;
  readonly #scale: TickScale;
  readonly #quiet: QuietInterval;
  readonly #rows: number[][] = [[], [], [], [], [], []];
  #start = Number.NaN;
  #open = 0;
  #high = 0;
  #low = 0;
  #close = 0;
  #volume = 0;

  constructor(intervalMs: DurationMs, scale: TickScale, quiet: QuietInterval = "none") {
    this.#intervalMs = intervalMs;
    this.#scale = scale;
    this.#quiet = quiet;
  }

  /** Bars that have ended. */
  get rows(): number {
    return this.#rows[0]?.length ?? 0;
  }

  /** A trade from before the running bar belongs to none: feeds send trades in order. @returns whether a bar ended */
  add({ tradedAt, tick, size }: TapeTrade): boolean {
    if (tradedAt < this.#start) return false;
    if (tradedAt < this.#start + this.#intervalMs) {
      if (tick > this.#high) this.#high = tick;
      if (tick < this.#low) this.#low = tick;
      this.#close = tick;
      this.#volume += size;
      return false;
    }
    const ended = this.#start;
    const start = longerBarStart(tradedAt, this.#intervalMs);
    this.end();
    if (this.#quiet === "flat") this.#fill(ended, start);
    this.#start = start;
    this.#open = tick;
    this.#high = tick;
    this.#low = tick;
    this.#close = tick;
    this.#volume = size;
    return !Number.isNaN(ended);
  }

  /** Ends the running bar: after the last trade, when its interval is over. */
  end(): void {
    if (Number.isNaN(this.#start)) return;
    this.#push(this.#start, this.#open, this.#high, this.#low, this.#volume);
    this.#start = Number.NaN;
  }

  /** The bars that have ended. */
  columns(): BarColumns {
    const [time, open, high, low, close, volume] = this.#rows.map((row) => Float64Array.from(row));
    return { time, open, high, low, close, volume } as BarColumns; // Six rows make six columns.
  }

  /** Nothing to fill before the first bar: `ended` is NaN then. */
  #fill(ended: number, until: number): void {
    const close = this.#close;
    for (let start = ended + this.#intervalMs; start < until; start += this.#intervalMs)
      this.#push(start, close, close, close, 0);
  }

  #push(start: number, open: number, high: number, low: number, volume: number): void {
    const prices = [open, high, low, this.#close].map((tick) => this.#scale.toNumber(tick));
    for (const [column, value] of [start, ...prices, volume / SIZE_ONE].entries())
      this.#rows[column]?.push(value);
  }
}

/** The bars of these trades; the last one too, though nothing says that its interval is over. */
export function tradeBars(
  trades: Iterable<TapeTrade>,
  intervalMs: DurationMs,
  scale: TickScale,
  quiet: QuietInterval = "none",
): BarColumns {
  const bars = new TradeBars(intervalMs, scale, quiet);
  for (const trade of trades) bars.add(trade);
  bars.end();
  return bars.columns();
}
