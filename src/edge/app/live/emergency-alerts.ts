import { type Alerts, openAlerts } from "../../alerts/index.ts";
import { messageOf } from "../../problem/index.ts";
import type { Command, UnfinishedRun } from "../../runner/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import { type AlertPlan, alertSinks, webhookUrl } from "../watch/alert-sinks.ts";
import { doneText, type EmergencyDocument } from "./emergency-report.ts";

/** An emergency waits so long for its alerts, once everything is done. */
const WAIT_MS = 2_000;

/** What a person is told of an emergency, by the process that carries it out. Nothing here may stand in its way. */
export interface EmergencyAlerts {
  /** Tells what it came to. Resolves when that is told, at the latest after two seconds. */
  end(document: EmergencyDocument): Promise<void>;
}

/** Raises the first alert. Where: as the runs say that are to be stopped, else as the config does. */
export function openEmergencyAlerts(
  runs: readonly UnfinishedRun[],
  { by }: Command,
  configured: AlertPlan | undefined,
  { call: write }: Pick<Terminal, "call">,
): EmergencyAlerts {
  const plans = runs.flatMap(({ facts: { onEmergency } }) => onEmergency?.alerts ?? []);
  const names = runs.map(({ facts }) => facts.run);
  const opened = distinct(plans.length > 0 ? plans : configured === undefined ? [] : [configured]);
  const alerts = opened.map((plan, place): Alerts => {
    // The terminal is told once, whatever the runs say; the document says the rest.
    const url = urlOf(plan, write);
    const sinks = alertSinks(url, place === 0 ? write : () => undefined);
    const onFailure = (text: string): void => write(`notice: ${text}`);
    return openAlerts({
      minLevel: plan.minLevel,
      run: names.length === 1 ? (names[0] ?? null) : null,
      sinks,
      onFailure,
    });
  });
  const stops = names.length === 0 ? "there is no run to stop" : `stopping ${names.join(", ")}`;
  for (const one of alerts)
    one.raise({ level: "CRITICAL", type: "emergency", text: `emergency called by ${by}: ${stops}` });
  return {
    end: async ({ flat, left, closed, cancelled, latched }) => {
      const done = doneText({ closed, cancelled });
      const text = flat
        ? `emergency: everything is stopped and flat, ${done}${latched ? "" : "; NOT latched, a new run would trade"}`
        : `emergency: NOT everything is closed, ${done}; left: ${left.join(", ")}`;
      for (const one of alerts)
        one.raise({ level: flat && latched ? "WARNING" : "CRITICAL", type: "emergency_over", text });
      await Promise.all(alerts.map((one) => one.close(WAIT_MS)));
    },
  };
}

/** Several runs of one config are one person to tell. */
const distinct = (plans: readonly AlertPlan[]): readonly AlertPlan[] => [
  ...new Map(plans.map((plan) => [`${plan.urlEnv} ${plan.url}`, plan])).values(),
];

/** An address that is missing costs the alert, not the emergency. */
function urlOf(plan: AlertPlan, write: (line: string) => void): string | undefined {
  try {
    return webhookUrl(plan);
  } catch (error) {
    write(`notice: alerts do not reach the webhook: ${messageOf(error)}`);
    return undefined;
  }
}
