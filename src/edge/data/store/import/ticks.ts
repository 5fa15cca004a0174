import { intervalMs } from "../../../../core/domain/index.ts";
import { damaged, misused, moment } from "../../data-problem.ts";
import { allocateTable, neededColumn, ORDER, sliceTable, type Table } from "../table.ts";
import type { RawRows } from "./source.ts";

/**
 * Single quotes as quote bars: open, high, low and close of the bids, and of the asks, of each interval in which there was
 * one. @throws DataProblem, exit 2, without an interval; exit 5 for quotes that are unsorted or no prices
 */
export function barsOfTicks(file: string, { table, locate }: RawRows, timeframe: string | undefined): Table {
  const length = timeframe === undefined ? undefined : intervalMs(timeframe);
  if (length === undefined)
    throw misused({
      where: file,
      message: "the file holds single quotes: they are kept as quote bars of an interval",
      allowed: "such as 1s, 1m, 1h",
      fix: "add --timeframe 1m",
    });
  const time = neededColumn(table, "time");
  const sides = [neededColumn(table, "bid"), neededColumn(table, "ask")];
  const names = ORDER.quotes.filter((name) => !name.endsWith("size"));
  const into = allocateTable(names, table.rows);
  const starts = neededColumn(into, "time");
  let bars = 0;
  for (let row = 0; row < table.rows; row++) {
    const t = time[row] as number; // In range by the loop.
    if (row > 0 && t < (time[row - 1] as number))
      throw damaged({
        where: locate(row, "time"),
        message: `quotes are not sorted: ${moment(t)} comes after ${moment(time[row - 1] as number)}`, // As above.
        allowed: "oldest first",
        fix: "sort them by time",
      });
    const start = Math.floor(t / length) * length;
    const isNew = bars === 0 || starts[bars - 1] !== start;
    if (isNew) starts[bars++] = start;
    for (const [side, prices] of sides.entries()) {
      const price = prices[row] as number; // As above.
      if (!(price > 0))
        throw damaged({
          where: locate(row, "open"),
          message: `a ${side === 0 ? "bid" : "ask"} of ${price} is no price`,
          allowed: "prices > 0",
          fix: "remove the row",
        });
      const [open, high, low, close] = [0, 1, 2, 3].map((i) => into.columns[1 + side * 4 + i]) as [
        Float64Array,
        Float64Array,
        Float64Array,
        Float64Array,
      ]; // Eight columns behind the time.
      const bar = bars - 1;
      if (isNew) [open[bar], high[bar], low[bar]] = [price, price, price];
      else {
        high[bar] = Math.max(high[bar] as number, price); // In range.
        low[bar] = Math.min(low[bar] as number, price); // In range.
      }
      close[bar] = price;
    }
  }
  return sliceTable(into, 0, bars);
}
