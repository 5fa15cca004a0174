/** Finished runs on a disk: stored whole or not at all, listed, found by a word, read back unchanged, deleted on purpose. */
export { findRun, findStored, type NamedRun } from "./find-run.ts";
export { type Listing, listRuns, refuseFileOfRuns, type StoredRun } from "./list-runs.ts";
export { bytesOf, type FileFacts, PAGE, REPORT, type RunManifest } from "./manifest.ts";
export { pinRun } from "./pin-run.ts";
export { pruneRuns, roomHint } from "./prune-runs.ts";
export { readDocument, readRunFile, readRunReport } from "./read-run.ts";
export { CONFIG, readSettings } from "./read-settings.ts";
export { deleteRun, storeRun } from "./store-run.ts";
