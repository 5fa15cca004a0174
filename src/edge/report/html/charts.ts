import type { EquityPoint } from "../../../core/analytics/index.ts";

/**
 * `timonel.charts/1`: what the page draws beyond the report document. Plain JSON, so that it can be kept beside a stored run
 * and the page be made again from it. Times are Unix ms UTC.
 */
export interface ReportCharts {
  readonly schema: "timonel.charts/1";
  /** START of each UTC day that has a return, and the return. */
  readonly days: readonly ChartPoint[];
  readonly rollingSharpe: {
    /** Daily returns that each point looks back on. */
    readonly window: number;
    readonly points: readonly ChartPoint[];
  };
  /** The initial equity, held in equal parts of the instruments, at the moments of the document's equity; empty: none. */
  readonly benchmark: readonly EquityPoint[];
  readonly instruments: readonly InstrumentChart[];
  /** What the charts leave out or could not show, one sentence each. */
  readonly notices: readonly string[];
}

export type ChartPoint = readonly [time: number, value: number];

/** Bars of one instrument with what is drawn over them. Columns are packed, see `packing.ts`. */
export interface InstrumentChart {
  readonly instrument: string;
  /** Length of the bars of the run. */
  readonly timeframe: string;
  /** Length of the bars here: longer where the page would become too large. */
  readonly intervalMs: number;
  readonly rows: number;
  /** Of prices. */
  readonly decimals: number;
  /** What the packed times count, in ms. */
  readonly timeUnit: number;
  readonly time: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly lines: readonly ChartLine[];
  /** Where protective stops stood: packed starts and ends (in `timeUnit`) and prices. */
  readonly stops: { readonly from: string; readonly to: string; readonly price: string };
}

/** One line of an indicator, at the closes of the bars. */
export interface ChartLine {
  /** As the strategy calls it: `fast`, `bands.upper`. */
  readonly name: string;
  /** The price pane, or one of its own that lines of one indicator share. */
  readonly pane: string;
  readonly decimals: number;
  readonly values: string;
}

/** The name of the pane that the bars are in. */
export const PRICE_PANE = "price";
