/** Runs strategies over recorded data: in a worker whose realm is sealed, with progress, a stop switch and a heartbeat. */
export { assemble, importStrategies } from "./assemble.ts";
export {
  type CheckDocument,
  type CheckedStrategy,
  type CheckFinding,
  type CheckSubject,
  checkDocument,
  leakySubjects,
  loadSubject,
  PARTS,
  type SubjectCode,
} from "./check/index.ts";
export { type IndicatorTrace, traceIndicators } from "./indicator-trace.ts";
export type { LiveReport } from "./live-reports.ts";
export type { RunOutcome } from "./outcome.ts";
export type { Speed } from "./pace.ts";
export { type PreparedRun, prepareRun } from "./play-in-worker.ts";
export type { PlannedRun, RunPlan } from "./run-plan.ts";
export type { StopLevel } from "./stop-recorder.ts";
export { faultText } from "./strategy-problem.ts";
