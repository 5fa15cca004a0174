import { join } from "node:path";
import { nextEpoch, takeLock } from "../../journal/index.ts";
import { messageOf } from "../../problem/index.ts";
import {
  type Command,
  closedPlace,
  finishClosed,
  isMissing,
  journalOf,
  type LiveRun,
  prepareLiveRun,
  readUnfinished,
  type UnfinishedRun,
} from "../../runner/index.ts";
import { EMERGENCY_RUN, VenueClient } from "../../venues/index.ts";
import { openTerminal } from "../cli/terminal.ts";
import type { LoadedRun } from "../plan/load-run.ts";
import { commandAgain } from "../play/again.ts";
import { hashFiles, keepRun } from "../play/keep-run.ts";
import { reportRun } from "../play/report-run.ts";
import { pageOf } from "../play/run-page.ts";
import { programBuild } from "../program.ts";
import type { Settings } from "../settings.ts";
import { LaterLogs } from "./later-logs.ts";
import { factsOfLeft, sessionOf } from "./live-order.ts";
import { loadLeft } from "./load-left.ts";
import { stopVenue, VENUE_ACCOUNT, VENUE_TRUTH } from "./run-venue.ts";

/** What has to be known to store a run that was closed at its venue. */
export interface ClosedWork {
  readonly run: string;
  /** Directory of the runs. */
  readonly runs: string;
  readonly venue: string;
  /** As in `ClosedRun`. */
  readonly since: number;
  readonly story: readonly string[];
  readonly command: Command;
  readonly settings: Settings;
  /** Of this program. */
  readonly version: string;
}

export type ClosedDone =
  | { readonly kind: "stored"; readonly id: string }
  /** Somebody else does it, or has done it. */
  | { readonly kind: "elsewhere" }
  | { readonly kind: "failed"; readonly why: string };

/** A venue that tells nothing for so long has nothing more to tell. */
const SILENT_MS_MAX = 5_000;

/** Stores the run, and ends its venue: nobody needs that any more. Never throws. */
export async function workOnClosed(work: ClosedWork): Promise<ClosedDone> {
  const directory = closedPlace(work.runs, work.run);
  try {
    const left = readUnfinished(directory);
    if (left === undefined || isMissing(journalOf(directory))) {
      const isEmpty = isMissing(join(directory, "live.json"));
      return isEmpty ? { kind: "elsewhere" } : { kind: "failed", why: "its journal is lost" };
    }
    const lock = takeLock(directory);
    if ("heldBy" in lock) return { kind: "elsewhere" };
    try {
      return await store(left, work);
    } finally {
      lock.release();
      await stopVenue(work.venue).catch(() => undefined);
    }
  } catch (error) {
    return { kind: "failed", why: messageOf(error) };
  }
}

async function store(left: UnfinishedRun, work: ClosedWork): Promise<ClosedDone> {
  const { settings, version, runs } = work;
  const beside = await loadLeft(left, runs, settings);
  const logs = new LaterLogs();
  const data = hashFiles(beside);
  const played = await hearOut(left, beside, work, logs);
  const loaded: LoadedRun = { ...beside, notices: [...beside.notices, ...noticesOf(work, played.why)] };
  const { outcome } = played;
  const { run: id, dataHash, commandLine: argv } = left.facts;
  const report = reportRun(loaded, outcome, { id, command: "run", dataHash });
  const run = { report, loaded, outcome, isComplete: outcome.isComplete, data };
  const notes: string[] = [];
  const quiet = openTerminal({ color: false, quiet: true, noColor: true, forceColor: false, ci: true });
  const terminal = { ...quiet, note: (text: string) => void notes.push(text) };
  const page = await pageOf(run, commandAgain(argv));
  const { path, report: kept } = keepRun(run, page, settings, terminal, { argv, version });
  if (path === undefined) return { kind: "failed", why: notes.join("; ") };
  finishClosed(runs, id, path, [VENUE_TRUTH]);
  await logs.write(left, run, { version, note: terminal.note });
  return { kind: "stored", id: kept.run };
}

/** What a reader of the report has to know: what was done from outside, and what is not in it. */
function noticesOf({ command, story }: ClosedWork, why: string | undefined): readonly string[] {
  const orders = story.length === 0 ? "nothing had to be closed" : story.join("; ");
  const closed = `closed at its venue by an emergency of ${command.by}, without the process that traded it: ${orders}`;
  if (why === undefined) return [closed];
  return [
    closed,
    `the venue did not tell all of it (${why}): what it filled since the journal ends, and what closed the positions, is NOT in this report`,
  ];
}

type Outcome = Parameters<typeof reportRun>[1];

/** Takes the run up from its journal and lets it hear what its venue told since. `why`: it could not be told all. */
async function hearOut(
  { facts, directory }: UnfinishedRun,
  loaded: LoadedRun,
  { venue: address, command, since, settings, version }: ClosedWork,
  { listener }: LaterLogs,
): Promise<{ readonly outcome: Outcome; readonly why: string | undefined }> {
  const thread = prepareLiveRun();
  const told = new Told(thread);
  const venue = new VenueClient(
    {
      ...{ address, account: VENUE_ACCOUNT },
      epoch: 0, // It only looks.
      symbols: loaded.plan.instruments.map(({ symbol }) => symbol),
    },
    {
      connected: ({ newest }) => told.heard({ kind: "connected", newest }),
      news: (number, news) => told.heard({ kind: "news", number, news }),
      gap: ({ from, to }) => told.end(`it no longer tells its events ${from} to ${to}`),
    },
  );
  try {
    const ended = await thread.work(
      {
        plan: loaded.plan,
        facts: factsOfLeft(facts),
        session: sessionOf(loaded, version, nextEpoch(directory)),
        journal: journalOf(directory),
        build: programBuild(),
        task: { kind: "aftermath", command, since, closers: EMERGENCY_RUN },
      },
      { heartbeatMs: settings.heartbeatSeconds * 1_000 },
      {
        ...listener,
        onTrading: (after) => {
          told.begin(after);
          venue.subscribe(after);
          void venue.connect().then((connection) => {
            if (connection.kind !== "connected") told.end(`it was not reached: ${connection.kind}`);
          });
        },
      },
    );
    if (ended.kind !== "done") throw new Error("a run that was closed was verified");
    return { outcome: ended.outcome, why: told.why };
  } finally {
    told.close();
    venue.disconnect();
    thread.discard();
  }
}

/** Hands over what the venue tells, until it has told what it had to when it was asked, or falls silent. */
class Told {
  readonly #thread: LiveRun;
  #timer: NodeJS.Timeout | undefined;
  /** Number of the newest event that was told. */
  #told = 0;
  #newest = Number.POSITIVE_INFINITY;
  /** Why not all of it was told. */
  why: string | undefined;

  constructor(thread: LiveRun) {
    this.#thread = thread;
  }

  begin(after: number): void {
    this.#told = after;
    this.#wait();
  }

  heard(mail: Parameters<LiveRun["hear"]>[0]): void {
    if (this.#told >= this.#newest) return; // What follows is none of its business any more.
    if (mail.kind === "connected") this.#newest = Math.min(this.#newest, mail.newest);
    if (mail.kind === "news") this.#told = mail.number;
    this.#thread.hear(mail);
    this.#wait();
  }

  end(why: string): void {
    if (this.#told >= this.#newest) return;
    this.why ??= why;
    this.#thread.hear({ kind: "cut off", why });
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const say = (): void => this.end(`it said nothing for ${SILENT_MS_MAX / 1_000} s`);
    this.#timer = setTimeout(say, SILENT_MS_MAX);
  }
}
