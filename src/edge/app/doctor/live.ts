import { resolve } from "node:path";
import type { DoctorCheck } from "../../report/index.ts";
import { listUnfinished, listUnreadable, readLatch } from "../../runner/index.ts";
import { isPlayed } from "../live/free-run.ts";
import { latchedText, unreadLatch } from "../live/take-run.ts";

/** Whether a run may begin here, and which ones are not finished. */
export function checkLive(runs: string): DoctorCheck[] {
  try {
    return [checkLatch(runs), ...unfinishedIn(runs)];
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

function unfinishedIn(runs: string): DoctorCheck[] {
  const known = listUnfinished(runs).map((run): DoctorCheck => {
    const { run: id, pid } = run.facts;
    const name = "live run";
    if (isPlayed(run)) return { name, result: "ok", detail: `${id} goes on, in process ${pid}` };
    return {
      name,
      result: "warning",
      detail: `${id} is not finished, and no process plays it`,
      fix: "the command that began it takes it up again; `timonel emergency` closes what it holds",
    };
  });
  const unread = listUnreadable(runs).map((directory): DoctorCheck => {
    const detail = `${directory} is not finished, and what it is cannot be read (live.json)`;
    return { name: "live run", result: "warning", detail, fix: "look whether a process still plays it" };
  });
  return [...known, ...unread];
}
