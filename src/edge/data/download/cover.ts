import type { Dataset } from "./keep.ts";
import { type Span, without } from "./spans.ts";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 365;
/** A venue may still add late trades to a bar that has just ended. */
const SETTLE_MS = 5_000;

/** One dataset, and the time it shall cover in the end. Times are Unix ms by the clock of the venue. */
export interface Job {
  readonly store: string;
  readonly dataset: Dataset;
  readonly intervalMs: number;
  /** Undefined: where the dataset begins, or else a year ago. */
  readonly from: number | undefined;
  readonly to: number;
  readonly now: number;
  readonly replace: boolean;
}

/** The time that a dataset will cover, in one piece, and what of it need not be asked for. */
export interface Cover {
  readonly hull: Span;
  readonly covered: readonly Span[];
}

/** Decides what to fetch, given the times that are kept. */
export function coverOf(job: Job, kept: Float64Array | undefined): Cover {
  const { dataset, intervalMs, now, replace } = job;
  const step = dataset.content === "funding" ? 1 : intervalMs;
  const first = kept?.[0];
  const last = kept?.at(-1);
  const from = upToGrid(job.from ?? first ?? now - DEFAULT_DAYS * DAY_MS, step);
  // The first start of a bar that is not closed.
  const open = dataset.content === "funding" ? now : now - SETTLE_MS - intervalMs + 1;
  const to = Math.max(upToGrid(Math.min(job.to, open), step), from);
  if (first === undefined || last === undefined) return { hull: { from, to }, covered: [] };
  const whole = { from: first, to: last + step };
  const hull = { from: Math.min(from, whole.from), to: Math.max(to, whole.to) };
  if (replace) return { hull, covered: without(whole, [{ from, to }]) };
  // Where it is made longer the row at the seam is asked for again: it must be the one that is kept.
  const inside = {
    from: hull.from < whole.from ? first + step : first,
    to: hull.to > whole.to ? last : whole.to,
  };
  return { hull, covered: inside.from < inside.to ? [inside] : [] };
}

/** Bars of up to a day begin at its fractions; longer ones where the venue says. */
const upToGrid = (time: number, step: number): number =>
  DAY_MS % step === 0 ? Math.ceil(time / step) * step : time;
