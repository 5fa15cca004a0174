import type { AssemblyPlan, PlannedTape } from "../../core/backtest/index.ts";
import type { EngineSetup, RunSetup } from "../../core/engine/index.ts";
import type { StrategySource } from "../strategies/index.ts";

/** A strategy on an instrument, before its code is loaded. */
export interface PlannedRun extends Omit<RunSetup, "strategy"> {
  readonly source: StrategySource;
}

/** Everything a run over recorded data is made of. Plain data: it is handed to a worker, the columns without a copy. */
export interface RunPlan
  extends Omit<AssemblyPlan, "runs" | "deciding" | "abilities" | "answers" | "onFault"> {
  readonly runs: readonly PlannedRun[];
  /** One for each instrument, where they are played on recorded feeds instead of bars; else left out. */
  readonly tapes?: readonly PlannedTape[] | undefined;
  /** What a strategy that breaks its contract ends: the run, or itself alone. */
  readonly onFault: NonNullable<EngineSetup["onFault"]>;
}
