/** Worlds of recorded bars, and what a download of them left in a store. */
import { openDataset, readDataset } from "../../../src/edge/data/store/dataset.ts";
import { sharedFile } from "../../shared-data.ts";
import { type Cells, rowsIn, type Series, type World } from "./series.ts";

/** The rows of a file of ../shared/data/candles/crypto. */
export const recorded = (name: string): readonly Cells[] =>
  rowsIn(sharedFile("data", "candles", "crypto", `${name}.csv.gz`));

export const bars = (id: string, interval: string, rows: readonly Cells[]): Series => ({
  id,
  market: "spot",
  content: "bars",
  interval,
  rows,
});

export const HOURS_2024 = "binance-spot_BTCUSDT_1h_2024";
export const HOUR_MS = 3_600_000;

/** BTC/USDT, hour by hour from the start of 2024, at a moment within an hour. */
export const hours2024 = (now: string): World => ({
  series: [bars("BTCUSDT", "1h", recorded(HOURS_2024)), bars("ETHUSDT", "1h", [])],
  now: Date.parse(now),
});

/** Rows whose time lies in `[from, to)`, as numbers. */
export function between(rows: readonly Cells[], from: string | number, to: string | number): number[][] {
  const [first, end] = [from, to].map((time) => (typeof time === "number" ? time : Date.parse(time))) as [
    number,
    number,
  ];
  return rows.map((row) => row.map(Number)).filter(([time = 0]) => time >= first && time < end);
}

/** What the store holds of a dataset, row by row. */
export async function stored(
  store: string,
  venue: string,
  symbol: string,
  interval: string,
  content: "bars" | "mark" | "funding" = "bars",
): Promise<number[][]> {
  const dataset = openDataset(store, { venue, symbol, interval, content });
  if (dataset === undefined) return [];
  const { columns, rows } = await readDataset(dataset);
  return Array.from({ length: rows }, (_, row) => columns.map((column) => column[row] as number)); // In range.
}
