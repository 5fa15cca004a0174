import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory } from "../files/index.ts";
import { livePlace } from "./live-place.ts";

/** A segment of the journal, and the few files that change when a run is taken up. */
const BYTES = 12 * 1024 * 1024;
const STEP = 1024 * 1024;

const fileOf = (runs: string): string => join(livePlace(runs), "ballast");

/**
 * Takes room on the disk that an emergency gives back, so that it can write down what it does where nobody else can write
 * any more. Where there is no room for it nothing is taken: the run then meets the full disk itself.
 */
export function takeBallast(runs: string): void {
  const file = fileOf(runs);
  if (statSync(file, { throwIfNoEntry: false })?.size === BYTES) return;
  makeDirectory(livePlace(runs));
  const zeros = new Uint8Array(STEP);
  const descriptor = openSync(file, "w", 0o600);
  try {
    for (let at = 0; at < BYTES; at += STEP) writeSync(descriptor, zeros, 0, STEP, at);
    fsyncSync(descriptor);
  } catch {
    rmSync(file, { force: true });
  } finally {
    closeSync(descriptor);
  }
}

export function dropBallast(runs: string): void {
  rmSync(fileOf(runs), { force: true });
}
