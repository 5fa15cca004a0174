/** One event in, requests out: the only room that knows the order of the rooms. */
export { ActionSchedule } from "./action-schedule.ts";
export type { ApprovalTold, Automation, Condition, WaitingEntry } from "./automation.ts";
export { Engine } from "./engine.ts";
export { type EngineSnapshot, restoreTo, snapshotOf } from "./engine-snapshot.ts";
export type { Explanation, Terms } from "./explanation.ts";
export {
  type BadFeed,
  FeedPlan,
  type LongerSeries,
  type PlannedFeeds,
  withLonger,
} from "./feed-plan.ts";
export { type FundingSchedule, HoldingSchedule } from "./holding-schedule.ts";
export type { EngineListener, FillReport } from "./listener.ts";
export { bothListeners } from "./listeners.ts";
export { type EventSink, Playback, type PlaybackSnapshot } from "./playback.ts";
export type { AnswerSource, EngineSetup, Question, RunSetup } from "./setup.ts";
export { TapePlayback } from "./tape-playback.ts";
