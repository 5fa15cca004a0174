import { type Listing, listRuns, type StoredRun } from "./list-runs.ts";
import { deleteRun } from "./store-run.ts";

/** So long after a run that ended just now no other has ended: whoever wrote that had a wrong clock. */
const CLOCKS_APART_MS = 3_600_000;

/**
 * Deletes the oldest runs beyond the newest `keep`; pinned ones stay and do not count, and so does the run that was stored
 * just now, by its id. @returns those that are gone. @throws UserProblem, exit 5, for the first that cannot be deleted,
 * when all others are
 */
export function pruneRuns(directory: string, keep: number, stored?: string): readonly StoredRun[] {
  const unpinned = listRuns(directory).runs.filter(({ pinned }) => !pinned);
  const gone: StoredRun[] = [];
  const problems: unknown[] = [];
  for (const run of newestFirst(unpinned, stored).slice(keep)) {
    if (run.manifest.id === stored) continue;
    try {
      deleteRun(directory, run);
      gone.push(run);
    } catch (problem) {
      problems.push(problem);
    }
  }
  if (problems.length > 0) throw problems[0];
  return gone;
}

/** Runs of a clock that is ahead stand behind the one that was stored just now: it is newer, whatever they say. */
function newestFirst(runs: readonly StoredRun[], stored: string | undefined): readonly StoredRun[] {
  const now = runs.find(({ manifest }) => manifest.id === stored)?.manifest.created;
  if (now === undefined) return runs;
  const isAhead = ({ manifest }: StoredRun): boolean => manifest.created > now + CLOCKS_APART_MS;
  // Others may have ended a moment later: two that make room at once must not delete each other's run.
  const isNew = (run: StoredRun): boolean => run.manifest.created >= now && !isAhead(run);
  return [...runs.filter(isNew), ...runs.filter((run) => !isNew(run))];
}

/** From here on somebody should know how much room finished runs take. */
const MUCH_BYTES = 1e9;

/** One sentence when the runs take much room and nothing ever makes any. */
export function roomHint({ runs, bytes }: Listing, keep: number): string | undefined {
  if (bytes < MUCH_BYTES || keep > 0) return undefined;
  return `${runs.length} runs take ${(bytes / 1e9).toFixed(1)} GB: runs.keep in the config keeps the newest so many, timonel runs --delete ID deletes one`;
}
