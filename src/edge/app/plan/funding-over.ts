import type { FundingHistory } from "../../data/index.ts";

/** Funding of a stretch of time, recorded or assumed. */
export interface Coverage {
  readonly time: Float64Array;
  readonly rate: Float64Array;
  /** Payments that were recorded, and those at the flat rate. */
  readonly recorded: number;
  readonly flat: number;
}

/** Most venues pay every eight hours, at 00:00, 08:00 and 16:00 UTC. */
const EVERY_MS = 28_800_000;

/**
 * The funding of a stretch of time: every recorded payment at its own stamp, and the flat rate at each moment of the
 * eight-hour grid that has no recorded payment within four hours.
 */
export function fundingOver(
  over: { readonly from: number; readonly to: number },
  history: FundingHistory | undefined,
  flatRate: number,
): Coverage {
  const payments: { readonly time: number; readonly rate: number }[] = [];
  const time = history?.time ?? new Float64Array(0);
  for (let row = 0; row < time.length; row++) {
    const stamp = time[row] as number; // In range by the loop.
    if (stamp >= over.from && stamp <= over.to)
      payments.push({ time: stamp, rate: history?.rate[row] as number });
  }
  const recorded = payments.length;
  let row = 0;
  for (let grid = Math.ceil(over.from / EVERY_MS) * EVERY_MS; grid <= over.to; grid += EVERY_MS) {
    while (row < time.length && (time[row] as number) < grid - EVERY_MS / 2) row++;
    const isRecorded = row < time.length && (time[row] as number) < grid + EVERY_MS / 2;
    if (!isRecorded && flatRate !== 0) payments.push({ time: grid, rate: flatRate });
  }
  payments.sort((a, b) => a.time - b.time); // No two of one time: a flat one keeps its distance.
  return {
    time: Float64Array.from(payments, (one) => one.time),
    rate: Float64Array.from(payments, (one) => one.rate),
    recorded,
    flat: payments.length - recorded,
  };
}
