/** The bars of a data file, read by a second, simpler reader than the one that is tested. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export interface PlainBar {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Rows of a `.csv.gz` with the header `time,open,high,low,close,volume`, as they stand there. */
export function barsIn(file: string): readonly PlainBar[] {
  const [header, ...rows] = gunzipSync(readFileSync(file)).toString().trim().split("\n");
  if (header !== "time,open,high,low,close,volume") throw new Error(`${file}: another header: ${header}`);
  return rows.map((row) => {
    const [time = Number.NaN, open = Number.NaN, high = Number.NaN, low = Number.NaN, close = Number.NaN] =
      row.split(",").map(Number);
    return { time, open, high, low, close };
  });
}
