import { resolve } from "node:path";
import { UserProblem } from "../../problem/index.ts";
import { csvOf, renderSummary } from "../../report/index.ts";
import { findRun, type NamedRun, PAGE, readDocument, readRunFile, readRunReport } from "../../runs/index.ts";
import type { Terminal } from "../cli/terminal.ts";
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
  const named = findRun(directory, options.run);
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
