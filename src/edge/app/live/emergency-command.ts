import { NoAnswer } from "../../control/index.ts";
import { UserProblem } from "../../problem/index.ts";
import {
  type Command,
  type CommandResult,
  dropBallast,
  type EmergencyResult,
  listUnfinished,
  setLatch,
  type UnfinishedRun,
} from "../../runner/index.ts";
import { findStored, listRuns, readRunReport } from "../../runs/index.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { RunsPlace } from "../finished/runs-place.ts";
import type { Settings } from "../settings.ts";
import { newCommand, sendCommand } from "./ask-run.ts";
import { closeRun, type EmergencyCall, NOTHING_DONE, shutOut } from "./close-run.ts";
import { openEmergencyAlerts } from "./emergency-alerts.ts";
import {
  type EmergencyOutcome,
  emergencyDocument,
  emergencyText,
  writeEmergency,
} from "./emergency-report.ts";
import { freeRun, RIVAL_MS } from "./free-run.ts";
import type { LiveOptions } from "./live-program.ts";
import { AT_VENUE } from "./take-run.ts";

/** So long a run may take to carry it out by itself; then it is ended, and it is done without it. */
const PATIENCE_MS = 3_000;
/** Exit code of a run whose lock somebody has. */
const HELD = 3;

/**
 * Stops everything: no new risk from now on, cancels, closes, verifies, ends every run and latches. It needs none of the
 * processes that trade: one that does not answer is ended, and its run is closed from its journal by this process. Safe
 * to press twice. @returns 0 when nothing is left, 1 otherwise
 */
export async function emergencyCommand(
  options: LiveOptions,
  place: RunsPlace,
  settings: Settings,
  terminal: Terminal,
  invocation: Invocation,
): Promise<number> {
  const startedAt = performance.now();
  const { directory } = place;
  const command = newCommand({ do: "emergency", closes: !options.keepsPositions });
  const call = { command, runs: directory, settings, terminal, invocation };
  const unfinished = listUnfinished(directory);
  dropBallast(directory); // Room to write down what is done, on a disk that may be full.
  // Latched first: a run that begins at this moment sees the latch, or is seen here.
  const latched = latch(directory, command, unfinished[0]?.facts.run);
  const alerts = openEmergencyAlerts(unfinished, command, place.alerts); // It tells while what follows is done.
  const outcomes: EmergencyOutcome[] = [];
  for (const run of listUnfinished(directory)) outcomes.push(await stopRun(run, call));
  const elapsedMs = Math.round(performance.now() - startedAt);
  const document = writeEmergency(emergencyDocument(outcomes, { latched, elapsedMs }), directory);
  terminal.print(options.json ? JSON.stringify(document) : emergencyText(document));
  await alerts.end(document);
  return document.flat && latched ? 0 : 1;
}

function latch(directory: string, { by }: Command, run: string | undefined): boolean {
  try {
    setLatch(directory, { since: Date.now(), by, run });
    return true;
  } catch (error) {
    // What trades is stopped all the same; that a restart would not be refused is said.
    process.stderr.write(`the latch cannot be written: ${String(error)}\n`);
    return false;
  }
}

async function stopRun(run: UnfinishedRun, called: EmergencyCall): Promise<EmergencyOutcome> {
  const { run: id, onEmergency } = run.facts;
  // A run whose config says that positions stay keeps them.
  const closes = called.command.closes !== false && onEmergency?.closes !== false;
  const call = { ...called, command: { ...called.command, closes } };
  const answer = await askFirst(run, call.command);
  const answered = typeof answer === "object" && answer.kind === "emergency" ? answer : undefined;
  try {
    // It stores its run and ends by itself; who does not, is ended.
    const isEnding = answered !== undefined || answer === "hung up";
    const settled = await settle(run, call, isEnding ? PATIENCE_MS : 0);
    return { run: id, ...resultOf(answered ?? settled), problem: settled.problem };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { run: id, ...NOTHING_DONE, problem };
  }
}

/** What was done about a run, and what else a person has to know. */
type Settled = EmergencyResult & { readonly problem?: string };

/** Sees to it that nobody plays the run any more, that it is closed, and stored. */
async function settle(run: UnfinishedRun, call: EmergencyCall, patienceMs: number): Promise<Settled> {
  const { runs } = call;
  const { run: id } = run.facts;
  const find = (): UnfinishedRun | undefined => listUnfinished(runs).find(({ facts }) => facts.run === id);
  if (!(await freeRun(find, patienceMs))) {
    const problem = `process ${find()?.facts.pid ?? run.facts.pid} cannot be ended`;
    if (run.facts.mode !== AT_VENUE) throw new Error(problem);
    // Whatever it waits for: when it goes on, its venue takes nothing from it any more.
    return { ...(await shutOut(run, call)), problem: `${problem}: it is shut out of its venue` };
  }
  if (find() === undefined) return storedResult(runs, run);
  try {
    return await closeRun(run, call);
  } catch (error) {
    const isTaken = error instanceof UserProblem && error.exitCode === HELD;
    if (!isTaken || patienceMs === RIVAL_MS) throw error;
    return settle(run, call, RIVAL_MS); // Another emergency was quicker.
  }
}

/** Somebody else ended it meanwhile: what it still held stands in its report. At a venue it may be closed without one, flat. */
async function storedResult(runs: string, { facts }: UnfinishedRun): Promise<EmergencyResult> {
  const isStored = listRuns(runs).runs.some(({ manifest }) => manifest.id === facts.run);
  if (!isStored && facts.mode === AT_VENUE) return NOTHING_DONE;
  const { open } = await readRunReport({ kind: "stored", run: findStored(runs, facts.run) });
  return { ...NOTHING_DONE, left: open.map(({ instrument }) => instrument) };
}

/** @returns undefined where the run does not answer */
async function askFirst(
  run: UnfinishedRun,
  command: Command,
): Promise<CommandResult | "hung up" | undefined> {
  try {
    return await sendCommand(run, command, PATIENCE_MS);
  } catch (error) {
    if (!(error instanceof UserProblem)) throw error;
    const { cause } = error;
    return cause instanceof NoAnswer && cause.reason === "hung up" ? "hung up" : undefined;
  }
}

const resultOf = ({ cancelled, closed, left }: EmergencyResult): EmergencyResult => ({
  cancelled,
  closed,
  left,
});
