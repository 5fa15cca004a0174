import { UserProblem } from "../../problem/index.ts";
import { listUnfinished, type UnfinishedRun } from "../../runner/index.ts";
import { shown } from "../play/keep-run.ts";

/**
 * The unfinished run that a word means; without a word, the only one. `howToSay`: how one of several is named.
 * @throws UserProblem, exit 2
 */
export function findLive(
  runs: string,
  word: string | undefined,
  howToSay = "say which with --run",
): UnfinishedRun {
  const found = matching(runs, word);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const names = found.map(({ facts }) => facts.run);
  throw new UserProblem({
    exitCode: 2,
    where: shown(runs),
    message: only === undefined ? "no run goes on here" : "several runs go on",
    ...(word === undefined ? {} : { found: word }),
    allowed: only === undefined ? "a run that goes on" : names.join(", "),
    fix:
      only === undefined ? "start one with `timonel run`, or name the directory with --runs DIR" : howToSay,
  });
}

/** Unfinished runs that a word may mean; without one, all. */
export const matching = (runs: string, word: string | undefined): readonly UnfinishedRun[] =>
  listUnfinished(runs).filter(
    ({ facts: { run } }) =>
      word === undefined || run === word || run.startsWith(word) || run.endsWith(`-${word}`),
  );
