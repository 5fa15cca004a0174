import type { UnixMs } from "../../core/base/index.ts";
import { type Interval, intervalMs as millisecondsOf } from "../../core/domain/index.ts";
import { at } from "../../core/market/index.ts";
import { adjustBars } from "./adjust.ts";
import { count, misused } from "./data-problem.ts";
import { parseFeedName } from "./feeds/feed-name.ts";
import { parseFileName } from "./file-name.ts";
import { fitToSessions } from "./fit-sessions.ts";
import { identify, nameWarnings } from "./identify.ts";
import { settleInterval } from "./interval.ts";
import { refuseContent, refuseMarket } from "./kinds-to-come.ts";
import { loadFeed } from "./load-feed.ts";
import type { LoadedBars, LoadOptions } from "./loaded-bars.ts";
import { dueHours } from "./missing-between.ts";
import { judgeQuality } from "./quality.ts";
import { quotesFor } from "./quote-bars.ts";
import { readBars, readQuotes } from "./read-bars.ts";
import { regularBars } from "./regular-bars.ts";
import { chooseSessions } from "./session-choice.ts";
import { readShareActions } from "./share-actions.ts";

/**
 * Reads and checks a file of recorded bars: `.csv`, `.csv.gz` or `.columns`; or a recording of raw streams and the bars that its
 * trades make.
 * @throws DataProblem, exit 5, when the file is missing or damaged; exit 2 when it is not what was asked for
 */
export function loadBars(file: string, options: LoadOptions = {}): LoadedBars {
  const feed = parseFeedName(file);
  if (feed !== undefined) return loadFeed(file, feed, options);
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

const duplicateWarnings = (duplicates: number): string[] =>
  duplicates === 0
    ? []
    : [
        `duplicates: ${count(duplicates, "row")} repeated the row before and ${duplicates === 1 ? "was" : "were"} dropped`,
      ];
