import type { ParsedCommand } from "../cli/cli-options.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { Settings } from "../settings.ts";
import { compareCommand } from "./compare-command.ts";
import { reportCommand } from "./report-command.ts";
import { runsCommand } from "./runs-command.ts";
import { runsPlace } from "./runs-place.ts";

/** The verbs that look at finished runs and play none. @returns the exit code */
export async function finishedRuns(
  parsed: Extract<ParsedCommand, { kind: "report" | "runs" | "compare" }>,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const place = await runsPlace(parsed.options, settings);
  switch (parsed.kind) {
    case "report":
      return reportCommand(parsed.options, place, terminal);
    case "runs":
      return runsCommand(parsed.options, place, terminal);
    case "compare":
      return compareCommand(parsed.options, place, terminal);
  }
}
