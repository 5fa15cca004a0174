import { at, type BarColumns, type QuoteColumns } from "../../core/market/index.ts";
import { dayOfBar, factorsOn, readFactors } from "./factor-file.ts";
import { mapQuotes } from "./quote-bars.ts";
import { Zone } from "./zone.ts";

/**
 * Makes the prices of all days comparable with those of the newest: raw price x price factor x split factor of the day,
 * volume / split factor. Days are those of New York, or the labels of bars of a day. In place.
 * Formula: LEAN, data normalisation "Adjusted". @throws DataProblem for a factor file that cannot be read
 */
export function adjustBars(
  columns: BarColumns,
  quotes: QuoteColumns | undefined,
  file: string,
  intervalMs: number,
): void {
  const rows = readFactors(file);
  const zone = new Zone("America/New_York");
  const { time, open, high, low, close, volume } = columns;
  const scales = new Float64Array(time.length);
  for (let row = 0; row < time.length; row++) {
    const { price, split } = factorsOn(rows, dayOfBar(zone, at(time, row), intervalMs));
    scales[row] = price * split;
    volume[row] = at(volume, row) / split;
  }
  const scale = (column: Float64Array): Float64Array => {
    for (let row = 0; row < column.length; row++) column[row] = at(column, row) * at(scales, row);
    return column;
  };
  for (const column of [open, high, low, close]) scale(column);
  if (quotes !== undefined) mapQuotes(quotes, scale);
}
