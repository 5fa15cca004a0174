import { basename } from "node:path";
import { UserProblem } from "../../problem/index.ts";
import { type CompareSubject, compareRuns, renderComparison } from "../../report/index.ts";
import { findRun, type NamedRun, readRunReport, readSettings } from "../../runs/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { RunsPlace } from "./runs-place.ts";
import type { CompareOptions } from "./runs-program.ts";

/** `timonel compare RUN RUN...`: finished runs side by side. @returns the exit code */
export async function compareCommand(
  { runNames, json }: CompareOptions,
  { directory }: RunsPlace,
  terminal: Terminal,
): Promise<number> {
  const named = runNames.map((word) => findRun(directory, word));
  refuseTwice(named, runNames);
  const subjects = await Promise.all(named.map(subjectOf));
  const comparison = compareRuns(subjects);
  const curves = subjects.map(({ report }) => report.equity);
  terminal.print(json ? JSON.stringify(comparison) : renderComparison(comparison, curves, terminal.out));
  return 0;
}

/** Two words for one run are a slip of the hand: nothing would differ. @throws UserProblem, exit 2 */
function refuseTwice(named: readonly NamedRun[], words: readonly string[]): void {
  const paths = named.map((one) => (one.kind === "stored" ? one.run.path : one.path));
  const again = paths.findIndex((path, place) => paths.indexOf(path) < place);
  if (again === -1) return;
  throw new UserProblem({
    exitCode: 2,
    where: "command line",
    message: "the same run is named twice",
    found: words[again],
    allowed: "different runs",
    fix: "see `timonel runs` for the others",
  });
}

async function subjectOf(named: NamedRun): Promise<CompareSubject> {
  const report = await readRunReport(named);
  if (named.kind === "document")
    return { id: basename(named.path), report, complete: true, settings: undefined, strategies: undefined };
  const { manifest } = named.run;
  return {
    id: manifest.id,
    report,
    complete: manifest.complete,
    settings: await readSettings(named.run),
    strategies: manifest.strategies,
  };
}
