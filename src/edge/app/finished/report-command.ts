import { resolve } from "node:path";
import { UserProblem } from "../../problem/index.ts";
import { csvOf, renderSummary } from "../../report/index.ts";
import { findRun, type NamedRun, PAGE, readDocument, readRunFile, readRunReport } from "../../runs/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import { unfinishedInstead } from "../live/find-live.ts";
import { shown } from "../play/keep-run.ts";
import { writeWhole } from "../write-whole.ts";
import type { RunsPlace } from "./runs-place.ts";
import type { ReportOptions } from "./runs-program.ts";

/** `timonel report RUN`: shows a finished run again, as its backtest did. @returns the exit code */
export async function reportCommand(
  options: ReportOptions,
  { directory }: RunsPlace,
  terminal: Terminal,
): Promise<number> {
  const named = findFinished(directory, options.run);
  if (options.html !== undefined) {
    writeWhole(options.html, pageOf(named));
    terminal.note(`wrote ${shown(resolve(options.html))}`);
  } else if (options.json) terminal.print(await readDocument(named));
  else {
    const report = await readRunReport(named);
    terminal.print(
      options.csv === undefined ? renderSummary(report, terminal.out) : csvOf(options.csv, report),
    );
  }
  return 0;
}

/** @throws UserProblem, exit 2 for a word that means none or several, or a run that is not finished; exit 5 */
function findFinished(directory: string, word: string): NamedRun {
  try {
    return findRun(directory, word);
  } catch (error) {
    const naming = (run: string) => `timonel status ${run}`;
    const { facts } = unfinishedInstead(error, directory, word, naming);
    throw new UserProblem({
      exitCode: 2,
      where: facts.run,
      message: "this run is not finished: its report is made when it ends",
      found: JSON.stringify(word),
      allowed: "a finished run",
      fix: `see how it stands with \`${naming(facts.run)}\``,
    });
  }
}

/** The page was made when the run was stored: its bars are no part of the document. @throws UserProblem, exit 2 or 5 */
function pageOf(named: NamedRun): string {
  if (named.kind === "stored") return readRunFile(named.run, PAGE);
  throw new UserProblem({
    exitCode: 2,
    where: "command line",
    message: "a document by itself has no page: the bars of its charts are not in it",
    found: shown(named.path),
    allowed: "a stored run",
    fix: "name a run of `timonel runs`",
  });
}
