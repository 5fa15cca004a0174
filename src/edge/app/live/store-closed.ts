import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../problem/index.ts";
import { type Command, closedPlace, type LiveFacts } from "../../runner/index.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import { shown } from "../play/keep-run.ts";
import type { Settings } from "../settings.ts";
import { hear, startOwn } from "./own-process.ts";
import { stopVenue } from "./run-venue.ts";
import type { ClosedDone, ClosedWork } from "./store-closed-work.ts";

/** A run that an emergency has closed at its venue, and that is still to be stored. */
export interface ClosedRun {
  readonly facts: LiveFacts;
  /** Where its venue listens. */
  readonly venue: string;
  /** What the venue told up to this event had happened before. */
  readonly since: number;
  /** One sentence for each closing order. */
  readonly story: readonly string[];
}

/** Whose emergency it was. */
interface Caller {
  readonly command: Command;
  /** Directory of the runs. */
  readonly runs: string;
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly invocation: Invocation;
}

/** So long it is waited for; what needs longer, for its journal is long, comes to its end by itself. */
const STORED_MS_MAX = 60_000;

/**
 * Stores a run as it ended: what it wrote down, and what its venue told until everything was closed. A process of its own
 * does that: whatever stands in the way, a disk that hangs or data that are gone, holds up nobody, and is said.
 */
export async function storeClosed(
  { facts, venue, since, story }: ClosedRun,
  { command, runs, settings, terminal, invocation }: Caller,
): Promise<void> {
  const { run } = facts;
  const { version } = invocation;
  const work: ClosedWork = { run, runs, venue, since, story, command, settings, version };
  const done = await inItsOwnProcess(work);
  if (done.kind === "elsewhere") return; // Another emergency does it, or has done it.
  if (done.kind === "stored") {
    terminal.note(`${run} is stored as it ended: timonel report ${done.id}`);
    return;
  }
  process.stderr.write(
    `${run} is closed, and not stored: ${done.why}; what it wrote down lies in ${shown(closedPlace(runs, run))}\n`,
  );
  await stopVenue(venue).catch(() => undefined); // It holds nothing any more.
}

async function inItsOwnProcess(work: ClosedWork): Promise<ClosedDone> {
  let child: ChildProcess;
  try {
    child = startOwn(new URL("./store-closed-child.js", import.meta.url), "inherit");
  } catch (error) {
    return { kind: "failed", why: messageOf(error) };
  }
  const late = new AbortController();
  const heard = await Promise.race([
    hear<ClosedDone>(child, work),
    sleep(STORED_MS_MAX, undefined, { signal: late.signal }).catch(() => undefined),
  ]);
  late.abort();
  child.unref();
  child.stdin?.destroy();
  child.stdout?.destroy();
  if (heard === undefined)
    return { kind: "failed", why: `that takes more than ${STORED_MS_MAX / 1_000} s, and goes on` };
  return heard.kind === "said" ? heard.done : { kind: "failed", why: heard.why };
}
