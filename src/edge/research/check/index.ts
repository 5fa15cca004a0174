/** Bias checks: whether a decision hangs on bars that had not closed, or on where the data starts. */
export { type CheckDocument, type CheckedStrategy, type CheckFinding, checkDocument } from "./document.ts";
export { leakySubjects } from "./leaky-subjects.ts";
export { loadSubject } from "./load-subject.ts";
export { PARTS, runCheck } from "./run-check.ts";
export type {
  CheckSubject,
  CheckTask,
  SubjectCode,
  SubjectResult,
} from "./task.ts";
