import { NoAnswer, socketPath } from "../../control/index.ts";
import { messageOf, UserProblem } from "../../problem/index.ts";
import {
  type Command,
  type CommandResult,
  type EmergencyResult,
  isClosed,
  isMissing,
  readUnfinished,
  type UnfinishedRun,
} from "../../runner/index.ts";
import { findStored, readRunReport } from "../../runs/index.ts";
import { sendCommand } from "./ask-run.ts";
import { closeRun, type EmergencyCall, NOTHING_DONE, type Settled, shutOut } from "./close-run.ts";
import type { EmergencyOutcome } from "./emergency-report.ts";
import { freeRun, RIVAL_MS } from "./free-run.ts";
import { AT_VENUE } from "./live-order.ts";
import { venueOf } from "./take-run.ts";

/** So long a run may take to carry it out by itself; then it is ended, and it is done without it. */
const PATIENCE_MS = 3_000;
/** Exit code of a run whose lock somebody has. */
const HELD = 3;

/**
 * Stops one run: it is asked first, then ended, then closed without it. Whatever goes wrong is in what it comes to: it
 * stands in the way of no other run.
 */
export async function stopRun(run: UnfinishedRun, called: EmergencyCall): Promise<EmergencyOutcome> {
  const { run: id, onEmergency } = run.facts;
  // A run whose config says that positions stay keeps them.
  const closes = called.command.closes !== false && onEmergency?.closes !== false;
  const call = { ...called, command: { ...called.command, closes } };
  const answer = await askFirst(run, call.command);
  await call.latchedFirst;
  const isObeyed = typeof answer === "object" && answer.kind === "emergency";
  const answered = isObeyed ? answer : NOTHING_DONE;
  try {
    // It stores its run and ends by itself; who does not, is ended.
    const settled = await settle(run, call, isObeyed || answer === "hung up" ? PATIENCE_MS : 0);
    // What is left is what was found last: by whoever looked at the venue, or stands in what the run has stored.
    return {
      run: id,
      cancelled: answered.cancelled + settled.cancelled,
      closed: answered.closed + settled.closed,
      left: settled.left,
      problem: settled.problem,
    };
  } catch (error) {
    const { cancelled, closed, left } = answered;
    return { run: id, cancelled, closed, left, problem: messageOf(error) };
  }
}

/** A run of which nothing but its directory is known: whoever trades it is shut out of its venue, if it has one. */
export async function stopUnreadable(directory: string, call: EmergencyCall): Promise<EmergencyOutcome> {
  const problem = "what it is cannot be read (live.json): look whether a process still plays it";
  try {
    const venue = socketPath(directory, "venue");
    const { cancelled, closed, left } = await shutOut({ directory, venue }, call);
    return { run: directory, cancelled, closed, left, problem };
  } catch (error) {
    return { run: directory, ...NOTHING_DONE, problem: `${problem}; ${messageOf(error)}` };
  }
}

/** Sees to it that nobody plays the run any more, that it is closed, and stored. */
async function settle(run: UnfinishedRun, call: EmergencyCall, patienceMs: number): Promise<Settled> {
  if (!(await freeRun(run, patienceMs))) {
    const problem = `process ${(readUnfinished(run.directory) ?? run).facts.pid} cannot be ended`;
    if (run.facts.mode !== AT_VENUE) throw new Error(problem);
    // Whatever it waits for: when it goes on, its venue takes nothing from it any more.
    const { directory, facts } = run;
    const site = { directory, venue: venueOf(run), run: facts.run };
    const { cancelled, closed, left } = await shutOut(site, call);
    return { cancelled, closed, left, problem: `${problem}: it is shut out of its venue` };
  }
  if (isMissing(run.directory)) return storedResult(call.runs, run);
  try {
    return await closeRun(run, call);
  } catch (error) {
    const isTaken = error instanceof UserProblem && error.exitCode === HELD;
    if (!isTaken || patienceMs === RIVAL_MS) throw error;
    return settle(run, call, RIVAL_MS); // Another emergency was quicker.
  }
}

/** Somebody else ended it meanwhile: what it still held stands in its report. What was closed at its venue is flat. */
async function storedResult(runs: string, { facts }: UnfinishedRun): Promise<EmergencyResult> {
  if (isClosed(runs, facts.run)) return NOTHING_DONE;
  const { open } = await readRunReport({ kind: "stored", run: findStored(runs, facts.run) });
  return { ...NOTHING_DONE, left: open.map(({ instrument }) => instrument) };
}

/** @returns undefined where the run does not answer, for whatever reason */
async function askFirst(
  run: UnfinishedRun,
  command: Command,
): Promise<CommandResult | "hung up" | undefined> {
  try {
    return await sendCommand(run, command, PATIENCE_MS);
  } catch (error) {
    const cause = error instanceof UserProblem ? error.cause : undefined;
    return cause instanceof NoAnswer && cause.reason === "hung up" ? "hung up" : undefined;
  }
}
