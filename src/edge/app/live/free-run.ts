import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { takeLock } from "../../journal/index.ts";
import { isMissing, readUnfinished, type UnfinishedRun } from "../../runner/index.ts";
import { AT_VENUE } from "./live-order.ts";

const LOOK_MS = 25;
/** What is killed lets go at once; the system may take a moment to see to it. */
const KILL_MS_MAX = 5_000;
/** So long another emergency may take that is closing the run already: the command may be pressed twice. */
export const RIVAL_MS = 30_000;
/** So long somebody may hold a run of whom nothing is known; at a venue they are shut out then, which no wait must hold up. */
const STRANGER_MS = 3_000;
const LOOKS_LIKE_US = /timonel|node/;

/** Another emergency is closing it at this moment. */
const isEmergencys = ({ facts }: UnfinishedRun): boolean => facts.commandLine.includes("emergency");

/** Who has a run: nobody, or somebody, by number where the system tells. */
type Holder = "nobody" | { readonly pid: number | undefined };

/** Whether a process plays it at this moment, as far as the system tells: who only looks holds its lock for a moment, too. */
export function isPlayed({ facts, directory }: UnfinishedRun): boolean {
  const holder = holderOf(directory);
  return holder !== "nobody" && (holder.pid ?? facts.pid) === facts.pid;
}

/**
 * Waits for whoever plays the run to let go of it, then ends it. Only a process that holds the lock of the run is ended:
 * the number that it had may be that of a stranger by now, and another emergency holds the lock for a moment to look.
 * @returns whether nobody holds it
 */
export async function freeRun(run: UnfinishedRun, patienceMs: number): Promise<boolean> {
  const until = performance.now() + (run.facts.mode === AT_VENUE ? STRANGER_MS : RIVAL_MS);
  for (;;) {
    const holder = holderOf(run.directory);
    if (holder === "nobody") return true;
    const now = readUnfinished(run.directory) ?? run;
    const { pid } = now.facts;
    if (pid !== process.pid && isPlayedBy(pid, holder))
      return endHolder(pid, run.directory, isEmergencys(now) ? Math.max(patienceMs, RIVAL_MS) : patienceMs);
    if (performance.now() >= until) return false;
    await sleep(LOOK_MS);
  }
}

/**
 * Whether that process has the run, for certain. Where the system does not tell who holds a lock, it has to look like one of
 * ours at least; on Linux it tells for all that could be ended, and who it does not tell of lives in another container.
 */
function isPlayedBy(pid: number, holder: Exclude<Holder, "nobody">): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 1) return false;
  if (holder.pid !== undefined) return holder.pid === pid;
  return process.platform !== "linux" && LOOKS_LIKE_US.test(commandOf(pid));
}

function commandOf(pid: number): string {
  const isWindows = process.platform === "win32";
  const asked = isWindows ? ["/FI", `PID eq ${pid}`, "/NH"] : ["-p", String(pid), "-o", "command="];
  try {
    return execFileSync(isWindows ? "tasklist" : "ps", asked, { encoding: "utf8", timeout: 2_000 });
  } catch {
    return "";
  }
}

async function endHolder(pid: number, directory: string, patienceMs: number): Promise<boolean> {
  if (await letsGoWithin(pid, directory, patienceMs)) return true;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended, or is another user's: the lock tells.
  }
  return letsGoWithin(pid, directory, KILL_MS_MAX);
}

/** Its lock says so, not its number: that stays until whoever started it takes notice, which in a container may be never. */
async function letsGoWithin(pid: number, directory: string, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  for (;;) {
    const holder = holderOf(directory);
    if (holder === "nobody" || (holder.pid ?? pid) !== pid) return true;
    if (performance.now() >= until) return false;
    await sleep(LOOK_MS);
  }
}

/** Where the lock cannot even be asked for, somebody may hold it. */
function holderOf(directory: string): Holder {
  if (isMissing(directory)) return "nobody";
  try {
    const lock = takeLock(directory);
    if ("heldBy" in lock) return lock.heldBy;
    lock.release();
    return "nobody";
  } catch {
    return isMissing(directory) ? "nobody" : { pid: undefined };
  }
}
