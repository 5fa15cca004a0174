import { isOutsideTrigger } from "../../../core/domain/index.ts";
import type { Raised } from "../../alerts/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { faultText, type LiveReport, type PlannedRun } from "../../research/index.ts";
import type { LiveListener, RunNote } from "../../runner/index.ts";

type Latch = Extract<LiveReport, { kind: "latch" }>["latch"];

const LEFT = {
  halt: "",
  reduce: "; half of every position is being left",
  flatten: "; every position is being left",
} as const;

/** Latches whose alert says more elsewhere: whoever halts a run, and whoever watches over it, say why. */
const isToldElsewhere = (kind: Latch["kind"]): boolean =>
  kind === "operator" || kind === "emergency" || isOutsideTrigger(kind);

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

function alertOfLatch({ kind, reached, allowed, endsBy, action }: Latch): Raised | undefined {
  if (isToldElsewhere(kind)) return undefined;
  const left = action === undefined ? "" : LEFT[action];
  const text = `latched: ${kind} reached ${percent(reached)}, the limit is ${percent(allowed)}${left}; no new risk until ${endsBy}`;
  const level = action !== undefined ? "CRITICAL" : endsBy === "resume" ? "ERROR" : "WARNING";
  return { level, type: "latched", text };
}

/** What a person should know of what a run reports. */
export function alertOfReport(report: LiveReport, runs: readonly PlannedRun[]): Raised | undefined {
  switch (report.kind) {
    case "latch":
      return alertOfLatch(report.latch);
    case "liquidation":
      return { level: "CRITICAL", type: "liquidated", text: `${report.symbol} was liquidated by its venue` };
    case "fault": {
      const text = `stopped: ${faultText(report.fault, runs)}; it adds no more risk, its protection stays`;
      return { level: "ERROR", type: "strategy_stopped", text };
    }
    case "approval": {
      const { what, entry } = report.told;
      if (what !== "asked") return undefined;
      const { id, symbol, why } = entry;
      const text = `opening ${id} of ${symbol} waits for you: ${why}; \`timonel approve ${id}\` or \`timonel reject ${id}\``;
      return { level: "WARNING", type: "approval_asked", text };
    }
    case "fill":
    case "status":
      return undefined;
  }
}

/** Commands of persons: an emergency and triggers tell more themselves. */
const TOLD_COMMANDS: readonly string[] = ["halt", "resume", "flatten", "stop", "start", "approve", "reject"];

/** The same of what it tells its logs. */
export function alertOfNote(note: RunNote): Raised | undefined {
  switch (note.kind) {
    case "alarm": {
      const { symbol, why, look = "look at the venue" } = note;
      const text =
        symbol === undefined
          ? `halted: ${why}; ${look}, then \`timonel resume\``
          : `stopped trading ${symbol}: ${why}; ${look}, then \`timonel start ${symbol}\` takes over what is there`;
      return { level: "ERROR", type: symbol === undefined ? "halted" : "stopped", text };
    }
    case "command": {
      const { do: deed, by, approval, symbol = note.symbol } = note.command;
      // Who asked for what was refused was answered; nobody else has to know.
      if (!TOLD_COMMANDS.includes(deed) || note.result !== "obeyed") return undefined;
      const what = `${deed}${approval === undefined ? "" : ` of opening ${approval}`}`;
      const text = `${what}${symbol === undefined ? "" : ` of ${symbol}`}, asked for by ${by}`;
      return { level: "INFO", type: "command", text };
    }
    case "feed broken": {
      const { symbol, found, expected, times } = note;
      const again = times > 1 ? `, ${times} times since the last alert` : "";
      const text = `the live data of ${symbol} are not whole${again}: found ${found}, expected ${expected}; no entries until a bar comes whole`;
      return { level: "WARNING", type: "feed_not_whole", text };
    }
    case "feed mended":
      return { level: "INFO", type: "feed_whole", text: `the live data of ${note.symbol} are whole again` };
    case "ignored bars":
    case "signal":
    case "refusal":
    case "order":
    case "day":
    case "untold":
      return undefined;
  }
}

/** The run was left by a process that died. */
export const alertOfResumed = ({ replayed, changed }: Parameters<LiveListener["onResumed"]>[0]): Raised => ({
  level: "WARNING",
  type: "run_resumed",
  text: `taken up where its process left it, ${replayed} records later${changed === 0 ? "" : `; ${changed} answers of strategies would be others now`}`,
});

/** It ended by something that nobody asked for: a journal that cannot be written, a strategy that hangs, a bug. */
export function alertOfFailure(error: unknown): Raised {
  const whole = error instanceof UserProblem ? error.details.message : String(error);
  const text = `the run is not played any more: ${whole.split("\n", 1)[0] ?? ""}`;
  return { level: "CRITICAL", type: "run_failed", text };
}
