import { compact, duration } from "./format.ts";

/** How far a long piece of work is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  /** What is counted; `bars` when left out. */
  readonly unit?: string;
}

const CELLS = 20;

/** One line for stderr: `  42 % [########------------]  1.2 M bars/s  3 s left`. */
export function renderProgress({ done, total, elapsedMs, unit = "bars" }: Progress): string {
  const share = total > 0 ? Math.min(Math.max(done / total, 0), 1) : 1;
  const full = Math.floor(share * CELLS);
  // Rounded down: a hundred percent must mean that it is over.
  const head = `${String(Math.floor(share * 100)).padStart(4)} % [${"#".repeat(full)}${"-".repeat(CELLS - full)}]`;
  const perMs = elapsedMs > 0 ? done / elapsedMs : 0;
  if (perMs === 0) return head;
  const rate = `  ${compact(perMs * 1_000)} ${unit}/s`;
  return share === 1 ? `${head}${rate}` : `${head}${rate}  ${timeLeft((total - done) / perMs)} left`;
}

/** Whole seconds: tenths would flicker. */
const timeLeft = (ms: number): string => duration(Math.max(Math.ceil(ms / 1_000), 1) * 1_000);
