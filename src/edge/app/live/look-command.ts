import { UserProblem } from "../../problem/index.ts";
import {
  type LiveTable,
  ordersTable,
  positionsTable,
  renderLiveTable,
  renderStatus,
  tradesTable,
} from "../../report/index.ts";
import { findRun, listRuns, type NamedRun } from "../../runs/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { RunsPlace } from "../finished/runs-place.ts";
import { lookIfPlayed } from "./ask-run.ts";
import { findLive, matching } from "./find-live.ts";
import { type FinishedView, finishedView } from "./finished-view.ts";
import { leftView } from "./left-view.ts";
import type { LiveOptions } from "./live-program.ts";
import { hasLostVenue } from "./put-away.ts";
import { refuseUnbegun } from "./unbegun.ts";

export type LookVerb = "status" | "positions" | "orders" | "trades";

/** A run that goes on tells its latest only. */
type View = Pick<FinishedView, "status" | "orders" | "trades"> &
  Partial<Pick<FinishedView, "isStored" | "totals">> & { readonly isLeft?: boolean };

/** Shows how a run stands, or stood at its end: the one that goes on, else the last. @returns the exit code */
export async function lookCommand(
  verb: LookVerb,
  options: LiveOptions,
  { directory }: RunsPlace,
  terminal: Terminal,
): Promise<number> {
  const view = await viewOf(verb, directory, options.run, terminal);
  if (options.json) terminal.print(JSON.stringify(documentOf(verb, view)));
  else if (verb === "status") terminal.print(renderStatus(view.status, terminal.out, view.isLeft));
  else terminal.print(renderLiveTable(tableOf(verb, view), terminal.out));
  noteRest(verb, view, terminal);
  return 0;
}

/** What is not shown is not hidden: how much there is, and where. */
function noteRest(verb: LookVerb, { orders = [], trades, totals, isStored }: View, terminal: Terminal): void {
  if (totals === undefined || (verb !== "orders" && verb !== "trades")) return;
  const shown = verb === "orders" ? orders.length : trades.length;
  if (totals[verb] <= shown) return;
  const where = verb === "trades" && isStored ? "; `timonel report RUN --csv trades` has them all" : "";
  terminal.note(`the latest ${shown} of ${totals[verb]}${where}`);
}

async function viewOf(
  verb: LookVerb,
  runs: string,
  word: string | undefined,
  terminal: Terminal,
): Promise<View> {
  const unfinished = word === "last" ? [] : matching(runs, word);
  if (unfinished.length === 0) return finishedView(finished(verb, runs, word));
  const run = findLive(runs, word, naming(verb));
  const view = await lookIfPlayed(run);
  if (view !== undefined) return view;
  await refuseUnbegun(run);
  const isLost = await hasLostVenue(run);
  const then = isLost
    ? "its venue is gone, and its paper account with it"
    : "the same command takes it up again";
  terminal.note(
    `${run.facts.run} is not finished, and no process plays it: this is what its journal says; ${then}`,
  );
  return { ...(await leftView(run, isLost)), isLeft: true };
}

const naming = (verb: LookVerb) => (run: string) => `timonel ${verb} ${run}`;

/** Where no run has ended, those that go on are all that a word can mean. @throws UserProblem, exit 2 or 5 */
function finished(verb: LookVerb, runs: string, word = "last"): NamedRun {
  try {
    return findRun(runs, word);
  } catch (error) {
    if (listRuns(runs).runs.length === 0 && matching(runs, undefined).length > 0)
      findLive(runs, word, naming(verb));
    throw error;
  }
}

/** Orders of a run that wrote none down are not no orders. @throws UserProblem, exit 5 */
function ordersOf({ status, orders }: View): NonNullable<View["orders"]> {
  if (orders !== undefined) return orders;
  throw new UserProblem({
    exitCode: 5,
    where: status.run,
    message: "this run has no journal, and its report tells no orders",
    found: `a ${status.mode}`,
    allowed: "a run of `timonel run`",
    fix: "see `timonel trades`, or `timonel why ORDER` for one of them",
  });
}

function documentOf(verb: LookVerb, view: View): object {
  const { status, trades } = view;
  const { run } = status;
  switch (verb) {
    case "status":
      return status;
    case "positions":
      return { schema: "timonel.positions/1", run, positions: status.positions };
    case "orders":
      return { schema: "timonel.orders/1", run, orders: ordersOf(view) };
    case "trades":
      return { schema: "timonel.trades/1", run, trades };
  }
}

function tableOf(verb: Exclude<LookVerb, "status">, view: View): LiveTable {
  switch (verb) {
    case "positions":
      return positionsTable(view.status.positions);
    case "orders":
      return ordersTable(ordersOf(view));
    case "trades":
      return tradesTable(view.trades);
  }
}
