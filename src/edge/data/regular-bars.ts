import { type SessionCalendar, tradesWithin } from "../../core/domain/index.ts";
import { at, type BarColumns, type QuoteColumns } from "../../core/market/index.ts";
import { allocateBlock, COLUMN_NAMES, viewColumns } from "./columns.ts";
import { mapQuotes } from "./quote-bars.ts";

const DAY_MS = 86_400_000;

/** Only the bars that a session trades in, as if those of the hours before and after had never been recorded; longer ones all. */
export function regularBars(
  columns: BarColumns,
  quotes: QuoteColumns | undefined,
  intervalMs: number,
  session: SessionCalendar,
): { readonly columns: BarColumns; readonly quotes: QuoteColumns | undefined } {
  if (intervalMs >= DAY_MS) return { columns, quotes };
  const kept: number[] = [];
  for (let row = 0; row < columns.time.length; row++) {
    const start = at(columns.time, row);
    if (tradesWithin(session, start, start + intervalMs)) kept.push(row);
  }
  if (kept.length === columns.time.length) return { columns, quotes };
  const { buffer } = allocateBlock(kept.length);
  const regular = viewColumns({ buffer, byteOffset: 0, stride: kept.length, rows: kept.length });
  const pick = (column: Float64Array, into: Float64Array): Float64Array => {
    kept.forEach((row, i) => {
      into[i] = at(column, row);
    });
    return into;
  };
  for (const name of COLUMN_NAMES) pick(columns[name], regular[name]);
  return {
    columns: regular,
    quotes: quotes && mapQuotes(quotes, (column) => pick(column, allocateBlock(kept.length, 1))),
  };
}
