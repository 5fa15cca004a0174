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
export { importSealed } from "./import-sealed.ts";
export { type IndicatorTrace, traceIndicators } from "./indicator-trace.ts";
export { type LiveReport, ReportingRecorder, statusFacts } from "./live-reports.ts";
export { outcomeOf, type RunOutcome } from "./outcome.ts";
export type { Speed } from "./pace.ts";
export { type PreparedRun, prepareRun } from "./play-in-worker.ts";
export { poisonRealm } from "./poison.ts";
export { printAtOnce } from "./print-at-once.ts";
export { type Board, boardOn, newBoard } from "./progress-board.ts";
export type { PlannedRun, RunPlan } from "./run-plan.ts";
export { type StopLevel, StopRecorder } from "./stop-recorder.ts";
export { type FaultReport, faultText, reportOf, strategyProblem } from "./strategy-problem.ts";
export { supervise, type TalkOptions } from "./supervise.ts";
