import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory } from "../files/index.ts";
import { livePlace } from "./live-place.ts";

/** Room that is taken before it is needed: an emergency on a full disk must still be able to latch. */
const BYTES = 4_096;

/** What keeps every run of a directory from trading until a person resumes. */
export interface EmergencyLatch {
  /** Unix milliseconds. */
  readonly since: number;
  readonly by: string;
  readonly run: string | undefined;
  /** Why nobody knows whether there is one: it cannot be read. */
  readonly unread?: string;
}

export const latchFile = (runs: string): string => join(livePlace(runs), "latch");

/** Takes the room of the latch. Call it before anything trades. */
export function reserveLatch(runs: string): void {
  if (existsSync(latchFile(runs))) return;
  makeDirectory(livePlace(runs));
  overwrite(runs, "");
}

/** @returns undefined where nothing is latched. What cannot be read counts as latched: silence is no permission */
export function readLatch(runs: string): EmergencyLatch | undefined {
  let text: string;
  try {
    text = readFileSync(latchFile(runs), "utf8").trim();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? undefined : { ...UNREADABLE, unread: message };
  }
  if (text === "") return undefined;
  try {
    const { since, by, run } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (typeof since !== "number" || !(Math.abs(since) <= TIME_MAX) || typeof by !== "string")
      return UNREADABLE;
    return { since, by, run: typeof run === "string" ? run : undefined };
  } catch {
    return UNREADABLE;
  }
}

const UNREADABLE: EmergencyLatch = { since: 0, by: "an entry that cannot be read", run: undefined };
/** Greatest time that has a date, milliseconds. */
const TIME_MAX = 8.64e15;

export function setLatch(runs: string, latch: EmergencyLatch): void {
  makeDirectory(livePlace(runs));
  overwrite(runs, JSON.stringify(latch));
}

/** @returns whether there was one */
export function clearLatch(runs: string): boolean {
  if (readLatch(runs) === undefined) return false;
  overwrite(runs, "");
  return true;
}

/** In place: blocks that the file has already need no room on the disk. */
function overwrite(runs: string, text: string): void {
  const file = latchFile(runs);
  const descriptor = openSync(file, existsSync(file) ? "r+" : "w+", 0o600);
  try {
    writeSync(descriptor, text.padEnd(BYTES), 0);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
