import type { InstrumentId } from "../domain/index.ts";
import type { StrategyRun } from "./strategy-run.ts";

/** A timer of the strategy that owns an instrument. */
export interface TimerSpec {
  readonly instrument: InstrumentId;
  readonly timer: string;
  readonly everyMs: number;
}

/** Those that a strategy declared. */
export const timersOf = (run: StrategyRun): readonly TimerSpec[] =>
  Object.entries(run.timers).map(([timer, everyMs]) => ({
    instrument: run.instrument.id,
    timer,
    everyMs,
  }));
