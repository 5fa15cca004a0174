import { nearest, UserProblem } from "../../problem/index.ts";
import { listUnfinished, type UnfinishedRun } from "../../runner/index.ts";
import { shown } from "../play/keep-run.ts";

/**
 * The unfinished run that a word means; without a word, the only one. `naming` is how the verb is told which one.
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
  const all = listUnfinished(runs);
  const names = (only === undefined ? all : found).map(({ facts }) => facts.run);
  const which = nearest(word ?? "", names) ?? names[0];
  throw new UserProblem({
    exitCode: 2,
    where: shown(runs),
    message: messageOf(found.length, all.length),
    ...(word === undefined ? {} : { found: word }),
    allowed: which === undefined ? "a run that goes on" : names.join(", "),
    fix:
      which === undefined
        ? "start one with `timonel run`, or name the directory with --runs DIR"
        : `say which: ${naming(which)}`,
  });
}

function messageOf(found: number, all: number): string {
  if (found > 0) return "several runs go on";
  return all > 0 ? "no such run goes on here" : "no run goes on here";
}

/** Unfinished runs that a word may mean; without one, all. */
export const matching = (runs: string, word: string | undefined): readonly UnfinishedRun[] =>
  listUnfinished(runs).filter(
    ({ facts: { run } }) =>
      word === undefined || run === word || run.startsWith(word) || run.endsWith(`-${word}`),
  );
