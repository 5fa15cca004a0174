import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NoAnswer } from "../../control/index.ts";
import { cancelOpening, emergencyClose } from "../../emergency/index.ts";
import { hasJournal, nextEpoch, takeLock } from "../../journal/index.ts";
import { UserProblem } from "../../problem/index.ts";
import {
  type Command,
  type CommandResult,
  closeLive,
  dropBallast,
  type EmergencyResult,
  finishLive,
  journalOf,
  listUnfinished,
  livePlace,
  prepareLiveRun,
  setLatch,
  type UnfinishedRun,
} from "../../runner/index.ts";
import { findStored, listRuns, readRunReport } from "../../runs/index.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { RunsPlace } from "../finished/runs-place.ts";
import type { LoadedRun } from "../plan/load-run.ts";
import { keepRun, shown } from "../play/keep-run.ts";
import { reportRun } from "../play/report-run.ts";
import { pageOf } from "../play/run-page.ts";
import type { Settings } from "../settings.ts";
import { newCommand, sendCommand } from "./ask-run.ts";
import { endProcess } from "./end-process.ts";
import { sessionOf } from "./live-order.ts";
import type { LiveOptions } from "./live-program.ts";
import { loadBeside } from "./load-left.ts";
import { stopVenue, VENUE_ACCOUNT, venueAddress } from "./run-venue.ts";
import { AT_VENUE, takeUp } from "./take-run.ts";

/** What the emergency of one run came to. */
interface Outcome extends EmergencyResult {
  readonly run: string;
  /** Why it could not be carried out; undefined: it was. */
  readonly problem: string | undefined;
}

/** `emergency --json`. */
export interface EmergencyDocument {
  readonly schema: "timonel.emergency/1";
  /** No process trades any more. */
  readonly stopped: boolean;
  readonly halted: boolean;
  readonly cancelled: number;
  readonly closed: number;
  readonly left: readonly string[];
  readonly flat: boolean;
  readonly elapsedMs: number;
  readonly latched: boolean;
  readonly report: string | null;
  readonly runs: readonly Outcome[];
}

/** So long a run may take to carry it out by itself; then it is ended, and it is done without it. */
const PATIENCE_MS = 3_000;
/** So long another emergency may take that is closing a run already: the command may be pressed twice. */
const RIVAL_MS = 30_000;
const LOOK_MS = 50;
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
  dropBallast(directory); // Room to write down what is done, on a disk that may be full.
  // Latched first: a run that begins at this moment sees the latch, or is seen here.
  const latched = latch(directory, command, listUnfinished(directory)[0]?.facts.run);
  const runs = listUnfinished(directory);
  const outcomes: Outcome[] = [];
  for (const run of runs) {
    const outcome = await stopRun(run, command, directory, () =>
      closeRun(run, command, directory, settings, terminal, invocation),
    );
    outcomes.push(outcome);
  }
  const left = outcomes.flatMap(({ run, left: symbols, problem }) =>
    problem === undefined ? symbols.map((symbol) => `${symbol} of ${run}`) : [`${run}: ${problem}`],
  );
  const document: EmergencyDocument = {
    schema: "timonel.emergency/1",
    stopped: outcomes.every(({ problem }) => problem === undefined),
    halted: true,
    cancelled: outcomes.reduce((sum, { cancelled }) => sum + cancelled, 0),
    closed: outcomes.reduce((sum, { closed }) => sum + closed, 0),
    left,
    flat: left.length === 0,
    elapsedMs: Math.round(performance.now() - startedAt),
    latched,
    report: reportFile(directory),
    runs: outcomes,
  };
  const written = write(document);
  const whole = { ...document, report: written };
  terminal.print(options.json ? JSON.stringify(whole) : textOf(whole));
  return whole.flat && whole.latched ? 0 : 1;
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

async function stopRun(
  run: UnfinishedRun,
  command: Command,
  runs: string,
  close: () => Promise<EmergencyResult>,
): Promise<Outcome> {
  const { run: id } = run.facts;
  const answer = await askFirst(run, command);
  const answered = typeof answer === "object" && answer.kind === "emergency" ? answer : undefined;
  try {
    // It stores its run and ends by itself; who does not, is ended.
    const isEnding = answered !== undefined || answer === "hung up";
    const settled = await settle(run, runs, close, isEnding ? PATIENCE_MS : 0);
    return { run: id, ...resultOf(answered ?? settled), problem: undefined };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { run: id, cancelled: 0, closed: 0, left: [], problem };
  }
}

/** Sees to it that nobody plays the run any more, that it is closed, and stored. */
async function settle(
  run: UnfinishedRun,
  runs: string,
  close: () => Promise<EmergencyResult>,
  patienceMs: number,
): Promise<EmergencyResult> {
  const { run: id } = run.facts;
  const find = (): UnfinishedRun | undefined => listUnfinished(runs).find(({ facts }) => facts.run === id);
  if (!(await freeRun(find, patienceMs)))
    throw new Error(`process ${find()?.facts.pid ?? run.facts.pid} cannot be ended`);
  if (find() === undefined) return storedResult(runs, run);
  try {
    return await close();
  } catch (error) {
    const isTaken = error instanceof UserProblem && error.exitCode === HELD;
    if (!isTaken || patienceMs === RIVAL_MS) throw error;
    return settle(run, runs, close, RIVAL_MS); // Another emergency was quicker.
  }
}

/** Closes a run that nobody plays, from what it wrote down, or at its venue. */
async function closeRun(
  run: UnfinishedRun,
  command: Command,
  runs: string,
  settings: Settings,
  terminal: Terminal,
  invocation: Invocation,
): Promise<EmergencyResult> {
  if (!hasJournal(journalOf(run.directory))) {
    // It died before it wrote anything down, and nothing leaves before that.
    await stopVenue(venueAddress(run.directory));
    closeLive(run, runs);
    return NOTHING;
  }
  return run.facts.mode === AT_VENUE
    ? closeAtVenue(run, command, runs)
    : closeAlone(run, command, runs, settings, terminal, invocation);
}

const NOTHING: EmergencyResult = { cancelled: 0, closed: 0, left: [] };

/** Another emergency is closing it at this moment. */
const isEmergencys = ({ facts }: UnfinishedRun): boolean => facts.commandLine.includes("emergency");

/**
 * Waits for whoever plays the run to end, then ends it. Only a process that holds the lock of the run is ended: the
 * number that it had may be that of a stranger by now, and another emergency holds the lock for a moment to look.
 * @returns whether nobody holds it
 */
async function freeRun(find: () => UnfinishedRun | undefined, patienceMs: number): Promise<boolean> {
  const until = performance.now() + RIVAL_MS;
  while (performance.now() < until) {
    const run = find();
    if (run === undefined || !existsSync(run.directory)) return true;
    const lock = takeLock(run.directory);
    if (!("heldBy" in lock)) {
      lock.release();
      return true;
    }
    const { pid = run.facts.pid } = lock.heldBy;
    if (pid === run.facts.pid)
      return endProcess(pid, isEmergencys(run) ? Math.max(patienceMs, RIVAL_MS) : patienceMs);
    await sleep(LOOK_MS);
  }
  return false;
}

/** Somebody else ended it meanwhile: what it still held stands in its report. At a venue it may be closed without one, flat. */
async function storedResult(runs: string, { facts }: UnfinishedRun): Promise<EmergencyResult> {
  const isStored = listRuns(runs).runs.some(({ manifest }) => manifest.id === facts.run);
  if (!isStored && facts.mode === AT_VENUE) return NOTHING;
  const { open } = await readRunReport({ kind: "stored", run: findStored(runs, facts.run) });
  return { ...NOTHING, left: open.map(({ instrument }) => instrument) };
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

/** At the venue itself, on a connection of its own and with a later epoch: whoever traded before can send nothing more. */
async function closeAtVenue(run: UnfinishedRun, command: Command, runs: string): Promise<EmergencyResult> {
  const address = venueAddress(run.directory);
  const epoch = nextEpoch(run.directory);
  if (command.closes === false) {
    // The venue goes on with what protects the positions; a person takes the run up again.
    const { cancelled, left } = await cancelOpening({ address, account: VENUE_ACCOUNT, epoch });
    return { cancelled: cancelled.length, closed: 0, left };
  }
  const { isFlat, left, cancelled, closed } = await emergencyClose({
    address,
    account: VENUE_ACCOUNT,
    epoch,
    closePositions: true,
  });
  const counts = { cancelled: cancelled.length, closed: closed.length };
  if (!isFlat) return { ...counts, left };
  await stopVenue(address);
  closeLive(run, runs);
  return { ...counts, left: [] };
}

/** Without the process that traded: its run is taken up from what it wrote, closed, and stored. No strategy is asked. */
async function closeAlone(
  left: UnfinishedRun,
  command: Command,
  runs: string,
  settings: Settings,
  terminal: Terminal,
  invocation: Invocation,
): Promise<EmergencyResult> {
  const loaded = storedIn(runs, await loadBeside(left.directory, settings));
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
    );
    if (ended.kind !== "done") throw new Error("a run that was closed was verified");
    const { outcome } = ended;
    const report = reportRun(loaded, outcome, { id: facts.run, command: "run", dataHash: facts.dataHash });
    const run = { report, loaded, outcome, isComplete: outcome.isComplete, data: [] };
    const kept = keepRun(run, await pageOf(run, "timonel run"), settings, terminal, invocation);
    if (kept.path !== undefined) finishLive(taken, kept.path);
    // It may have ended before, and was only not stored yet.
    const open = outcome.open.map(({ instrument }) => loaded.plan.instruments[instrument]?.symbol ?? "");
    return ended.emergency ?? { cancelled: 0, closed: 0, left: open };
  } finally {
    thread.discard();
    taken.release();
  }
}

/** A run is stored where it was begun, wherever the emergency was called. */
const storedIn = (directory: string, loaded: LoadedRun): LoadedRun => ({
  ...loaded,
  config: { ...loaded.config, runs: { ...loaded.config.runs, directory } },
});

const reportFile = (directory: string): string =>
  join(livePlace(directory), `emergency-${new Date().toISOString().replaceAll(/[:.]/g, "-")}.json`);

/** @returns undefined, told as null, where it cannot be written: what was done is done */
function write(document: EmergencyDocument): string | null {
  const { report } = document;
  if (report === null) return null;
  try {
    writeFileSync(report, `${JSON.stringify(document, undefined, 2)}\n`, { flush: true });
    return report;
  } catch {
    return null;
  }
}

function textOf({
  flat,
  left,
  cancelled,
  closed,
  runs,
  elapsedMs,
  latched,
  report,
}: EmergencyDocument): string {
  const lines = [
    flat ? "EMERGENCY: everything is stopped and flat" : "EMERGENCY: NOT everything is closed",
    ...left.map((what) => `  left: ${what}`),
    `  ${runs.length} ${runs.length === 1 ? "run" : "runs"} ended, ${closed} positions closed, ${cancelled} orders cancelled, ${(elapsedMs / 1_000).toFixed(1)} s`,
    latched
      ? "  latched: nothing trades here until `timonel resume`"
      : "  NOT LATCHED: a new run would trade",
    ...(report === null ? [] : [`  report: ${shown(report)}`]),
  ];
  return lines.join("\n");
}
