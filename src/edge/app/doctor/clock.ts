import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { DoctorCheck } from "../../report/index.ts";
import { PACKAGE_ROOT } from "../package-root.ts";

/** What the check looks at; a test brings its own. All in milliseconds. */
export interface Clocks {
  /** The time of day. */
  readonly wall: () => number;
  /** The clock that never jumps. */
  readonly steady: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

const SYSTEM: Clocks = {
  wall: Date.now,
  steady: () => performance.now(),
  wait: (ms) => new Promise((done) => setTimeout(done, ms)),
};

const SAMPLE_MS = 60;
/** A wall clock that is slewed gains or loses far less than this within a sample, and is read in whole milliseconds. */
const DRIFT_ALLOWED_MS = 5;
/** Readings of one moment; the machine may be taken from us within any of them, hardly within all. */
const ATTEMPTS = 5;
const DAY_MS = 86_400_000;

const NAME = "clock";

/** The wall clock goes on as fast as the one that never jumps, and is not behind the files of the package. */
export async function checkClock(clocks: Clocks = SYSTEM): Promise<DoctorCheck> {
  const before = readTogether(clocks);
  await clocks.wait(SAMPLE_MS);
  const after = readTogether(clocks);
  const drift = after.ahead - before.ahead;
  if (Math.abs(drift) > before.unsure + after.unsure + DRIFT_ALLOWED_MS)
    return {
      name: NAME,
      result: "warning",
      detail: `the wall clock moved by ${drift.toFixed(0)} ms against the steady one within ${SAMPLE_MS} ms`,
      fix: "let the system keep its time (NTP), and look again",
    };
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const now = clocks.wall();
  const shown = new Date(now).toISOString().slice(0, 19);
  const local = `${shown}Z; this machine shows ${zone} time, timonel writes and decides in UTC`;
  if (now < statSync(resolve(PACKAGE_ROOT, "package.json")).mtimeMs - DAY_MS)
    return {
      name: NAME,
      result: "warning",
      detail: `${local}; that is before this package was written`,
      fix: "set the clock of the system: venues refuse requests with a wrong time",
    };
  return { name: NAME, result: "ok", detail: local };
}

interface Reading {
  /** How far the wall clock is ahead of the steady one. */
  readonly ahead: number;
  /** The truth is at most so far from `ahead`. */
  readonly unsure: number;
}

/**
 * Both clocks at one moment. A busy machine may stop us between two readings, which must not look like a clock that
 * jumped: the wall clock is read between two looks at the steady one, and the closest such pair is taken.
 */
function readTogether({ wall, steady }: Clocks): Reading {
  let best: Reading | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const from = steady();
    const at = wall();
    const unsure = (steady() - from) / 2;
    if (best === undefined || unsure < best.unsure) best = { ahead: at - (from + unsure), unsure };
  }
  return best as Reading;
}
