import type { UnixMs } from "../../core/base/index.ts";
import { CONTINUOUS, type Interval, intervalMs } from "../../core/domain/index.ts";
import { at } from "../../core/market/index.ts";
import { count, misused } from "./data-problem.ts";
import type { FeedName } from "./feeds/feed-name.ts";
import { type RecordedTape, readRecording, USUAL_INTERVAL } from "./feeds/recording.ts";
import { identify, nameWarnings } from "./identify.ts";
import type { LoadedBars, LoadOptions } from "./loaded-bars.ts";

/**
 * Reads a recording of raw streams, and the bars that its trades make.
 * @throws DataProblem, exit 5, where a line cannot be read; exit 2 when it is not what was asked for
 */
export function loadFeed(file: string, name: FeedName, options: LoadOptions): LoadedBars {
  const { symbol, kind } = identify(file, options.symbol ?? name.symbol);
  if (kind !== "spot" && kind !== "linear-perpetual")
    throw misused({
      where: file,
      message: `${symbol} is no crypto pair, and recordings are read as Binance sends them`,
      allowed: "such as BTC/USDT or BTC/USDT:USDT",
      fix: "choose a file of bars",
    });
  const beside = (["quotes", "adjust", "actions"] as const).find((key) => options[key] !== undefined);
  if (beside !== undefined)
    throw misused({
      where: options[beside],
      message: `symbols.${symbol}.${beside} goes with bars, and ${symbol} is played on a recording`,
      found: file,
      fix: `remove symbols.${symbol}.${beside}`,
    });
  const interval = intervalFor(options.timeframe);
  const venue = name.venue ?? options.venue ?? "unknown";
  const { tape, columns, fileBytes } = readRecording(file, { venue, symbol, interval });
  const rows = columns.time.length;
  return {
    file,
    columns,
    interval,
    intervalMs: intervalMs(interval) as LoadedBars["intervalMs"], // It was understood.
    symbol,
    venue,
    kind,
    session: CONTINUOUS,
    closes: undefined,
    quotes: undefined,
    isAdjusted: false,
    actions: undefined,
    rows,
    from: at(columns.time, 0) as UnixMs, // A brand is born.
    to: at(columns.time, rows - 1) as UnixMs, // As above.
    gaps: 0, // A quiet interval has a bar.
    missing: 0,
    warnings: [...nameWarnings(symbol, name.symbol), ...bookWarnings(tape)],
    bytes: fileBytes,
    tape,
  };
}

function intervalFor(timeframe: string | undefined): Interval {
  if (timeframe === undefined) return USUAL_INTERVAL;
  if (intervalMs(timeframe) !== undefined) return timeframe as Interval; // A brand is born.
  throw misused({
    message: `${timeframe} is no interval`,
    allowed: "such as 1s, 10s, 1m, 5m",
    fix: "set another timeframe",
  });
}

function bookWarnings({ depths, breaks, hasBook }: RecordedTape): string[] {
  if (depths > 0 && !hasBook)
    return [
      "no whole book was recorded for the changes of depth to continue: takers get the quote, and onBook is never asked",
    ];
  if (breaks === 0) return [];
  return [
    `${count(breaks, "change")} of depth did not continue the book: from there to the next whole one takers get the quote`,
  ];
}
