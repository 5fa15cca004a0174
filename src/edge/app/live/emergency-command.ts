import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, hasNoLive, listUnfinished, listUnreadable } from "../../runner/index.ts";
import { listRuns } from "../../runs/index.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { RunsPlace } from "../finished/runs-place.ts";
import type { Settings } from "../settings.ts";
import { newCommand } from "./ask-run.ts";
import { openEmergencyAlerts } from "./emergency-alerts.ts";
import {
  type EmergencyOutcome,
  emergencyDocument,
  emergencyText,
  writeEmergency,
} from "./emergency-report.ts";
import type { LiveOptions } from "./live-program.ts";
import { onDisk } from "./slow-disk.ts";
import { stopRun, stopUnreadable } from "./stop-run.ts";
import { type ClosedRun, storeClosed } from "./store-closed.ts";

/** So long the latch comes before anything is ended; the disk may take longer, while the runs are stopped. */
const LATCH_FIRST_MS = 2_000;
const LATCH_MS_MAX = 15_000;

/**
 * Stops everything: no new risk from now on, cancels, closes, verifies, ends every run and latches. It needs none of the
 * processes that trade: one that does not answer is ended, and its run is closed from its journal by this process. Nor does
 * it wait for a disk: what is written down is written by a process of its own. Safe to press twice.
 * @returns 0 when nothing is left, 1 otherwise
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
  const unfinished = tried(() => listUnfinished(directory)) ?? [];
  const latching = latch(directory, command, unfinished[0]?.facts.run, terminal);
  const latchedFirst = Promise.race([latching, sleep(LATCH_FIRST_MS, undefined, { ref: false })]);
  const closed: ClosedRun[] = [];
  const call = { command, runs: directory, settings, terminal, invocation, latchedFirst, closed };
  const alerts = openEmergencyAlerts(unfinished, command, place.alerts, terminal); // It tells while what follows is done.
  const stopping = unfinished.map((run) => stopRun(run, call)); // None waits for another.
  await latchedFirst;
  // Latched by now: a run that began at this moment has seen the latch, or is seen here.
  const known = new Set(unfinished.map((run) => run.directory));
  const later = tried(() => listUnfinished(directory).filter((run) => !known.has(run.directory)));
  for (const run of later ?? []) stopping.push(stopRun(run, call));
  const unreadable = tried(() => listUnreadable(directory).filter((one) => !known.has(one)));
  for (const one of unreadable ?? []) stopping.push(stopUnreadable(one, call));
  const outcomes = await Promise.all(stopping);
  if (later === undefined || unreadable === undefined) outcomes.push(unlisted(directory));
  if (outcomes.length === 0 && tried(() => neverRan(directory)) === true)
    outcomes.push(nothingFound(directory));
  const latched = await latching;
  const elapsedMs = Math.round(performance.now() - startedAt);
  const document = await writeEmergency(emergencyDocument(outcomes, { latched, elapsedMs }), directory);
  terminal.print(options.json ? JSON.stringify(document) : emergencyText(document));
  // Whoever pressed it knows by now: what became of the runs is written down last.
  const storing = closed.map((run) => storeClosed(run, call));
  await Promise.all([alerts.end(document), ...storing]);
  return document.flat && latched ? 0 : 1;
}

function tried<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

const neverRan = (directory: string): boolean =>
  hasNoLive(directory) && listRuns(directory).runs.length === 0;

/** A word that is mistyped, or another working directory: whatever goes on elsewhere goes on. */
const nothingFound = (directory: string): EmergencyOutcome => ({
  ...{ run: resolve(directory), cancelled: 0, closed: 0, left: [] },
  problem:
    "no run was ever begun in this directory, and nothing was stopped: say with --runs where your runs are",
});

const unlisted = (directory: string): EmergencyOutcome => ({
  ...{ run: directory, cancelled: 0, closed: 0, left: [] },
  problem: "the directory of the runs cannot be read: there may be more of them",
});

async function latch(
  runs: string,
  { by }: Command,
  run: string | undefined,
  terminal: Terminal,
): Promise<boolean> {
  const work = { do: "latch", runs, latch: { since: Date.now(), by, run } } as const;
  const told = await onDisk(work, LATCH_MS_MAX);
  if ("done" in told) return true;
  // What trades is stopped all the same; that a restart would not be refused is said.
  terminal.call(`the latch cannot be written: ${told.failed}`);
  return false;
}
