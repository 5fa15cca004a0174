/** The journal: an append-only container of texts that is durable when it says so and never silently loses or changes one. */
export { type Disk, nodeDisk } from "./disk.ts";
export { nextEpoch, readEpoch, unwrittenEpoch } from "./epoch.ts";
export type { Journal } from "./journal.ts";
export { type Lock, takeLock } from "./lock.ts";
export { createJournal, hasJournal, type OpenedJournal, openJournal } from "./open.ts";
export { type Damage, JournalDamaged, JournalFull } from "./problems.ts";
export { goesOnBehind, JournalFollower, lastSequenceIn, readJournal, verifyJournal } from "./read.ts";
export { openReserve, type Reserve } from "./reserve.ts";
export type { ThreadedJournal } from "./ring-journal.ts";
export type { JournalFacts } from "./segment.ts";
export { createThreadedJournal, openThreadedJournal } from "./threaded-journal.ts";
export type { Place } from "./walk.ts";
