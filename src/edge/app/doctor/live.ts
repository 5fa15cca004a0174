import { resolve } from "node:path";
import type { DoctorCheck } from "../../report/index.ts";
import { listUnfinished, listUnreadable, readLatch, type UnfinishedRun } from "../../runner/index.ts";
import { isPlayed } from "../live/free-run.ts";
import { hasLostVenue, howPutAway } from "../live/put-away.ts";
import { latchedText, unreadLatch } from "../live/take-run.ts";
import { isUnbegun } from "../live/unbegun.ts";

/** Whether a run may begin here, and which ones are not finished. */
export async function checkLive(runs: string): Promise<DoctorCheck[]> {
  try {
    return [checkLatch(runs), ...(await unfinishedIn(runs))];
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [{ name: "live runs", result: "failed", detail, fix: `let this user read ${resolve(runs)}` }];
  }
}

function checkLatch(runs: string): DoctorCheck {
  const name = "latch";
  const latch = readLatch(runs);
  if (latch === undefined) return { name, result: "ok", detail: "no emergency is latched: runs may begin" };
  if (latch.unread !== undefined) {
    const { message, fix } = unreadLatch(runs, latch.unread).details;
    return { name, result: "failed", detail: message, ...(fix !== undefined && { fix }) };
  }
  const stopped = latch.run === undefined ? "" : `, which stopped ${latch.run}`;
  return {
    name,
    result: "failed",
    detail: `nothing trades here since ${latchedText(latch)}${stopped}`,
    fix: "look at what happened; when you are sure, write `timonel resume`",
  };
}

async function unfinishedIn(runs: string): Promise<DoctorCheck[]> {
  const known = await Promise.all(listUnfinished(runs).map(checkUnfinished));
  const unread = listUnreadable(runs).map((directory): DoctorCheck => {
    const detail = `${directory} is not finished, and what it is cannot be read (live.json)`;
    return { name: "live run", result: "warning", detail, fix: "look whether a process still plays it" };
  });
  return [...known, ...unread];
}

async function checkUnfinished(run: UnfinishedRun): Promise<DoctorCheck> {
  const { run: id, pid } = run.facts;
  const name = "live run";
  if (isPlayed(run)) return { name, result: "ok", detail: `${id} goes on, in process ${pid}` };
  if (await isUnbegun(run)) {
    const detail = `${id} has not begun: it has written nothing down, and nothing was traded`;
    const fix = "the command that was to begin it begins it; `timonel emergency` clears it away";
    return { name, result: "warning", detail, fix };
  }
  const left = `${id} is not finished, and no process plays it`;
  if (await hasLostVenue(run)) {
    const detail = `${left}; its venue is gone, and its paper account with it`;
    return { name, result: "warning", detail, fix: howPutAway(id) };
  }
  const fix = "the command that began it takes it up again; `timonel emergency` closes what it holds";
  return { name, result: "warning", detail: left, fix };
}
