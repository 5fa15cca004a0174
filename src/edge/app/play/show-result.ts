import { renderSummary } from "../../report/index.ts";
import type { BacktestOptions } from "../cli/cli-options.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { Settings } from "../settings.ts";
import { writeWhole } from "../write-whole.ts";
import { commandAgain } from "./again.ts";
import type { FinishedRun } from "./finished-run.ts";
import { configText, keepRun, shown } from "./keep-run.ts";
import { pageOf } from "./run-page.ts";

/**
 * Stores a finished run, then prints it: what is printed is what was stored. `onStored` hears where, before anything is
 * printed. @throws UserProblem, exit 2, for a page that cannot be written, when everything else is done
 */
export async function showResult(
  run: FinishedRun,
  { json, quiet, isKept, html }: BacktestOptions,
  settings: Settings,
  terminal: Terminal,
  invocation: Invocation,
  onStored: (path: string) => void = () => undefined,
): Promise<void> {
  const wantsPage = isKept || html !== undefined;
  const page = wantsPage ? await pageOf(run, commandAgain(invocation.argv)) : undefined;
  const { report, path } = isKept
    ? keepRun(run, page, settings, terminal, invocation)
    : { report: run.report, path: undefined };
  if (path !== undefined) onStored(path);
  terminal.print(json ? JSON.stringify(report) : renderSummary(report, terminal.out));
  if (!json && !quiet && path !== undefined) printPlace(path, terminal);
  if (html === undefined || page === undefined) return;
  writeWhole(html, page(report, configText(run.loaded, report)));
  terminal.note(`wrote ${html}`);
}

function printPlace(path: string, terminal: Terminal): void {
  const where = `Stored in ${shown(path)},`;
  const again = "its page is report.html there.";
  // A path is never cut: it is what one copies.
  terminal.print(
    where.length + 1 + again.length <= terminal.out.width ? `${where} ${again}` : `${where}\n${again}`,
  );
}
