import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Command, closedPlace, type LiveFacts } from "../../runner/index.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import { shown } from "../play/keep-run.ts";
import type { Settings } from "../settings.ts";
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

function inItsOwnProcess(work: ClosedWork): Promise<ClosedDone> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CHILD], { stdio: ["pipe", "pipe", "inherit"], detached: true });
    let text = "";
    const end = (done: ClosedDone): void => {
      clearTimeout(timer);
      child.unref();
      child.stdin.destroy();
      child.stdout.destroy();
      resolve(done);
    };
    const timer = setTimeout(
      () => end({ kind: "failed", why: `that takes more than ${STORED_MS_MAX / 1_000} s, and goes on` }),
      STORED_MS_MAX,
    );
    child.on("error", ({ message }) => end({ kind: "failed", why: message }));
    child.stdin.on("error", () => undefined); // It is gone: its end says so.
    child.stdin.end(JSON.stringify(work));
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    child.on("close", () => end(read(text)));
  });
}

const CHILD = fileURLToPath(new URL("./store-closed-child.js", import.meta.url));

function read(text: string): ClosedDone {
  try {
    return JSON.parse(text) as ClosedDone; // Our own child.
  } catch {
    return { kind: "failed", why: "that came to no end" };
  }
}
