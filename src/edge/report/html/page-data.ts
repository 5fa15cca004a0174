import type { ChartPoint, InstrumentChart } from "./charts.ts";

/** What the page carries for its script. Texts here come from users: the script only ever sets them as text. */
export interface PageData {
  readonly currency: string;
  readonly instruments: readonly string[];
  readonly strategies: readonly string[];
  readonly exitReasons: readonly string[];
  /** In order of closing. */
  readonly trades: readonly PageTrade[];
  readonly open: readonly PageOpenPosition[];
  readonly equity: readonly ChartPoint[];
  readonly benchmark: readonly ChartPoint[];
  readonly rollingSharpe: readonly ChartPoint[];
  readonly charts: readonly InstrumentChart[];
}

/** A trade as a row, for twenty thousand of them are carried: names are places in the lists, decimals stay text. */
export type PageTrade = readonly [
  id: number,
  instrument: number,
  isShort: 0 | 1,
  quantity: string,
  entryTime: number,
  entryPrice: string,
  exitTime: number,
  exitPrice: string,
  fees: string,
  funding: string,
  pnl: string,
  returnOnEntry: number,
  mfe: number,
  mae: number,
  exitReason: number,
  strategy: number,
];

/** A position that is still held, marked at the end. */
export interface PageOpenPosition {
  readonly instrument: number;
  readonly isShort: boolean;
  readonly entryTime: number;
  readonly entryPrice: number;
  readonly markPrice: number;
  readonly isGain: boolean;
}
