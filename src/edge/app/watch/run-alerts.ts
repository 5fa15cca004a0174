import { type Alerts, openAlerts } from "../../alerts/index.ts";
import type { LogEvent } from "../../logs/index.ts";
import type { Alert } from "../../ports/index.ts";
import type { LiveListener, RunNote } from "../../runner/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { LoadedRun } from "../plan/load-run.ts";
import { alertPlanOf, alertSinks, webhookUrl } from "./alert-sinks.ts";
import { alertOfFailure, alertOfNote, alertOfReport, alertOfResumed } from "./told-alerts.ts";

/** The alerts of a run, and what they are made of. */
export interface RunAlerts extends Alerts, Pick<LiveListener, "onReport" | "onResumed"> {
  onNote(note: RunNote): void;
  failed(error: unknown): void;
  /** The latest as lines, oldest first. */
  lines(): readonly string[];
}

/** @throws UserProblem, exit 2, where the webhook has no address */
export function openRunAlerts(
  { config, plan }: LoadedRun,
  run: string,
  terminal: Terminal,
  log: (event: LogEvent) => void,
): RunAlerts {
  const settings = alertPlanOf(config);
  const failure = (message: string): void => {
    terminal.call(`notice: ${message}`);
    log({ level: "ERROR", component: "alerts", type: "alerts_failed", data: { message } });
  };
  const alerts = openAlerts({
    minLevel: settings.minLevel,
    run,
    sinks: alertSinks(webhookUrl(settings), terminal.call),
    onRaised: ({ level, type, text }) =>
      log({ level, component: "alerts", type: "alert", data: { type, text }, also: ["live"] }),
    onFailure: failure,
  });
  const raise = (what: Parameters<Alerts["raise"]>[0] | undefined): void => {
    if (what !== undefined) alerts.raise(what);
  };
  return {
    raise: alerts.raise,
    recent: alerts.recent,
    close: alerts.close,
    onReport: (report) => raise(alertOfReport(report, plan.runs)),
    onNote: (note) => raise(alertOfNote(note)),
    onResumed: (resumed) => raise(alertOfResumed(resumed)),
    failed: (error) => raise(alertOfFailure(error)),
    lines: () => alerts.recent.map(lineOf),
  };
}

/** `2026-11-21 19:10:05 ERROR halted: …`. */
const lineOf = ({ at, level, text }: Alert): string =>
  `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} ${level} ${text}`;
