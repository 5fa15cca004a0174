import { nearest, UserProblem } from "../../problem/index.ts";
import { listUnfinished, type UnfinishedRun } from "../../runner/index.ts";
import { shown } from "../play/keep-run.ts";
import { isPlayed } from "./free-run.ts";

/** Exit code of a word that means nothing here. */
const NOT_UNDERSTOOD = 2;

/**
 * The unfinished run that a word means; without a word, the only one, or the only one that a process plays: what lies
 * here dead stands in nobody's way. `naming` is how the verb is told which one.
 * @throws UserProblem, exit 2
 */
export function findLive(
  runs: string,
  word: string | undefined,
  naming: (run: string) => string = (run) => `--run ${run}`,
): UnfinishedRun {
  const found = matching(runs, word);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const named = only === undefined ? listUnfinished(runs) : found;
  const living = named.filter(isPlayed);
  const [alone] = living;
  if (word === undefined && alone !== undefined && living.length === 1) return alone;
  const names = named.map(({ facts }) => facts.run);
  const which = nearest(word ?? "", names) ?? alone?.facts.run ?? names[0];
  throw new UserProblem({
    exitCode: 2,
    where: shown(runs),
    message: messageOf(found.length, named.length, living.length),
    ...(word === undefined ? {} : { found: word }),
    allowed: which === undefined ? "a run that goes on" : named.map((one) => marked(one, living)).join(", "),
    fix:
      which === undefined
        ? "start one with `timonel run`, or name the directory with --runs DIR"
        : `say which: ${naming(which)}`,
  });
}

const marked = (run: UnfinishedRun, living: readonly UnfinishedRun[]): string =>
  living.includes(run) ? run.facts.run : `${run.facts.run} (no process plays it)`;

function messageOf(found: number, all: number, living: number): string {
  if (found > 0 && living === 0) return "several runs are not finished, and no process plays any of them";
  if (found > 0) return living === found ? "several runs go on" : "several runs are not finished";
  return all > 0 ? "no such run goes on here" : "no run goes on here";
}

/** Unfinished runs that a word may mean; without one, all. */
export const matching = (runs: string, word: string | undefined): readonly UnfinishedRun[] =>
  listUnfinished(runs).filter(
    ({ facts: { run } }) =>
      word === undefined || run === word || run.startsWith(word) || run.endsWith(`-${word}`),
  );

/** The unfinished run that a word means where no finished one was found by it. @throws what was found instead, or UserProblem */
export function unfinishedInstead(
  error: unknown,
  runs: string,
  word: string,
  naming: (run: string) => string,
): UnfinishedRun {
  const isUnknown = error instanceof UserProblem && error.exitCode === NOT_UNDERSTOOD;
  if (!isUnknown || word === "" || matching(runs, word).length === 0) throw error;
  return findLive(runs, word, naming);
}
