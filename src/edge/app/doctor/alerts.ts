import { webhookSink } from "../../alerts/index.ts";
import { UserProblem } from "../../problem/index.ts";
import type { DoctorCheck } from "../../report/index.ts";
import type { Config } from "../config/index.ts";
import { alertPlanOf, webhookUrl } from "../watch/alert-sinks.ts";

const NAME = "alerts";
const ANSWER_MS_MAX = 5_000;

/** Whether the webhook takes an alert: it is sent one that says that it is a test. */
export async function checkAlerts(config: Config): Promise<DoctorCheck> {
  const plan = alertPlanOf(config);
  const key = plan.url === "off" ? `environment ${plan.urlEnv}` : "alerts.webhook.url";
  try {
    const url = webhookUrl(plan);
    if (url === undefined) {
      const detail = "they go to standard error and the logs; no webhook is configured";
      return { name: NAME, result: "ok", detail };
    }
    const text = "this is a test: timonel doctor looks whether alerts arrive";
    const alert = { level: "INFO", type: "test", text, at: Date.now(), run: null, lost: 0 } as const;
    await webhookSink(url).deliver(alert, AbortSignal.timeout(ANSWER_MS_MAX));
    return { name: NAME, result: "ok", detail: `the webhook (${key}) took a test alert` };
  } catch (error) {
    if (error instanceof UserProblem) {
      const { where = key, message, fix } = error.details;
      const detail = `${where}: ${message}`;
      return { name: NAME, result: "failed", detail, ...(fix === undefined ? {} : { fix }) };
    }
    const reason = error instanceof Error ? error.message : String(error);
    const detail = `the webhook (${key}) did not take a test alert: ${reason}`;
    return { name: NAME, result: "failed", detail, fix: `start what listens there, or correct ${key}` };
  }
}
