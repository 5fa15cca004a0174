import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Chance } from "../../../core/base/index.ts";
import { readJournal } from "../../journal/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { decodeRecord, journalOf } from "../../runner/index.ts";
import { findStored } from "../../runs/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import { DEMO_DATA } from "../plan/demo-data.ts";
import type { KillTestOptions } from "./kill-test-options.ts";

/** `kill-test --json`. */
export interface KillTestDocument {
  readonly schema: "timonel.kill/1";
  readonly times: number;
  /** Orders of the undisturbed run that a killed one does not have. */
  readonly lostOrders: number;
  /** Orders that a killed run has twice, or that the undisturbed one does not have. */
  readonly doubledOrders: number;
  readonly hashMismatches: number;
  readonly restartMs: { readonly p50: number; readonly p99: number };
  readonly seed: string;
  /** Runs that were played to their end, each killed several times. */
  readonly runs: number;
}

/** A year of the demo data in about six seconds: long enough to be killed in the middle of it. */
const SPEED = "5000000";
/** A run is left alone after so many kills, and must come to its end. */
const KILLS_A_RUN = 10;
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
  await playOn(reference, "max");
  const expected = ordersIn(reference);
  const chance = new Chance(seed);
  const restarts: number[] = [];
  const counts = { lost: 0, doubled: 0, mismatches: 0 };
  let kills = 0;
  let runs = 0;
  for (; kills < times; runs++) {
    const runsDirectory = join(directory, `killed-${runs}`);
    for (let here = 0; here < KILLS_A_RUN && kills < times; here++) {
      const isEarly = chance.int(EARLY_ONE_IN) === 0;
      const after = chance.int(isEarly ? EARLY_MS_MAX : TRADING_MS_MAX);
      const ended = await playOn(runsDirectory, SPEED, { isEarly, after });
      if (ended.restartMs !== undefined) restarts.push(ended.restartMs);
      if (!ended.isKilled) break;
      kills++;
      terminal.note(`killed ${kills} of ${times}`);
    }
    // One that came to its end before it could be killed again is compared all the same.
    if (!isStored(runsDirectory)) {
      const ended = await playOn(runsDirectory, "max");
      if (ended.restartMs !== undefined) restarts.push(ended.restartMs);
    }
    const compared = compare(expected, ordersIn(runsDirectory));
    counts.lost += compared.lost;
    counts.doubled += compared.doubled;
    counts.mismatches += compared.isSameHash ? 0 : 1;
  }
  return {
    schema: "timonel.kill/1",
    times: kills,
    lostOrders: counts.lost,
    doubledOrders: counts.doubled,
    hashMismatches: counts.mismatches,
    restartMs: { p50: quantile(restarts, 0.5), p99: quantile(restarts, 0.99) },
    seed,
    runs,
  };
}

interface Ended {
  readonly isKilled: boolean;
  /** From the start of the process until it stands where its journal ends; undefined: there was nothing to take up. */
  readonly restartMs: number | undefined;
}

/** When a process is killed: so many milliseconds after it started, or after it began to trade. */
interface Kill {
  readonly isEarly: boolean;
  readonly after: number;
}

/** Plays a paper run on the demo data, or takes it up, and kills it after a while. @throws UserProblem when it fails */
async function playOn(runs: string, speed: string, kill?: Kill): Promise<Ended> {
  const startedAt = performance.now();
  const words = ["run", "--mode", "paper", "--data", DEMO_DATA, "--strategy", "ema-cross"];
  const child = spawn(process.execPath, [bin, ...words, "--speed", speed, "--runs", runs], {
    cwd: tmpdir(), // Where no config of anybody's lies.
    stdio: ["ignore", "pipe", "pipe"],
  });
  let restartMs: number | undefined;
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
    if (restartMs === undefined && isTakenUp) restartMs = performance.now() - startedAt;
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
  return { isKilled: signal !== null, restartMs };
}

interface Orders {
  /** How often each was written, by everything that is said of it. */
  readonly counts: ReadonlyMap<string, number>;
  readonly hash: string | undefined;
}

function isStored(runs: string): boolean {
  try {
    findStored(runs, "last");
    return true;
  } catch (error) {
    if (error instanceof UserProblem) return false;
    throw error;
  }
}

/** The orders of the last run in a directory, as its journal has them. */
function ordersIn(runs: string): Orders {
  const counts = new Map<string, number>();
  let hash: string | undefined;
  for (const { record } of readJournal(journalOf(findStored(runs, "last").path))) {
    const decoded = decodeRecord(record);
    if (decoded?.kind === "ended") hash = decoded.end.hash;
    if (decoded?.kind === "decision" && decoded.line.startsWith("order|"))
      counts.set(decoded.line, (counts.get(decoded.line) ?? 0) + 1);
  }
  return { counts, hash };
}

function compare(
  expected: Orders,
  found: Orders,
): { readonly lost: number; readonly doubled: number; readonly isSameHash: boolean } {
  let lost = 0;
  let doubled = 0;
  for (const [order, count] of expected.counts) lost += Math.max(0, count - (found.counts.get(order) ?? 0));
  for (const [order, count] of found.counts)
    doubled += Math.max(0, count - (expected.counts.get(order) ?? 0));
  return { lost, doubled, isSameHash: found.hash !== undefined && found.hash === expected.hash };
}

/** Nearest rank, in whole milliseconds; 0 where nothing was measured. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1);
  return Math.round(sorted[Math.max(0, rank)] ?? 0);
}

function textOf(document: KillTestDocument): string {
  const { times, runs, lostOrders, doubledOrders, hashMismatches, restartMs, seed } = document;
  return [
    `killed ${times} times in ${runs} runs (seed ${seed})`,
    `  lost orders      ${lostOrders}`,
    `  doubled orders   ${doubledOrders}`,
    `  hash mismatches  ${hashMismatches}`,
    `  restart          p50 ${restartMs.p50} ms, p99 ${restartMs.p99} ms`,
  ].join("\n");
}
