import type { DurationMs, UnixMs } from "../../core/base/index.ts";
import {
  type Interval,
  marketOf,
  intervalMs as millisecondsOf,
  parseSymbol,
  type SessionCalendar,
  type SymbolParts,
} from "../../core/domain/index.ts";
import { at, type BarColumns, type QuoteColumns } from "../../core/market/index.ts";
import { adjustBars } from "./adjust.ts";
import { count, misused } from "./data-problem.ts";
import { parseFileName } from "./file-name.ts";
import { fitToSessions } from "./fit-sessions.ts";
import { settleInterval } from "./interval.ts";
import { refuseContent, refuseMarket } from "./kinds-to-come.ts";
import { dueHours } from "./missing-between.ts";
import { judgeQuality } from "./quality.ts";
import { quotesFor } from "./quote-bars.ts";
import { readBars, readQuotes, type SourceBars } from "./read-bars.ts";
import { regularBars } from "./regular-bars.ts";
import { chooseSessions, type SessionChoice } from "./session-choice.ts";
import { readShareActions, type ShareActions } from "./share-actions.ts";

/** What the caller knows about a file. */
export interface LoadOptions {
  /** What the bars are to be, in any spelling of `parseSymbol`; wins over the name of the file. */
  readonly symbol?: string | undefined;
  /** The venue where the file names none. */
  readonly venue?: string | undefined;
  /** The interval the bars must have; told by the file when left out. */
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
}

/**
 * Reads and checks a file of recorded bars: `.csv`, `.csv.gz` or `.columns`.
 * @throws DataProblem, exit 5, when the file is missing or damaged; exit 2 when it is not what was asked for
 */
export function loadBars(file: string, options: LoadOptions = {}): LoadedBars {
  const name = parseFileName(file);
  if (name !== undefined) refuseContent(file, name);
  if (name !== undefined && options.symbol === undefined) refuseMarket(file, name);
  const {
    columns: read,
    duplicates,
    hasVolume,
    fileBytes,
    header,
    ...source
  } = (options.repair ?? readBars)(file);
  const grid = settleInterval({
    file,
    named: header?.interval ?? name?.interval,
    time: read.time,
  });
  requireTimeframe(file, grid.interval, options.timeframe);
  const told = header?.symbol ?? name?.symbol;
  const identity = identify(file, options.symbol ?? told);
  const quotes =
    options.quotes === undefined ? source.quotes : quotesFor(read.time, readQuotes(options.quotes));
  if (options.adjust !== undefined) adjustBars(read, quotes, options.adjust, grid.intervalMs);
  const venue = header?.venue ?? name?.venue ?? options.venue ?? "unknown";
  const span = { from: at(read.time, 0), to: at(read.time, read.time.length - 1) };
  const sessions = chooseSessions(identity, venue, options.session ?? {}, span);
  const bars =
    options.session?.extended === "drop"
      ? regularBars(read, quotes, grid.intervalMs, sessions.regular)
      : { columns: read, quotes };
  if (bars.columns.time.length === 0) throw nothingLeft(file);
  const quality = judgeQuality({ columns: bars.columns, grid, hasVolume });
  const due = dueHours(identity, venue, options.session ?? {}, sessions, span);
  const fitted = fitToSessions(bars.columns.time, grid.intervalMs, sessions, due);
  const columns = fitted === undefined ? bars.columns : { ...bars.columns, time: fitted.time };
  const warnings = [
    ...nameWarnings(identity.symbol, told),
    ...duplicateWarnings(duplicates),
    ...source.warnings,
    ...quality.warnings,
    ...sessions.warnings,
    ...(fitted?.warnings ?? []),
  ];
  const { time, close } = columns;
  const actions =
    options.actions && readShareActions(options.actions, { time, close, intervalMs: grid.intervalMs });
  const rows = columns.time.length;
  return {
    file,
    columns,
    interval: grid.interval,
    intervalMs: grid.intervalMs,
    symbol: identity.symbol,
    venue,
    kind: identity.kind,
    session: sessions.trading,
    closes: fitted?.closes,
    quotes: bars.quotes,
    isAdjusted: options.adjust !== undefined,
    actions: actions || undefined,
    rows,
    from: at(columns.time, 0) as UnixMs, // A brand is born: times of a file are Unix milliseconds once checked.
    to: at(columns.time, rows - 1) as UnixMs, // As above.
    gaps: fitted?.gaps ?? quality.gaps,
    missing: fitted?.missing ?? quality.missing,
    warnings,
    bytes: fileBytes,
  };
}

const nothingLeft = (file: string): Error =>
  misused({
    where: file,
    message: "no bar lies within a session",
    allowed: "bars of the hours that the calendar names",
    fix: "check the time zone of the session, or set extended_hours: watch",
  });

function requireTimeframe(file: string, interval: Interval, timeframe: string | undefined): void {
  if (timeframe === undefined || millisecondsOf(timeframe) === millisecondsOf(interval)) return;
  const isInterval = millisecondsOf(timeframe) !== undefined;
  throw misused({
    where: file,
    message: isInterval ? `the file holds ${interval} bars, not ${timeframe}` : `${timeframe} is no interval`,
    allowed: isInterval ? timeframe : "such as 1m, 15m, 1h, 4h, 1d, 1w",
    fix: `set the timeframe to ${interval}, or choose another file`,
  });
}

function identify(file: string, symbol: string | undefined): SymbolParts {
  const parts = symbol === undefined ? undefined : parseSymbol(symbol);
  if (parts !== undefined) return parts;
  throw misused({
    where: file,
    message:
      symbol === undefined ? "nothing says which instrument this is" : `symbol ${symbol} is not understood`,
    allowed: "BTC/USDT, BTCUSDT, tBTCUSD, BTC/USDT:USDT, EUR/USD or SPY",
    fix: `say SYMBOL=FILE, as in BTC/USDT=${file}`,
  });
}

const nameWarnings = (symbol: string, told: string | undefined): string[] =>
  told === undefined || told === marketOf(symbol)
    ? []
    : [`the file says ${told}, its bars are used as ${symbol}`];

const duplicateWarnings = (duplicates: number): string[] =>
  duplicates === 0
    ? []
    : [
        `duplicates: ${count(duplicates, "row")} repeated the row before and ${duplicates === 1 ? "was" : "were"} dropped`,
      ];
