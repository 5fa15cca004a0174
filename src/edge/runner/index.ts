/** The live loop: what comes in is written down, then played; taken up again where a process died; walked again to verify. */

export type { RunnerParts } from "./assemble-run.ts";
export { dropBallast, takeBallast } from "./ballast.ts";
export { changeText } from "./changed-strategies.ts";
export { ClockWatch } from "./clock-watch.ts";
export { isToldDaily } from "./day-tally.ts";
export type { EmergencyResult } from "./emergency-count.ts";
export {
  clearLatch,
  type EmergencyLatch,
  latchFile,
  readLatch,
  reserveLatch,
  setLatch,
} from "./latch-file.ts";
export {
  closedPlace,
  closeLive,
  finishClosed,
  finishLive,
  hasNoLive,
  isClosed,
  isMissing,
  journalOf,
  type LiveFacts,
  listUnfinished,
  listUnreadable,
  livePlace,
  readUnfinished,
  type UnfinishedRun,
  writeFacts,
} from "./live-place.ts";
export { type LiveListener, type LiveRun, prepareLiveRun } from "./live-run.ts";
export type {
  JournalThread,
  RunnerAnswer,
  RunnerMail,
  RunnerOrder,
  RunView,
  Verification,
  Wants,
} from "./messages.ts";
export type { RunNote } from "./notes.ts";
export type { OldRecord } from "./old-records.ts";
export { type OrderRow, OrderRows } from "./order-rows.ts";
export { OverloadWatch } from "./overload-watch.ts";
export type { CommandResult, Resumed } from "./paper-run.ts";
export { readCommand } from "./read-command.ts";
export { type Command, decodeRecord, isRecordOf, type RunFacts, type RunSession } from "./record.ts";
export type { RunSnapshot } from "./run-snapshot.ts";
export type { BreakerParts } from "./venue-breaker.ts";
export { VenueBridge } from "./venue-bridge.ts";
export { type VenueSilence, VenueWatch } from "./venue-watch.ts";
export type { TradeRow } from "./watched-run.ts";

export const insideRunner = () => import("./inside.ts");
