import { takeLock } from "../../journal/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { closedPlace, closeLive, type UnfinishedRun } from "../../runner/index.ts";
import { isVenueGone } from "../../venues/index.ts";
import { shown } from "../play/keep-run.ts";
import { AT_VENUE } from "./live-order.ts";
import { venueOf } from "./take-run.ts";

/** Whether nobody can take a run up any more: it traded at a venue of its own, and that is gone. */
export const hasLostVenue = async (run: UnfinishedRun): Promise<boolean> =>
  run.facts.mode === AT_VENUE && (await isVenueGone(venueOf(run)));

/** What a person does about such a run. */
export const howPutAway = (run: string): string =>
  `\`timonel runs --delete ${run}\` puts the run away with all that it wrote down, and the same command begins another`;

/** @throws UserProblem, exit 3, where somebody plays the run or could take it up */
export async function refuseUnlessLost(run: UnfinishedRun): Promise<void> {
  const lock = takeLock(run.directory);
  if ("heldBy" in lock) throw goesOn(run);
  lock.release();
  if (await hasLostVenue(run)) return;
  throw refused(
    run,
    run.facts.mode === AT_VENUE
      ? "the run is not finished, and its venue lives: nothing was deleted"
      : "the run is not finished, and can be taken up: nothing was deleted",
    "take it up with the command that began it; or close and store it with `timonel emergency`",
  );
}

/**
 * Puts a run away that nobody can take up any more: no command finds it again, and nothing of it is lost.
 * @returns where it lies now. @throws UserProblem, exit 3, where somebody plays it
 */
export function putAway(run: UnfinishedRun, runs: string): string {
  const lock = takeLock(run.directory);
  if ("heldBy" in lock) throw goesOn(run);
  try {
    closeLive(run, runs);
  } finally {
    lock.release();
  }
  return shown(closedPlace(runs, run.facts.run));
}

const goesOn = (run: UnfinishedRun): UserProblem =>
  refused(
    run,
    "the run goes on: nothing was deleted",
    "end it with Ctrl-C there, or with `timonel emergency`",
  );

const refused = ({ facts }: UnfinishedRun, message: string, fix: string): UserProblem =>
  new UserProblem({ exitCode: 3, where: facts.run, message, fix });
