import { cancelOpening, emergencyClose, epochWithoutWriting } from "../../emergency/index.ts";
import { hasJournal } from "../../journal/index.ts";
import {
  type Command,
  closeLive,
  type EmergencyResult,
  finishLive,
  journalOf,
  prepareLiveRun,
  type UnfinishedRun,
} from "../../runner/index.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import { keepRun } from "../play/keep-run.ts";
import { reportRun } from "../play/report-run.ts";
import { pageOf } from "../play/run-page.ts";
import type { Settings } from "../settings.ts";
import { LaterLogs } from "./later-logs.ts";
import { AT_VENUE, sessionOf } from "./live-order.ts";
import { loadLeft } from "./load-left.ts";
import { hasLostVenue, howPutAway } from "./put-away.ts";
import { isVenueThere, VENUE_ACCOUNT } from "./run-venue.ts";
import { onDisk } from "./slow-disk.ts";
import type { ClosedRun } from "./store-closed.ts";
import { takeUp, venueOf } from "./take-run.ts";
import { watchElsewhere } from "./watch-elsewhere.ts";

/** An emergency as it was called. */
export interface EmergencyCall {
  readonly command: Command;
  /** Directory of the runs. */
  readonly runs: string;
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly invocation: Invocation;
  /** Before it nothing is ended: who starts again by itself would begin anew. */
  readonly latchedFirst: Promise<unknown>;
  /** Gathers what was closed at a venue, and is still to be stored. */
  readonly closed: ClosedRun[];
}

/** What was done about a run, and what else a person has to know. */
export type Settled = EmergencyResult & { readonly problem?: string };

export const NOTHING_DONE: EmergencyResult = { cancelled: 0, closed: 0, left: [] };

/** Closes a run that nobody plays, from what it wrote down, or at its venue. */
export async function closeRun(run: UnfinishedRun, call: EmergencyCall): Promise<Settled> {
  const hasBegun = hasJournal(journalOf(run.directory));
  // A journal may be lost: who has a venue that answers is asked there what is held.
  if (run.facts.mode === AT_VENUE && (hasBegun || (await isVenueThere(venueOf(run)))))
    return closeAtVenue(run, call);
  if (hasBegun) return closeAlone(run, call);
  closeLive(run, call.runs); // It died before it wrote anything down, and nothing leaves before that.
  return NOTHING_DONE;
}

async function closeAtVenue(run: UnfinishedRun, call: EmergencyCall): Promise<Settled> {
  const venue = venueOf(run);
  const { since, story, ...result } = await shutOut(
    { directory: run.directory, venue, run: run.facts.run },
    call,
  );
  if (result.left.length > 0 && (await hasLostVenue(run)))
    call.terminal.call(`notice: nobody can take ${run.facts.run} up any more: ${howPutAway(run.facts.run)}`);
  // Otherwise the venue goes on with what protects the positions; a person takes the run up again.
  if (call.command.closes === false || result.left.length > 0) return result;
  const put = await onDisk({ do: "close", run, runs: call.runs });
  // Its venue stays with it: pressed again, it says that nothing is left.
  if ("failed" in put)
    return { ...result, problem: `closed, but its directory cannot be put away: ${put.failed}` };
  // It holds nothing any more: what is left to do is to write down what became of it.
  call.closed.push({ facts: run.facts, venue, since, story });
  return result;
}

/** `story`: one sentence for each closing order; what the venue told up to event `since` had happened before. */
interface ShutOut extends EmergencyResult {
  readonly since: number;
  readonly story: readonly string[];
}

/** Where a run trades; who it is, if that can be read. */
interface Site {
  readonly directory: string;
  readonly venue: string;
  readonly run?: string;
}

/**
 * Gets out at the venue itself, on a connection of its own and with a later epoch: whoever traded before can send nothing
 * more, wherever it is.
 */
export async function shutOut(
  { directory, venue: address, run }: Site,
  { command, runs, terminal }: Pick<EmergencyCall, "command" | "runs" | "terminal">,
): Promise<ShutOut> {
  const taken = await onDisk({ do: "epoch", directory });
  const epoch = "done" in taken && taken.done !== null ? taken.done : epochWithoutWriting(directory);
  if (command.closes === false) {
    const { cancelled, left } = await cancelOpening({ address, account: VENUE_ACCOUNT, epoch });
    return { cancelled: cancelled.length, closed: 0, left, since: 0, story: [] };
  }
  const elsewhere = watchElsewhere(runs, run);
  const { isFlat, left, cancelled, closed, since } = await emergencyClose({
    address,
    account: VENUE_ACCOUNT,
    epoch,
    closePositions: true,
    tell: async (what) => terminal.call(`notice: the venue of ${run ?? directory} is ${what}`),
    isDoneElsewhere: () => elsewhere.isDone,
  }).finally(() => elsewhere.end());
  const done = { cancelled: cancelled.length, closed: closed.length, left: isFlat ? [] : left };
  return { ...done, since, story: closed };
}

/** Without the process that traded: its run is taken up from what it wrote, closed, and stored. No strategy is asked. */
async function closeAlone(
  left: UnfinishedRun,
  { command, runs, settings, terminal, invocation }: EmergencyCall,
): Promise<EmergencyResult> {
  const loaded = await loadLeft(left, runs, settings);
  const logs = new LaterLogs();
  const taken = takeUp(left, invocation.argv);
  const thread = prepareLiveRun();
  try {
    const { facts, directory, epoch } = taken;
    const ended = await thread.work(
      {
        plan: loaded.plan,
        facts,
        session: sessionOf(loaded, invocation.version, epoch),
        journal: journalOf(directory),
        task: { kind: "emergency", command },
      },
      { heartbeatMs: settings.heartbeatSeconds * 1_000 },
      logs.listener,
    );
    if (ended.kind !== "done") throw new Error("a run that was closed was verified");
    const { outcome } = ended;
    const report = reportRun(loaded, outcome, { id: facts.run, command: "run", dataHash: facts.dataHash });
    const run = { report, loaded, outcome, isComplete: outcome.isComplete, data: [] };
    const kept = keepRun(run, await pageOf(run, "timonel run"), settings, terminal, invocation);
    if (kept.path !== undefined) finishLive(taken, kept.path);
    await logs.write(left, run, { version: invocation.version, note: terminal.note });
    // It may have ended before, and was only not stored yet.
    const open = outcome.open.map(({ instrument }) => loaded.plan.instruments[instrument]?.symbol ?? "");
    return ended.emergency ?? { cancelled: 0, closed: 0, left: open };
  } finally {
    thread.discard();
    taken.release();
  }
}
