import type { LiveReport } from "../../research/index.ts";
import type { RunOptions } from "../cli/cli-options.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { LoadedRun } from "../plan/load-run.ts";
import type { Settings } from "../settings.ts";

/** A paper run that is loaded, and how it is told and played. */
export interface PaperTask {
  readonly loaded: LoadedRun;
  readonly id: string;
  readonly speed: number | "max";
  readonly live: { readonly statusEveryMs: number; onReport(report: LiveReport): void };
  readonly options: RunOptions;
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly invocation: Invocation;
  /** A line for a person. */
  say(text: string): void;
}
