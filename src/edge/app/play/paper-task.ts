import type { LiveReport } from "../../research/index.ts";
import type { RunOptions } from "../cli/cli-options.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { LoadedRun } from "../plan/load-run.ts";
import type { Settings } from "../settings.ts";

/** How a run is told while it goes on. */
export interface Telling {
  readonly statusEveryMs: number;
  onReport(report: LiveReport): void;
}

/** A paper run that is loaded, and how it is told and played. */
export interface PaperTask {
  readonly loaded: LoadedRun;
  /** The name of a new run; one that is taken up has its own. */
  readonly id: string;
  readonly speed: number | "max";
  readonly options: RunOptions;
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly invocation: Invocation;
  /** A line for a person. */
  say(text: string): void;
  /** Says which run is played: not before it is known, for it may be one that is taken up, or none. */
  announce(run: string): Telling;
}
