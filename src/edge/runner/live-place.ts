import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory, putWhole } from "../files/index.ts";
import type { AlertLevel } from "../ports/index.ts";

/** Below the directory of runs: what is not finished. Its name begins with a dot, so that no list of runs shows it. */
const LIVE = ".live";
const FACTS = "live.json";
const JOURNAL = "journal";
const CLOSED = "closed-";

/** What is known of a run that is not finished. */
export interface LiveFacts {
  readonly schema: "timonel.live/1";
  readonly run: string;
  readonly mode: string;
  readonly configHash: string;
  readonly dataHash: string;
  readonly symbols: readonly string[];
  /** When it was begun, Unix milliseconds. */
  readonly begun: number;
  /** The process that plays it, or played it last. */
  readonly pid: number;
  /** What was typed behind `timonel`, and where. */
  readonly commandLine: readonly string[];
  readonly directory: string;
  /** Where its process listens, and its venue: who looks for them may have another directory for sockets. */
  readonly listens?: { readonly control: string; readonly venue: string };
  /** What an emergency has to know without the process, and without reading its config. */
  readonly onEmergency?: {
    /** Whether positions are left. */
    readonly closes: boolean;
    /** Where alerts go. */
    readonly alerts: { readonly minLevel: AlertLevel; readonly urlEnv: string; readonly url: string };
    /** Where it logs, and from which level on; left out by older versions. */
    readonly logs?: { readonly directory: string; readonly level: string };
  };
}

/** A run that is not finished: it goes on, or the process that played it is gone. */
export interface UnfinishedRun {
  readonly facts: LiveFacts;
  readonly directory: string;
}

export const journalOf = (directory: string): string => join(directory, JOURNAL);

export const livePlace = (runs: string): string => join(runs, LIVE);

/** Runs that are not finished, newest first. What cannot be read was begun by a process that died at once. */
export const listUnfinished = (runs: string): readonly UnfinishedRun[] =>
  placesIn(runs)
    .flatMap((directory) => readUnfinished(directory) ?? [])
    .sort((a, b) => b.facts.begun - a.facts.begun || (a.facts.run < b.facts.run ? 1 : -1));

/** Directories of runs that are not finished and can not be read, though something was written in them. */
export const listUnreadable = (runs: string): readonly string[] =>
  placesIn(runs).filter(
    (directory) =>
      readUnfinished(directory) === undefined &&
      (!isMissing(join(directory, FACTS)) || !isMissing(journalOf(directory))),
  );

function placesIn(runs: string): readonly string[] {
  const place = livePlace(runs);
  if (isMissing(place)) return [];
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(CLOSED))
    .map(({ name }) => join(place, name));
}

/** Whether no run lies here that is not stored, going on or closed. */
export const hasNoLive = (runs: string): boolean => {
  const place = livePlace(runs);
  return (
    isMissing(place) || !readdirSync(place, { withFileTypes: true }).some((entry) => entry.isDirectory())
  );
};

/** Whether there is certainly nothing: what cannot be looked at may be there. */
export function isMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** Whether somebody closed a run without the process that traded it. */
export const isClosed = (runs: string, run: string): boolean => existsSync(closedPlace(runs, run));

/** Where a run lies that was closed without the process that traded it. */
export const closedPlace = (runs: string, run: string): string => join(livePlace(runs), `${CLOSED}${run}`);

/** @returns undefined for what cannot be read, or is of another kind */
export function readUnfinished(directory: string): UnfinishedRun | undefined {
  try {
    const facts: unknown = JSON.parse(readFileSync(join(directory, FACTS), "utf8"));
    const isOurs = typeof facts === "object" && facts !== null && "schema" in facts;
    return isOurs && facts.schema === "timonel.live/1" ? { facts: facts as LiveFacts, directory } : undefined;
  } catch {
    return undefined;
  }
}

/** Writes whole or not at all. */
export function writeFacts(directory: string, facts: LiveFacts): void {
  makeDirectory(directory);
  putWhole(join(directory, FACTS), `${JSON.stringify(facts, undefined, 2)}\n`);
}

/** A run that was closed without the process that traded it is not taken up any more; its journal stays. Closed twice is closed. */
export function closeLive({ facts, directory }: UnfinishedRun, runs: string): void {
  try {
    renameSync(directory, closedPlace(runs, facts.run));
  } catch (error) {
    if (!isClosed(runs, facts.run) || !isMissing(join(directory, FACTS))) throw error;
    rmSync(directory, { recursive: true, force: true }); // An epoch that was taken meanwhile.
  }
}

/** What closed it is still asked about it by whoever does the same at this moment: its place stays, and is empty. */
export function finishClosed(runs: string, run: string, stored: string, others: readonly string[]): void {
  const directory = closedPlace(runs, run);
  finishLive({ directory }, stored, others);
  makeDirectory(directory);
}

/** The run is finished: its journal goes to where the run is stored, with other files that lie beside it. */
export function finishLive(
  { directory }: Pick<UnfinishedRun, "directory">,
  stored: string,
  others: readonly string[] = [],
): void {
  for (const name of [JOURNAL, ...others])
    if (existsSync(join(directory, name))) renameSync(join(directory, name), join(stored, name));
  rmSync(directory, { recursive: true, force: true });
}
