import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { socketPath } from "../../control/index.ts";
import { hasJournal, nextEpoch, takeLock } from "../../journal/index.ts";
import { UserProblem } from "../../problem/index.ts";
import {
  type EmergencyLatch,
  journalOf,
  type LiveFacts,
  latchFile,
  listUnfinished,
  livePlace,
  type RunFacts,
  readLatch,
  reserveLatch,
  takeBallast,
  type UnfinishedRun,
  writeFacts,
} from "../../runner/index.ts";
import { CONFIG } from "../../runs/index.ts";
import { shown } from "../play/keep-run.ts";
import { factsOfLeft } from "./live-order.ts";

/** A run that this process may play, and nobody else while it lives. */
export interface TakenRun {
  readonly facts: RunFacts;
  readonly directory: string;
  readonly isNew: boolean;
  readonly epoch: number;
  /** Where its venue listens, if it has one of its own. */
  readonly venue: string;
  release(): void;
}

/** What a new run would be; and what one that was left must be, to be taken up. */
export interface WantedRun {
  readonly facts: RunFacts;
  readonly mode: string;
  readonly symbols: readonly string[];
  readonly commandLine: readonly string[];
  /** What `timonel emergency` has to know without it. */
  readonly onEmergency: NonNullable<LiveFacts["onEmergency"]>;
  /** Never take up one that was left. */
  readonly isFresh: boolean;
  /** A config that plays it again, with the files where they are seen from a directory. */
  configFor(directory: string): string;
}

/** @throws UserProblem, exit 3, while an emergency is latched */
export function refuseLatched(runs: string): void {
  const latch = readLatch(runs);
  if (latch === undefined) return;
  if (latch.unread !== undefined) throw unreadLatch(runs, latch.unread);
  throw new UserProblem({
    exitCode: 3,
    where: shown(livePlace(runs)),
    message: `nothing trades here since ${latchedText(latch)}`,
    allowed: "a run, once a person has looked at what happened",
    fix: "when you are sure, write `timonel resume`",
  });
}

/** `an emergency was called at TIME by WHOM`. */
export const latchedText = ({ since, by }: EmergencyLatch): string =>
  `an emergency was called${since === 0 ? "" : ` at ${new Date(since).toISOString()}`} by ${by}`;

/** Another user of the machine may have begun runs here: whether there was an emergency only that one can say. */
export const unreadLatch = (runs: string, why: string): UserProblem =>
  new UserProblem({
    exitCode: 3,
    where: shown(latchFile(runs)),
    message: `whether an emergency is latched here cannot be known, and so nothing trades: ${why}`,
    allowed: "a file that this user may read and write",
    fix: "give this user the right to it (chown, chmod), or keep runs of your own with --runs DIR",
  });

/**
 * The run of the same config and data that a process left when it died, or a new one. It is this process's alone: the
 * operating system holds the lock, and gives it back with the process. @throws UserProblem, exit 3, where one goes on
 */
export function takeRun(runs: string, wanted: WantedRun): TakenRun {
  try {
    const taken = take(runs, wanted);
    // Loading the data takes a while: an emergency that was called meanwhile saw no run here, and stands.
    if (readLatch(runs) !== undefined) taken.release();
    refuseLatched(runs);
    return taken;
  } catch (error) {
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    throw new UserProblem({
      exitCode: 5,
      where: shown(livePlace(runs)),
      message: `the run cannot be written down, and what cannot be written down is not traded: ${error.message}`,
      fix: "make room on the disk, name another directory with --runs DIR, or add --no-keep",
    });
  }
}

function take(runs: string, wanted: WantedRun): TakenRun {
  reserveLatch(runs);
  takeBallast(runs);
  const { configHash, dataHash } = wanted.facts;
  const isSame = ({ facts }: UnfinishedRun): boolean =>
    facts.configHash === configHash && facts.dataHash === dataHash && facts.mode === wanted.mode;
  const left = listUnfinished(runs).find(isSame);
  if (left === undefined || wanted.isFresh) return beginRun(runs, wanted);
  return takeUp(left, wanted.commandLine);
}

/** Takes up a run that was left. @throws UserProblem, exit 3, where it goes on */
export function takeUp({ facts, directory }: UnfinishedRun, commandLine: readonly string[]): TakenRun {
  const lock = takeLock(directory);
  if ("heldBy" in lock)
    throw new UserProblem({
      exitCode: 3,
      where: shown(directory),
      message: `the run ${facts.run} of this config and data goes on`,
      found: `process ${facts.pid}`,
      allowed: "one process for a run",
      fix: "look at it with `timonel status`; end it with Ctrl-C there; or begin another one with --new",
    });
  try {
    const epoch = nextEpoch(directory);
    const venue = venueOf({ facts, directory });
    const listens = { control: socketPath(directory), venue };
    writeFacts(directory, { ...facts, pid: process.pid, commandLine, directory: process.cwd(), listens });
    return {
      facts: factsOfLeft(facts),
      directory,
      isNew: !hasJournal(journalOf(directory)),
      epoch,
      venue,
      release: () => lock.release(),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Where the venue of a run listens, or would. */
export const venueOf = ({ facts, directory }: UnfinishedRun): string =>
  facts.listens?.venue ?? socketPath(directory, "venue");

function beginRun(runs: string, wanted: WantedRun): TakenRun {
  const { facts, mode, symbols, commandLine } = wanted;
  const directory = join(livePlace(runs), facts.run);
  const live: LiveFacts = {
    schema: "timonel.live/1",
    run: facts.run,
    mode,
    configHash: facts.configHash,
    dataHash: facts.dataHash,
    symbols,
    begun: Date.now(),
    pid: process.pid,
    commandLine,
    directory: process.cwd(),
    onEmergency: wanted.onEmergency,
  };
  /** Before it has written anything down it has not traded: nobody has to wonder what lies there. */
  const removeUnbegun = (): void => {
    if (!hasJournal(journalOf(directory))) rmSync(directory, { recursive: true, force: true });
  };
  try {
    writeFacts(directory, live);
    writeFileSync(join(directory, CONFIG), wanted.configFor(directory), { flush: true });
    const taken = takeUp({ facts: live, directory }, commandLine);
    return {
      ...taken,
      release: () => {
        removeUnbegun();
        taken.release();
      },
    };
  } catch (error) {
    removeUnbegun();
    throw error;
  }
}
