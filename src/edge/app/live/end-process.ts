import { setTimeout as sleep } from "node:timers/promises";

const LOOK_MS = 25;
/** A killed process is gone at once; the system may take a moment to say so. */
const KILL_MS_MAX = 5_000;

/** Waits for a process to end by itself, then ends it. @returns whether it is gone */
export async function endProcess(pid: number, patienceMs: number): Promise<boolean> {
  if (pid === process.pid) return false;
  if (await isGoneWithin(pid, patienceMs)) return true;
  signal(pid, "SIGKILL");
  return isGoneWithin(pid, KILL_MS_MAX);
}

async function isGoneWithin(pid: number, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  while (signal(pid, 0)) {
    if (performance.now() >= until) return false;
    await sleep(LOOK_MS);
  }
  return true;
}

/** @returns whether there is such a process of ours */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
