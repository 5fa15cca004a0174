import { type Listing, listRuns, type StoredRun } from "./list-runs.ts";
import { deleteRun } from "./store-run.ts";

/** Deletes the oldest runs beyond the newest `keep`; pinned ones stay and do not count. @returns those that are gone */
export function pruneRuns(directory: string, keep: number): readonly StoredRun[] {
  const doomed = listRuns(directory)
    .runs.filter(({ pinned }) => !pinned)
    .slice(keep);
  for (const run of doomed) deleteRun(directory, run);
  return doomed;
}

/** From here on somebody should know how much room finished runs take. */
const MUCH_BYTES = 1e9;

/** One sentence when the runs take much room and nothing ever makes any. */
export function roomHint({ runs, bytes }: Listing, keep: number): string | undefined {
  if (bytes < MUCH_BYTES || keep > 0) return undefined;
  return `${runs.length} runs take ${(bytes / 1e9).toFixed(1)} GB: runs.keep in the config keeps the newest so many, timonel runs --delete ID deletes one`;
}
