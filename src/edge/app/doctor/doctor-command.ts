import { UserProblem } from "../../problem/index.ts";
import { type DoctorCheck, type DoctorDocument, renderDoctor } from "../../report/index.ts";
import type { DoctorOptions } from "../cli/cli-values.ts";
import { openTerminal } from "../cli/terminal.ts";
import { readSettings, type Settings } from "../settings.ts";
import { checkAlerts } from "./alerts.ts";
import { checkClock } from "./clock.ts";
import { checkLive } from "./live.ts";
import { checkBuild, checkDirectory, checkNode } from "./machine.ts";
import { checkParts } from "./parts.ts";
import { checkSecrets } from "./secrets.ts";
import { checkConfig, checkData, checkStrategies } from "./setup.ts";

/**
 * `timonel doctor`: looks at everything a run here would need, and says of each what to do. It writes nothing, and asks
 * no network but the webhook of alerts, where there is one. What a run would refuse is found, not thrown. @returns the exit code: 1 when something failed
 */
export async function doctorCommand(options: DoctorOptions, version: string): Promise<number> {
  const { settings, checks: environment } = readEnvironment();
  const terminal = openTerminal({
    ...options,
    ...(settings ?? { noColor: false, forceColor: false, ci: false }),
  });
  const { config, checks: configured } = await checkConfig(options.config, settings?.overrides ?? []);
  const checks: DoctorCheck[] = [
    checkNode(),
    await checkBuild(),
    await checkClock(),
    checkDirectory("here", "."),
    ...environment,
    ...configured,
    ...(config === undefined ? [] : [checkDirectory("runs", config.runs.directory)]),
    ...(config === undefined ? [] : await checkLive(config.runs.directory)),
    ...(config === undefined ? [] : [await checkAlerts(config)]),
    ...(config === undefined ? [] : await checkData(config, options.data)),
    ...(config === undefined ? [] : await checkStrategies(config, settings?.strategyPath ?? [])),
    ...checkSecrets("."),
    ...(await checkParts()),
  ];
  const count = (result: DoctorCheck["result"]): number =>
    checks.filter((check) => check.result === result).length;
  const [failed, warnings] = [count("failed"), count("warning")];
  const document: DoctorDocument = {
    schema: "timonel.doctor/1",
    version,
    healthy: failed === 0,
    warnings,
    failed,
    checks,
  };
  terminal.print(options.json ? JSON.stringify(document) : renderDoctor(document, terminal.out));
  return failed === 0 ? 0 : 1;
}

/** What the environment sets. A name that is refused is one more finding here. */
function readEnvironment(): { readonly settings?: Settings; readonly checks: readonly DoctorCheck[] } {
  const name = "environment";
  try {
    const settings = readSettings();
    const names = settings.overrides.map(({ where }) => where.replace(/^environment /, ""));
    const detail = names.length === 0 ? "sets no key of the config" : `sets ${names.join(", ")}`;
    const notices = settings.notices.map((notice) => ({ name, result: "warning" as const, detail: notice }));
    return { settings, checks: [{ name, result: "ok", detail }, ...notices] };
  } catch (error) {
    if (!(error instanceof UserProblem)) throw error;
    return {
      checks: error.message
        .split("\n")
        .map((detail) => ({ name, result: "failed" as const, detail, fix: "unset it, or correct it" })),
    };
  }
}
