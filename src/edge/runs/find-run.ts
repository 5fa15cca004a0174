import { existsSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { nearest, UserProblem } from "../problem/index.ts";
import { type Listing, listRuns, readManifest, type StoredRun } from "./list-runs.ts";
import { MANIFEST, PIN } from "./manifest.ts";

/** What somebody named: a stored run, or a document that lies somewhere by itself. */
export type NamedRun =
  | { readonly kind: "stored"; readonly run: StoredRun }
  | { readonly kind: "document"; readonly path: string };

const LAST = /^last(?:~(\d+))?$/;
const SHOWN_MAX = 5;

/**
 * The run that a word means: `last`, `last~1` for the one before it, an id, the unique beginning of an id, its unique
 * last part, or the path of a run or of a document. @throws UserProblem, exit 2 for a word that means none or several,
 * exit 5 for a run whose manifest is damaged
 */
export function findRun(directory: string, word: string): NamedRun {
  if (isPath(word)) return runAt(word);
  return { kind: "stored", run: findStored(directory, word) };
}

/** The same for verbs that change a run: a path means none. @throws UserProblem as `findRun` does */
export function findStored(directory: string, word: string): StoredRun {
  const listing = listRuns(directory);
  const { runs, damaged } = listing;
  const back = LAST.exec(word);
  if (back !== null) {
    const run = runs[Number(back[1] ?? 0)];
    if (run === undefined) throw noneSoFar(directory, word, runs.length);
    return run;
  }
  const exact = runs.find(({ manifest }) => manifest.id === word);
  if (exact !== undefined) return exact;
  const broken = damaged.find(({ name }) => name === word);
  if (broken !== undefined) throw damagedRun(join(directory, word), broken.fault);
  const found = word === "" ? [] : runs.filter(({ manifest: { id } }) => isPartOf(id, word));
  const [only] = found;
  if (only === undefined) throw unknownRun(directory, word, listing);
  if (found.length > 1) throw ambiguous(word, found);
  return only;
}

/** `backtest-2026` begins an id, `6181` is its last part. */
const isPartOf = (id: string, word: string): boolean => id.startsWith(word) || id.endsWith(`-${word}`);

/** An id has neither separators nor an ending. */
const isPath = (word: string): boolean =>
  /[/\\]/.test(word) || word.endsWith(".json") || word === "." || word === "..";

function runAt(word: string): NamedRun {
  const path = resolve(word);
  if (!existsSync(path))
    throw misnamed(
      word,
      "there is no such file or directory",
      "check the path, or write `timonel runs` for the ids",
    );
  if (!statSync(path).isDirectory()) return { kind: "document", path };
  if (!existsSync(join(path, MANIFEST)))
    throw misnamed(
      word,
      `the directory is no run: it has no ${MANIFEST}`,
      "name one of the runs in it, or its report.json",
    );
  const manifest = readManifest(path, basename(path));
  if (manifest === undefined || typeof manifest === "string") throw damagedRun(path, manifest ?? "");
  return { kind: "stored", run: { manifest, path, pinned: existsSync(join(path, PIN)) } };
}

function noneSoFar(directory: string, word: string, runs: number): UserProblem {
  const message =
    runs === 0 ? `no run is stored in ${directory}` : `there are only ${runs} runs in ${directory}`;
  const fix =
    runs === 0 ? "run `timonel backtest` first, or name the directory with --runs DIR" : "see `timonel runs`";
  return misnamed(word, message, fix);
}

function unknownRun(directory: string, word: string, { runs }: Listing): UserProblem {
  if (runs.length === 0) return noneSoFar(directory, word, 0);
  const ids = runs.map(({ manifest }) => manifest.id);
  const ends = new Map(ids.map((id) => [id.slice(id.lastIndexOf("-") + 1), id]));
  const near = nearest(word, ids) ?? ends.get(nearest(word, ends.keys()) ?? "");
  const fix = near === undefined ? "see `timonel runs`" : `did you mean ${near}?`;
  return misnamed(word, `no such run in ${directory}`, fix);
}

function ambiguous(word: string, found: readonly StoredRun[]): UserProblem {
  const ids = found.slice(0, SHOWN_MAX).map(({ manifest }) => manifest.id);
  const more = found.length > SHOWN_MAX ? ` and ${found.length - SHOWN_MAX} more` : "";
  return misnamed(
    word,
    `several runs fit: ${ids.join(", ")}${more}`,
    "write more of the id, or its last part",
  );
}

const misnamed = (found: string, message: string, fix: string): UserProblem =>
  new UserProblem({
    exitCode: 2,
    where: "command line",
    message,
    found: JSON.stringify(found),
    allowed: "an id, its beginning or its last part, last, last~1, or the path of a run",
    fix,
  });

const damagedRun = (where: string, fault: string): UserProblem =>
  new UserProblem({
    exitCode: 5,
    where,
    message: `the run is damaged: ${fault}`,
    fix: "run it again; delete the directory when nothing else is to be saved from it",
  });
