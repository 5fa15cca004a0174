import { UserProblem } from "../../problem/index.ts";
import { isMissing, journalOf, type UnfinishedRun } from "../../runner/index.ts";
import { isVenueGone } from "../../venues/index.ts";
import { AT_VENUE } from "./live-order.ts";
import { venueOf } from "./take-run.ts";

/** Whether a run was left before it wrote anything down: nothing leaves before that. Where a venue lives, its journal may be lost. */
export const isUnbegun = async (run: UnfinishedRun): Promise<boolean> =>
  isMissing(journalOf(run.directory)) && (run.facts.mode !== AT_VENUE || (await isVenueGone(venueOf(run))));

/** There is nothing to show of it. @throws UserProblem, exit 2 */
export async function refuseUnbegun(run: UnfinishedRun): Promise<void> {
  if (!(await isUnbegun(run))) return;
  throw new UserProblem({
    exitCode: 2,
    where: run.facts.run,
    message: "this run has not begun: it has written nothing down, and nothing was traded",
    found: "no journal",
    allowed: "a run that has begun",
    fix: "start it again with the command that was to begin it",
  });
}
