import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Chance } from "../../../core/base/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { findStored } from "../../runs/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import { DEMO_DATA } from "../plan/demo-data.ts";
import { compareRuns, compareWithVenue, ordersOf } from "./kill-compare.ts";
import type { KillTestOptions } from "./kill-test-options.ts";

/** `kill-test --json`. */
export interface KillTestDocument {
  readonly schema: "timonel.kill/1";
  readonly times: number;
  /** Orders and fills that a killed run does not have, and its venue, or an undisturbed run, does; or was sent and is nowhere. */
  readonly lostOrders: number;
  /** Orders and fills that a killed run or its venue has twice, or that nobody decided. */
  readonly doubledOrders: number;
  readonly hashMismatches: number;
  readonly restartMs: { readonly p50: number; readonly p99: number };
  /** Restarts that walked only what came after a snapshot. */
  readonly fromSnapshots: number;
  readonly seed: string;
  /** Runs that were played to their end, each killed several times. */
  readonly runs: number;
}

/** A year of the demo data in about ten seconds: long enough to be killed in the middle of it. */
const SPEED = "3000000";
/** A run is left alone after so many kills, and must come to its end. */
const KILLS_A_RUN = 10;
/** Snapshots so often that some are there when a run is killed. */
const CONFIG = "runs:\n  snapshot_records: 300\n";
/** One in so many is killed while it starts; the others once they trade. */
const EARLY_ONE_IN = 4;
const EARLY_MS_MAX = 1_500;
const TRADING_MS_MAX = 1_200;

const bin = fileURLToPath(new URL("../../../../../bin/timonel.js", import.meta.url));

/**
 * Kills real processes at random moments and lets them take their run up again, then compares with a run that nobody
 * disturbed. @returns 0 when nothing was lost, doubled or decided otherwise
 */
export async function killTestCommand(options: KillTestOptions, terminal: Terminal): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), "timonel-kill-"));
  try {
    const document = await killTest(options, directory, terminal);
    terminal.print(options.json ? JSON.stringify(document) : textOf(document));
    const { lostOrders, doubledOrders, hashMismatches } = document;
    return lostOrders + doubledOrders + hashMismatches === 0 ? 0 : 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function killTest(
  { times, seed }: KillTestOptions,
  directory: string,
  terminal: Terminal,
): Promise<KillTestDocument> {
  const reference = join(directory, "undisturbed");
  writeFileSync(configBeside(reference), CONFIG);
  await playOn(reference, { speed: "max", isAtVenue: false });
  const expected = ordersOf(storedIn(reference));
  const chance = new Chance(seed);
  const restarts: Restart[] = [];
  const counts = { lost: 0, doubled: 0, mismatches: 0 };
  let kills = 0;
  let runs = 0;
  for (; kills < times; runs++) {
    const isAtVenue = runs % 2 === 0; // The other half is compared with the undisturbed run, order for order.
    const place = join(directory, `killed-${runs}`);
    for (let here = 0; here < KILLS_A_RUN && kills < times; here++) {
      const isEarly = chance.int(EARLY_ONE_IN) === 0;
      const after = chance.int(isEarly ? EARLY_MS_MAX : TRADING_MS_MAX);
      const ended = await playOn(place, { speed: SPEED, isAtVenue, kill: { isEarly, after } });
      if (ended.restart !== undefined) restarts.push(ended.restart);
      if (!ended.isKilled) break;
      kills++;
      terminal.note(`killed ${kills} of ${times}`);
    }
    // One that came to its end before it could be killed again is compared all the same.
    if (!isStored(place)) {
      const ended = await playOn(place, { speed: isAtVenue ? SPEED : "max", isAtVenue });
      if (ended.restart !== undefined) restarts.push(ended.restart);
    }
    const run = storedIn(place);
    const found = ordersOf(run);
    const compared = isAtVenue ? compareWithVenue(run, found) : compareRuns(expected, found);
    const isSame = isAtVenue ? await isVerified(place) : found.hash === expected.hash;
    counts.lost += compared.lost;
    counts.doubled += compared.doubled;
    counts.mismatches += isSame ? 0 : 1;
    if (compared.lost + compared.doubled > 0 || !isSame)
      terminal.note(
        `run ${runs}${isAtVenue ? " at a venue" : ""}: ${compared.lost} lost, ${compared.doubled} doubled, hash ${isSame ? "equal" : "NOT equal"}`,
      );
  }
  return {
    schema: "timonel.kill/1",
    times: kills,
    lostOrders: counts.lost,
    doubledOrders: counts.doubled,
    hashMismatches: counts.mismatches,
    restartMs: { p50: quantile(restarts, 0.5), p99: quantile(restarts, 0.99) },
    fromSnapshots: restarts.filter(({ isFromSnapshot }) => isFromSnapshot).length,
    seed,
    runs,
  };
}

/** The run walked again by a process that knows nothing of it. */
async function isVerified(runs: string): Promise<boolean> {
  const child = spawn(process.execPath, [bin, "replay", "last", "--verify", "--runs", runs], {
    cwd: tmpdir(),
    stdio: "ignore",
  });
  return new Promise((resolve) => child.once("close", (code) => resolve(code === 0)));
}

interface Ended {
  readonly isKilled: boolean;
  /** Undefined: there was nothing to take up. */
  readonly restart: Restart | undefined;
}

interface Restart {
  /** From the start of the process until it stands where its journal ends. */
  readonly ms: number;
  readonly isFromSnapshot: boolean;
}

/** When a process is killed: so many milliseconds after it started, or after it began to trade. */
interface Kill {
  readonly isEarly: boolean;
  readonly after: number;
}

/** Plays a paper run on the demo data, or takes it up, and kills it after a while. @throws UserProblem when it fails */
async function playOn(
  runs: string,
  { speed, isAtVenue, kill }: { readonly speed: string; readonly isAtVenue: boolean; readonly kill?: Kill },
): Promise<Ended> {
  const startedAt = performance.now();
  const words = ["run", "--mode", "paper", "--data", DEMO_DATA, "--strategy", "ema-cross"];
  words.push("--config", configBeside(runs));
  if (isAtVenue) words.push("--venue-process");
  const child = spawn(process.execPath, [bin, ...words, "--speed", speed, "--runs", runs], {
    cwd: tmpdir(), // Where no config of anybody's lies.
    stdio: ["ignore", "pipe", "pipe"],
  });
  let restart: Restart | undefined;
  let said = "";
  const timer = new AbortController();
  const killSoon = (ms: number): void =>
    void sleep(ms, undefined, { signal: timer.signal }).then(
      () => child.kill("SIGKILL"),
      () => undefined, // It ended before.
    );
  if (kill?.isEarly === true) killSoon(kill.after);
  let isTrading = false;
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    const isTakenUp = text.includes("records later");
    if (isTakenUp)
      restart ??= { ms: performance.now() - startedAt, isFromSnapshot: text.includes("behind its snapshot") };
    if (isTrading || !(isTakenUp || text.includes(" fee "))) return;
    isTrading = true;
    if (kill?.isEarly === false) killSoon(kill.after);
  });
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (text: string) => {
    said += text;
  });
  const closed = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal })),
  );
  const { code, signal } = await closed;
  timer.abort();
  if (signal === null && code !== 0)
    throw new UserProblem({
      exitCode: 1,
      message: `a run that was taken up ended with exit code ${code}: ${said.trim().slice(-500)}`,
      fix: "this is what the test is for: look at the journal with `timonel replay`",
    });
  return { isKilled: signal !== null, restart };
}

const configBeside = (runs: string): string => join(dirname(runs), "kill-test.yaml");

const storedIn = (runs: string): string => findStored(runs, "last").path;

function isStored(runs: string): boolean {
  try {
    findStored(runs, "last");
    return true;
  } catch (error) {
    if (error instanceof UserProblem) return false;
    throw error;
  }
}

/** Nearest rank, in whole milliseconds; 0 where nothing was measured. */
function quantile(restarts: readonly Restart[], share: number): number {
  const sorted = restarts.map(({ ms }) => ms).sort((a, b) => a - b);
  const rank = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1);
  return Math.round(sorted[Math.max(0, rank)] ?? 0);
}

function textOf(document: KillTestDocument): string {
  const { times, runs, lostOrders, doubledOrders, hashMismatches, restartMs, fromSnapshots, seed } = document;
  return [
    `killed ${times} times in ${runs} runs (seed ${seed})`,
    `  lost orders      ${lostOrders}`,
    `  doubled orders   ${doubledOrders}`,
    `  hash mismatches  ${hashMismatches}`,
    `  restart          p50 ${restartMs.p50} ms, p99 ${restartMs.p99} ms, ${fromSnapshots} from snapshots`,
  ].join("\n");
}
