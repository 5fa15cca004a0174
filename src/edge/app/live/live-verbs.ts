import { refuseFileOfRuns } from "../../runs/index.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import { runsPlace } from "../finished/runs-place.ts";
import type { Settings } from "../settings.ts";
import type { LiveOptions, LiveVerb } from "./live-program.ts";

/** The verbs about runs that go on. @returns the exit code */
export async function liveVerb(
  verb: LiveVerb,
  options: LiveOptions,
  settings: Settings,
  terminal: Terminal,
  invocation: Invocation,
): Promise<number> {
  const place = await runsPlace(options, settings);
  if (verb !== "emergency") refuseFileOfRuns(place.directory); // That one stops what it can, wherever it is called.
  switch (verb) {
    case "emergency": {
      const { emergencyCommand } = await import("./emergency-command.ts");
      return emergencyCommand(options, place, settings, terminal, invocation);
    }
    case "replay": {
      const { replayCommand } = await import("./replay-command.ts");
      return replayCommand(options, place, settings, terminal, invocation);
    }
    case "status":
    case "positions":
    case "orders":
    case "trades": {
      const { lookCommand } = await import("./look-command.ts");
      return lookCommand(verb, options, place, terminal);
    }
    case "approve":
    case "reject": {
      const { answerCommand } = await import("./answer-command.ts");
      return answerCommand(verb, options, place, terminal);
    }
    case "halt":
    case "resume":
    case "flatten":
    case "start":
    case "stop": {
      const { controlCommand } = await import("./control-command.ts");
      return controlCommand(verb, options, place, terminal);
    }
  }
}
