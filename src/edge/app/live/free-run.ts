import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { takeLock } from "../../journal/index.ts";
import type { UnfinishedRun } from "../../runner/index.ts";

const LOOK_MS = 25;
/** What is killed lets go at once; the system may take a moment to see to it. */
const KILL_MS_MAX = 5_000;
/** So long another emergency may take that is closing the run already: the command may be pressed twice. */
export const RIVAL_MS = 30_000;

/** Another emergency is closing it at this moment. */
const isEmergencys = ({ facts }: UnfinishedRun): boolean => facts.commandLine.includes("emergency");

/**
 * Waits for whoever plays the run to let go of it, then ends it. Only a process that holds the lock of the run is ended:
 * the number that it had may be that of a stranger by now, and another emergency holds the lock for a moment to look.
 * @returns whether nobody holds it
 */
export async function freeRun(find: () => UnfinishedRun | undefined, patienceMs: number): Promise<boolean> {
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
      return endHolder(pid, run.directory, isEmergencys(run) ? Math.max(patienceMs, RIVAL_MS) : patienceMs);
    await sleep(LOOK_MS);
  }
  return false;
}

async function endHolder(pid: number, directory: string, patienceMs: number): Promise<boolean> {
  if (pid === process.pid) return false;
  if (await letsGoWithin(pid, directory, patienceMs)) return true;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended, or is another user's: the lock tells.
  }
  return letsGoWithin(pid, directory, KILL_MS_MAX);
}

async function letsGoWithin(pid: number, directory: string, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  while (holds(pid, directory)) {
    if (performance.now() >= until) return false;
    await sleep(LOOK_MS);
  }
  return true;
}

/**
 * Whether a process still has the run. Its lock says so, not its number: one that was ended keeps its number until whoever
 * started it takes notice, which in a container may be never.
 */
function holds(pid: number, directory: string): boolean {
  if (!existsSync(directory)) return false;
  const lock = takeLock(directory);
  if ("heldBy" in lock) return (lock.heldBy.pid ?? pid) === pid;
  lock.release();
  return false;
}
