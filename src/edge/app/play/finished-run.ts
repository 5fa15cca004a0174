import type { BacktestReport } from "../../../core/views/index.ts";
import type { RunOutcome } from "../../research/index.ts";
import type { RunManifest } from "../../runs/index.ts";
import type { LoadedRun } from "../plan/load-run.ts";
import type { DrawnData } from "./draw-data.ts";

/** A run that has ended, and what is known of how it came about. */
export interface FinishedRun {
  readonly report: BacktestReport;
  readonly loaded: LoadedRun;
  readonly outcome: RunOutcome;
  readonly isComplete: boolean;
  /** Every file of market data that was read; see `hashFiles`. */
  readonly data: RunManifest["data"];
  /** Where its page was begun while it was played. */
  readonly drawn?: Promise<DrawnData> | undefined;
}
