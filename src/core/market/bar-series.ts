import { assert, type DurationMs, type UnixMs } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";

/** Column-wise bars, oldest first. `time` is the START of a bar in Unix milliseconds; prices in quote units. */
export interface BarColumns {
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** Bid and ask of each bar, in quote units; NaN where that side had no quote. */
export interface QuoteColumns {
  readonly bidOpen: Float64Array;
  readonly bidHigh: Float64Array;
  readonly bidLow: Float64Array;
  readonly bidClose: Float64Array;
  readonly askOpen: Float64Array;
  readonly askHigh: Float64Array;
  readonly askLow: Float64Array;
  readonly askClose: Float64Array;
}

/** Reads a column where the index is in range by construction: the one place that says so. */
export const at = (column: Float64Array, index: number): number => column[index] as number;

/** When the bar of a row closes: after its interval, unless the hours of a session cut it off. */
export const closeOf = (
  row: number,
  time: Float64Array,
  intervalMs: number,
  closes: Float64Array | undefined,
): number => (closes === undefined ? at(time, row) + intervalMs : at(closes, row));

/**
 * The bars of one instrument and interval, and how many of them are closed. The columns may hold the future
 * (a recorded file does); whoever reads through `visible` cannot see it.
 */
export class BarSeries {
  /** Place in the engine's list of series. */
  readonly id: number;
  readonly instrument: InstrumentId;
  readonly intervalMs: DurationMs;
  readonly columns: BarColumns;
  readonly rows: number;
  /** Best bid and ask over the same time, where the data has them. */
  readonly quotes: QuoteColumns | undefined;
  readonly #closes: Float64Array | undefined;
  #incomplete: Uint8Array | undefined;
  /** Closed bars; the newest one is row `visible - 1`. */
  visible = 0;

  constructor(args: {
    readonly id: number;
    readonly instrument: InstrumentId;
    readonly intervalMs: DurationMs;
    readonly columns: BarColumns;
    readonly incomplete?: Uint8Array | undefined;
    /** When each bar closes, where that is not its interval after its start: bars cut off by the hours of a session. */
    readonly closes?: Float64Array | undefined;
    readonly quotes?: QuoteColumns | undefined;
  }) {
    const { open, high, low, close, volume } = args.columns;
    const { closes, quotes } = args;
    const rows = args.columns.time.length;
    const optional = [...(closes === undefined ? [] : [closes]), ...Object.values(quotes ?? {})];
    for (const column of [open, high, low, close, volume, ...optional])
      assert(column.length === rows, "columns differ in length");
    this.id = args.id;
    this.instrument = args.instrument;
    this.intervalMs = args.intervalMs;
    this.columns = args.columns;
    this.rows = rows;
    this.#incomplete = args.incomplete;
    this.#closes = closes;
    this.quotes = quotes;
  }

  /** Whether the bar of a row lacks part of what it was built from, or did not come whole. */
  isIncomplete(row: number): boolean {
    return this.#incomplete?.[row] === 1;
  }

  /** Its values are there, but what came of it live was not whole. */
  markIncomplete(row: number): void {
    this.#incomplete ??= new Uint8Array(this.rows);
    this.#incomplete[row] = 1;
  }

  snapshot() {
    return { visible: this.visible, incomplete: this.#incomplete?.slice() };
  }

  /** Of the same columns. */
  restore({ visible, incomplete }: BarSeriesSnapshot): void {
    this.visible = visible;
    this.#incomplete = incomplete?.slice();
  }

  /** When the bar of a row closes. */
  closesAt(row: number): UnixMs {
    return closeOf(row, this.columns.time, this.intervalMs, this.#closes) as UnixMs;
  }
}

export type BarSeriesSnapshot = ReturnType<BarSeries["snapshot"]>;

/** Whether no other series of its instrument has shorter bars: it is the one that is traded on. */
export const isFinest = (one: BarSeries, all: readonly BarSeries[]): boolean =>
  all.every(
    ({ instrument, intervalMs, id }) =>
      instrument !== one.instrument ||
      intervalMs > one.intervalMs ||
      (intervalMs === one.intervalMs && id >= one.id),
  );
