/** The journal: an append-only container of texts that is durable when it says so and never silently loses or changes one. */
export { type Disk, nodeDisk } from "./disk.ts";
export { nextEpoch, readEpoch } from "./epoch.ts";
export type { Journal } from "./journal.ts";
export { type HeldBy, type Lock, takeLock } from "./lock.ts";
export {
  createJournal,
  hasJournal,
  type JournalOptions,
  type OpenedJournal,
  type OpenOptions,
  openJournal,
} from "./open.ts";
export { type Damage, JournalDamaged, JournalFull } from "./problems.ts";
export { type JournalRecord, type JournalSummary, readJournal, verifyJournal } from "./read.ts";
export { openReserve, type Reserve } from "./reserve.ts";
export type { JournalFacts } from "./segment.ts";
export {
  createThreadedJournal,
  type OpenedThreaded,
  openThreadedJournal,
  type ThreadedJournal,
  type ThreadedOptions,
} from "./threaded-journal.ts";
