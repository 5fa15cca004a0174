/** Documents that people, dashboard and API read, made from facts of the engine by the same code everywhere. */
export { brokenStrategiesOf } from "./broken-strategies.ts";
export { buildReport, latchForGood, type ReportInput } from "./build-report.ts";
export { OrderStory, type StoryName, type StoryRange } from "./order-story.ts";
export type {
  BacktestReport,
  ReportData,
  ReportTrade,
} from "./report-document.ts";
export { statusOf } from "./status.ts";
export type {
  StatusBroken,
  StatusDocument,
  StatusInput,
  StatusPositionInput,
  TradingState,
} from "./status-document.ts";
export type { StoryRecord } from "./story-record.ts";
export { StoryRecorder } from "./story-recorder.ts";
export type {
  WhyChild,
  WhyDocument,
  WhyExplanation,
  WhyGate,
  WhyLimit,
  WhySizing,
} from "./why-document.ts";
