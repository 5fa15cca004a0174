import { type DurationMs, type Price, price, type UnixMs } from "../../../core/base/index.ts";
import { type Interval, intervalMs, marketOf } from "../../../core/domain/index.ts";
import {
  type BarColumns,
  DepthBook,
  type TapeEvent,
  type TapeTrade,
  type TickScale,
  tradeBars,
} from "../../../core/market/index.ts";
import { allocateBlock, COLUMN_NAMES, viewColumns } from "../columns.ts";
import { misused } from "../data-problem.ts";
import { rulesOf } from "../instrument-table.ts";
import { readBinanceFeed } from "./binance-feed.ts";

/** Bars of a recording that nobody says otherwise of. */
export const USUAL_INTERVAL = "1m" as Interval; // A brand is born.

/** What was heard of one instrument. */
export interface RecordedTape {
  /** Prices are whole ticks of this. */
  readonly tick: Price;
  readonly events: readonly TapeEvent[];
  readonly trades: number;
  readonly quotes: number;
  /** Changes of depth, and whole books. */
  readonly depths: number;
  /** How often a change of depth did not continue the book: it is not whole then, until a whole one comes. */
  readonly breaks: number;
  /** Whether there was ever a whole book for the changes to continue. */
  readonly hasBook: boolean;
  readonly from: UnixMs;
  readonly to: UnixMs;
  /** Of the text of the file, hex. */
  readonly sha256: string;
}

/** A recording, and the bars that its trades make. */
export interface Recording {
  readonly tape: RecordedTape;
  /** On one SharedArrayBuffer. An interval without a trade has a bar at the last close, with a volume of 0, as the venue's own bars do. */
  readonly columns: BarColumns;
  readonly fileBytes: number;
}

/**
 * Reads the recording of an instrument and makes bars of its trades. It begins and ends inside a bar: of these two nobody knows
 * all of the trades, and they are left out.
 * @throws DataProblem for a line that cannot be read, or where no whole bar is left
 */
export function readRecording(
  file: string,
  of: { readonly venue: string; readonly symbol: string; readonly interval: Interval },
): Recording {
  const { events, scale, sha256, fileBytes } = readBinanceFeed(file, finestTick(of.venue, of.symbol));
  const trades = events.filter((event): event is TapeTrade => event.kind === "trade");
  const quotes = events.reduce((sum, { kind }) => (kind === "quote" ? sum + 1 : sum), 0);
  const [first, last] = [events[0], events.at(-1)];
  const columns = wholeBars(trades, of.interval, scale);
  if (first === undefined || last === undefined || columns === undefined)
    throw misused({
      where: file,
      message: `the recording holds no whole bar of ${of.interval}`,
      found: `${trades.length} trades`,
      allowed: "bars that are shorter than the recording",
      fix: "set a shorter timeframe, such as 1s",
    });
  const depths = events.length - trades.length - quotes;
  const counts = { trades: trades.length, quotes, depths, ...bookOf(events) };
  const tape = { tick: scale.tick, events, ...counts, from: first.at, to: last.at, sha256 };
  return { tape, columns, fileBytes };
}

/** What becomes of the book of a recording as it is played. */
function bookOf(events: readonly TapeEvent[]): Pick<RecordedTape, "breaks" | "hasBook"> {
  const book = new DepthBook();
  let breaks = 0;
  let hasBook = false;
  for (const event of events) {
    if (event.kind !== "diff" && event.kind !== "snapshot") continue;
    const update = event.kind === "diff" ? book.apply(event) : book.restore(event);
    if (update === "gap") breaks++;
    hasBook ||= book.isWhole;
  }
  return { breaks, hasBook };
}

/** What all prices of the instrument were ever multiples of; undefined where no table knows it. */
function finestTick(venue: string, symbol: string): Price | undefined {
  const ticks = rulesOf(venue, marketOf(symbol))?.map(([, tick]) => price(tick));
  return ticks?.reduce((finest, tick) => (tick < finest ? tick : finest));
}

function wholeBars(
  trades: readonly TapeTrade[],
  interval: Interval,
  scale: TickScale,
): BarColumns | undefined {
  const made = tradeBars(trades, intervalMs(interval) as DurationMs, scale, "flat"); // Checked where it was read.
  const rows = made.time.length - 2;
  if (rows <= 0) return undefined;
  const block = allocateBlock(rows);
  for (const [place, name] of COLUMN_NAMES.entries())
    block.set(made[name].subarray(1, rows + 1), place * rows);
  return viewColumns({ buffer: block.buffer, byteOffset: 0, stride: rows, rows });
}
