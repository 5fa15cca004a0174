import { renderSummary } from "../report/index.ts";
import type { BacktestOptions } from "./cli-options.ts";
import type { Invocation } from "./invocation.ts";
import { type FinishedRun, keepRun, shown } from "./keep-run.ts";
import type { Settings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

/** Stores a finished run, then prints it: what is printed is what was stored. */
export function showResult(
  run: FinishedRun,
  { json, quiet, store }: BacktestOptions,
  settings: Settings,
  terminal: Terminal,
  invocation: Invocation,
): void {
  const { report, path } = store
    ? keepRun(run, settings, terminal, invocation)
    : { report: run.report, path: undefined };
  terminal.print(json ? JSON.stringify(report) : renderSummary(report, terminal.out));
  if (json || quiet || path === undefined) return;
  const where = `Stored in ${shown(path)},`;
  const again = "shown again by timonel report.";
  // A path is never cut: it is what one copies.
  terminal.print(
    where.length + 1 + again.length <= terminal.out.width ? `${where} ${again}` : `${where}\n${again}`,
  );
}
