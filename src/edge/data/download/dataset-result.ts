import type { Dataset } from "./keep.ts";

/** A time without bars between bars: ISO times of the first and the last bar that are missing. */
export interface Hole {
  readonly from: string;
  readonly to: string;
  readonly bars: number;
}

/** What became of one dataset. */
export interface DatasetResult {
  readonly symbol: string;
  readonly content: Dataset["content"];
  readonly interval: string;
  /** Its Parquet file. */
  readonly file: string;
  readonly status: "complete" | "interrupted";
  /** Rows of the dataset, and those of them that are new; of an interrupted one the rows that wait beside it. */
  readonly rows: number;
  readonly added: number;
  /** ISO times of the first and of the last row; null where there is none. */
  readonly from: string | null;
  readonly to: string | null;
  /** Between its rows: where the venue has none, or had none when it was asked. Empty for funding. */
  readonly holes: readonly Hole[];
  /** ISO times of rows the venue has, but that cannot be: left out. */
  readonly leftOut: readonly string[];
}

export const iso = (time: number): string => new Date(time).toISOString();

/** Intervals between rows that have none. */
export function holesIn(time: Float64Array, intervalMs: number): readonly Hole[] {
  const holes: Hole[] = [];
  for (let row = 1; row < time.length; row++) {
    const before = time[row - 1] ?? 0;
    const next = time[row] ?? 0;
    const bars = Math.round((next - before) / intervalMs) - 1;
    if (bars > 0) holes.push({ from: iso(before + intervalMs), to: iso(next - intervalMs), bars });
  }
  return holes;
}
