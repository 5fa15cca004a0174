/** Runs strategies over recorded data: in a worker whose realm is sealed, with progress, a stop switch and a heartbeat. */
export { assemble } from "./assemble.ts";
export { DecisionRecorder } from "./decision-recorder.ts";
export type { LiveReport } from "./live-reports.ts";
export { outcomeOf, type RunOutcome } from "./outcome.ts";
export type { Speed } from "./pace.ts";
export { type PlayOptions, type PreparedRun, prepareRun } from "./play-in-worker.ts";
export type { PlannedRun, RunPlan } from "./run-plan.ts";
