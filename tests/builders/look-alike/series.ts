/** Recorded rows as a look-alike of a venue serves them: the text of the file, cell for cell. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** `[time, open, high, low, close, volume]`, or `[time, rate]`; oldest first. */
export type Cells = readonly string[];

export interface Series {
  /** The venue's own spelling: `BTCUSDT`, `tBTCUSD`. */
  readonly id: string;
  readonly market: "spot" | "perpetual";
  readonly content: "bars" | "mark" | "funding";
  /** `1h`; empty for funding. */
  readonly interval: string;
  readonly rows: readonly Cells[];
}

/** One venue and what it holds. */
export interface World {
  readonly series: readonly Series[];
  /** The venue's clock. */
  readonly now: number;
}

/** What a dialect makes of a request: rows on their way into JSON, or an answer of its own. */
export type Answer =
  | { readonly rows: readonly Cells[]; readonly wrap: (rows: readonly Cells[]) => unknown }
  | { readonly json: unknown };

/** Rows of a CSV file, packed or not. */
export function rowsIn(file: string): readonly Cells[] {
  const raw = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(raw) : raw).toString();
  const [, ...lines] = text.trimEnd().split("\n");
  return lines.map((line) => line.split(","));
}

export const timeOf = (row: Cells): number => Number(row[0]);

/** Longer bars made of shorter ones. */
export function longer(rows: readonly Cells[], intervalMs: number): readonly Cells[] {
  const byStart = new Map<number, Cells[]>();
  for (const row of rows) {
    const start = timeOf(row) - (timeOf(row) % intervalMs);
    const bars = byStart.get(start);
    if (bars === undefined) byStart.set(start, [row]);
    else bars.push(row);
  }
  return [...byStart].map(([start, bars]) => {
    const column = (i: number): number[] => bars.map((bar) => Number(bar[i]));
    const volume = column(5).reduce((sum, each) => sum + each, 0);
    const last = bars[bars.length - 1] as Cells; // There is at least the bar that made it.
    return [start, bars[0]?.[1], Math.max(...column(2)), Math.min(...column(3)), last[4], volume].map(String);
  });
}
