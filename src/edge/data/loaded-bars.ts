import type { DurationMs, UnixMs } from "../../core/base/index.ts";
import type { Interval, SessionCalendar, SymbolParts } from "../../core/domain/index.ts";
import type { BarColumns, QuoteColumns } from "../../core/market/index.ts";
import type { RecordedTape } from "./feeds/recording.ts";
import type { SourceBars } from "./read-bars.ts";
import type { SessionChoice } from "./session-choice.ts";
import type { ShareActions } from "./share-actions.ts";

/** What the caller knows about a file. */
export interface LoadOptions {
  /** What the bars are to be, in any spelling of `parseSymbol`; wins over the name of the file. */
  readonly symbol?: string | undefined;
  /** The venue where the file names none. */
  readonly venue?: string | undefined;
  /** The interval the bars must have; told by the file when left out. Of a recording: that of the bars to make of it. */
  readonly timeframe?: string | undefined;
  readonly session?: SessionChoice | undefined;
  /** A file of split and dividend factors: the bars are adjusted by them. */
  readonly adjust?: string | undefined;
  /** A file of split and dividend factors: the bars stay, splits and dividends are played. */
  readonly actions?: string | undefined;
  /** A file of quote bars of the same interval. */
  readonly quotes?: string | undefined;
  /** Reads damaged files as well, and says in the warnings what it changed. */
  readonly repair?: ((file: string) => SourceBars) | undefined;
}

/** Bars of one instrument, ready for the engine, and what a report says about them. */
export interface LoadedBars {
  readonly file: string;
  /** On one SharedArrayBuffer, so that a worker gets them without a copy. */
  readonly columns: BarColumns;
  readonly interval: Interval;
  readonly intervalMs: DurationMs;
  /** The unified symbol. */
  readonly symbol: string;
  /** `unknown` when neither file nor caller names one. */
  readonly venue: string;
  readonly kind: SymbolParts["kind"];
  /** When it trades. */
  readonly session: SessionCalendar;
  /** When each bar closes, where sessions cut some of them off. */
  readonly closes: Float64Array | undefined;
  /** Bid and ask of each bar, where there are any. */
  readonly quotes: QuoteColumns | undefined;
  readonly isAdjusted: boolean;
  /** Splits and dividends, where a file of them was named. */
  readonly actions: ShareActions | undefined;
  readonly rows: number;
  /** START of the first bar. */
  readonly from: UnixMs;
  /** START of the last bar. */
  readonly to: UnixMs;
  /** Holes between neighbouring bars, in the hours of the market. */
  readonly gaps: number;
  /** Bars that would fill them. */
  readonly missing: number;
  /** For `data[].warnings`: halts, spikes, jumps, duplicates and the like, one sentence each. */
  readonly warnings: readonly string[];
  /** Size of the file on the disk. */
  readonly bytes: number;
  /** What was heard, where the bars are made of it. */
  readonly tape?: RecordedTape | undefined;
}
