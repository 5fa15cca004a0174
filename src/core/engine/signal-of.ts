import type { UnixMs } from "../base/index.ts";
import type { OpenIntent, Signal } from "../domain/index.ts";
import type { StrategyRun } from "./strategy-run.ts";

/** An opening intent as a dated opinion. `dataAt`: close of the newest data it rests on; left out: of the newest bar. */
export const signalOf = (
  { instrument, series, strategy }: StrategyRun,
  { direction, confidence = 1 }: OpenIntent,
  now: UnixMs,
  dataAt = series.closesAt(series.visible - 1),
): Signal => ({
  instrument: instrument.id,
  strategy: strategy.name,
  direction,
  confidence,
  dataAt,
  at: now,
  expiresAt: Number.POSITIVE_INFINITY,
});
