import { createInterface } from "node:readline/promises";
import { UserProblem } from "../../problem/index.ts";
import { megabytes, type RunRow, renderRuns } from "../../report/index.ts";
import type { UnfinishedRun } from "../../runner/index.ts";
import {
  bytesOf,
  deleteRun,
  findStored,
  type Listing,
  listRuns,
  pinRun,
  roomHint,
  type StoredRun,
} from "../../runs/index.ts";
import { wrongUsage } from "../cli/cli-errors.ts";
import type { Terminal } from "../cli/terminal.ts";
import { unfinishedInstead } from "../live/find-live.ts";
import { putAway, refuseUnlessLost } from "../live/put-away.ts";
import { shown } from "../play/keep-run.ts";
import type { RunsPlace } from "./runs-place.ts";
import type { RunsOptions, SortKey } from "./runs-program.ts";

/** `timonel runs`: pins, deletes, then lists finished runs. @returns the exit code */
export async function runsCommand(
  options: RunsOptions,
  place: RunsPlace,
  terminal: Terminal,
): Promise<number> {
  const { directory, keep } = place;
  const find = (word: string): StoredRun => findStored(directory, word);
  // All words are understood before anything changes.
  const [pin, unpin] = [options.pin.map(find), options.unpin.map(find)];
  const { doomed, lost } = await understoodDelete(directory, options.delete);
  refuseBoth(pin, unpin);
  if (
    doomed.length + lost.length > 0 &&
    !(await mayDelete({ doomed, lost }, { pin, unpin }, options, terminal))
  )
    return 0;
  // Each is told when it is done: when the next one fails, somebody should know what happened before.
  const tell = (what: string, { manifest }: StoredRun): void => {
    if (!options.json) terminal.note(`${what} ${manifest.id}`);
  };
  for (const run of pin) {
    pinRun(run, true);
    tell("pinned", run);
  }
  for (const run of unpin) {
    pinRun(run, false);
    tell("unpinned", run);
  }
  for (const run of doomed) {
    deleteRun(directory, run);
    tell("deleted", run);
  }
  for (const run of lost) {
    const where = putAway(run, directory);
    if (!options.json)
      terminal.note(`put away ${run.facts.run}, whose venue is gone: what it wrote down lies in ${where}`);
  }
  const listing = listRuns(directory);
  const rows = rowsOf(listing, options);
  if (options.json) {
    terminal.print(JSON.stringify(documentOf(directory, listing, rows)));
    return 0;
  }
  const hint = roomHint(listing, keep);
  const view = {
    directory: shown(directory),
    rows,
    total: listing.runs.length,
    bytes: listing.bytes,
    damaged: listing.damaged.map(({ name, fault }) => `${name} cannot be read: ${fault}`),
    hints: [...(hint === undefined ? [] : [hint]), ...nothingHere(listing, rows, options)],
  };
  terminal.print(renderRuns(view, terminal.out));
  return 0;
}

/** An empty list says what to do about it. */
function nothingHere({ runs }: Listing, rows: readonly RunRow[], { strategy }: RunsOptions): string[] {
  if (rows.length > 0) return [];
  if (runs.length > 0) return [`no run of ${strategy ?? "that kind"}: timonel runs lists all of them`];
  return ["no run is stored yet: timonel backtest stores one, and so does timonel run"];
}

/** What is to go: runs that are stored, and runs that are not finished and that nobody can take up any more. */
interface ToDelete {
  readonly doomed: readonly StoredRun[];
  readonly lost: readonly UnfinishedRun[];
}

/** @throws UserProblem, exit 2 for a word that means none or several, exit 3 for a run that is played or may be taken up */
async function understoodDelete(directory: string, words: readonly string[]): Promise<ToDelete> {
  const doomed: StoredRun[] = [];
  const lost = new Map<string, UnfinishedRun>();
  for (const word of words) {
    try {
      doomed.push(findStored(directory, word));
    } catch (error) {
      const run = unfinishedInstead(error, directory, word, (id) => `timonel runs --delete ${id}`);
      await refuseUnlessLost(run);
      lost.set(run.directory, run);
    }
  }
  return { doomed: unique(doomed), lost: [...lost.values()] };
}

const unique = (runs: readonly StoredRun[]): StoredRun[] => [
  ...new Map(runs.map((run) => [run.manifest.id, run])).values(),
];

const isIn = (runs: readonly StoredRun[], { path }: StoredRun): boolean =>
  runs.some((run) => run.path === path);

/** @throws UserProblem, exit 2, for a run that is to be pinned and unpinned */
function refuseBoth(pin: readonly StoredRun[], unpin: readonly StoredRun[]): void {
  const both = pin.find((run) => isIn(unpin, run));
  if (both === undefined) return;
  const { id } = both.manifest;
  throw wrongUsage("--pin and --unpin of one run", id, "one of them", "leave one of them out");
}

/** @throws UserProblem, exit 3, for a run that is pinned or is to be, and where nobody can be asked */
async function mayDelete(
  { doomed, lost }: ToDelete,
  { pin, unpin }: Readonly<Record<"pin" | "unpin", readonly StoredRun[]>>,
  { yes, json }: RunsOptions,
  terminal: Terminal,
): Promise<boolean> {
  const wanted = doomed.find((run) => isIn(pin, run));
  if (wanted !== undefined)
    throw refused(
      `${wanted.manifest.id} is to be pinned as well; nothing was deleted`,
      "leave out --pin or --delete",
    );
  const pinned = doomed.find((run) => run.pinned && !isIn(unpin, run));
  if (pinned !== undefined) {
    const { id } = pinned.manifest;
    throw refused(`${id} is pinned; nothing was deleted`, `timonel runs --unpin ${id} first`);
  }
  if (yes) return true;
  const ids = [...doomed.map(({ manifest }) => manifest.id), ...lost.map(({ facts }) => facts.run)];
  const what = ids.length === 1 ? (ids[0] ?? "") : `${ids.length} runs`;
  if (json || process.stdin.isTTY !== true || process.stdout.isTTY !== true)
    throw refused(`nobody can be asked whether to delete ${what}; nothing was deleted`, "add --yes");
  const size = megabytes(doomed.reduce((sum, { manifest }) => sum + bytesOf(manifest), 0));
  const asked = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await asked.question(`Delete ${what}, ${size}? [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return true;
  } finally {
    asked.close();
  }
  terminal.note("nothing was deleted");
  return false;
}

const refused = (message: string, fix: string): UserProblem =>
  new UserProblem({ exitCode: 3, where: "command line", message, fix });

/** What is better comes first; what has no number comes last, and of equals the newest first. */
const RANKS: Readonly<Record<SortKey, (row: RunRow) => number>> = {
  when: ({ created }) => created,
  return: ({ totalReturn }) => totalReturn,
  sharpe: ({ sharpe }) => sharpe ?? Number.NEGATIVE_INFINITY,
  drawdown: ({ maxDrawdown }) => -maxDrawdown,
  trades: ({ trades }) => trades,
};

function rowsOf({ runs }: Listing, { strategy, sort, limit }: RunsOptions): readonly RunRow[] {
  const rank = RANKS[sort];
  const rows = runs.map(rowOf).filter((row) => strategy === undefined || row.strategies.includes(strategy));
  // Runs come newest first, and sorting keeps the order of equals.
  const sorted = sort === "when" ? rows : [...rows].sort((a, b) => compare(rank(b), rank(a)));
  return sorted.slice(0, limit);
}

/** Not by subtraction: minus infinity less itself is no number. */
const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

function rowOf({ manifest, pinned }: StoredRun): RunRow {
  const { id, created, complete, hash, headline } = manifest;
  return { ...headline, id, created, complete, pinned, hash };
}

/** `timonel.runs/1`: the rows that are shown, with how to play each of them again. */
const documentOf = (directory: string, listing: Listing, rows: readonly RunRow[]): object => ({
  schema: "timonel.runs/1",
  directory,
  total: listing.runs.length,
  bytes: listing.bytes,
  damaged: listing.damaged,
  runs: rows.map((row) => {
    const run = listing.runs.find(({ manifest }) => manifest.id === row.id);
    const { command, configHash, dataHash, again } = run?.manifest ?? {};
    return {
      ...row,
      command,
      configHash,
      dataHash,
      path: run?.path,
      bytes: run && bytesOf(run.manifest),
      again,
    };
  }),
});
