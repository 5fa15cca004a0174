import { lineSink, webhookSink } from "../../alerts/index.ts";
import type { LogLevel } from "../../logs/index.ts";
import type { AlertSink } from "../../ports/index.ts";
import { UserProblem } from "../../problem/index.ts";
import type { Config } from "../config/index.ts";
import { readSecret } from "../settings.ts";

/** How a person is reached, as a run writes it down for whoever has to do it without the run. */
export interface AlertPlan {
  readonly minLevel: LogLevel;
  /** `off`: nowhere. */
  readonly urlEnv: string;
  readonly url: string;
}

export const alertPlanOf = ({ alerts: { minLevel, webhook } }: Pick<Config, "alerts">): AlertPlan => ({
  minLevel,
  ...webhook,
});

/** The address of the webhook; undefined: there is none. @throws UserProblem, exit 2, where its variable holds none */
export function webhookUrl(
  { urlEnv, url }: AlertPlan,
  secretOf: (name: string) => string | undefined = readSecret,
): string | undefined {
  if (url !== "off") return url;
  if (urlEnv === "off") return undefined;
  const secret = secretOf(urlEnv) ?? "";
  const parsed = URL.canParse(secret) ? new URL(secret) : undefined;
  if (parsed?.protocol === "https:" || parsed?.protocol === "http:") return secret;
  throw new UserProblem({
    exitCode: 2,
    where: `environment ${urlEnv}`,
    message: "alerts.webhook.url_env names this variable, and it holds no address",
    found: secret === "" ? "nothing" : "a text that is no address", // It may be a secret all the same.
    allowed: "an address that begins with https:// or http://",
    fix: `set ${urlEnv}, or write alerts: { webhook: { url_env: off } }`,
  });
}

/** Standard error, and the webhook where there is one. */
export const alertSinks = (url: string | undefined, write: (line: string) => void): readonly AlertSink[] => [
  lineSink(write),
  ...(url === undefined ? [] : [webhookSink(url)]),
];
