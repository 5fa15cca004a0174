import { resolve } from "node:path";
import { loadConfig } from "../config/index.ts";
import type { Settings } from "../settings.ts";
import { type AlertPlan, alertPlanOf } from "../watch/alert-sinks.ts";
import type { StoreOptions } from "./runs-program.ts";

/** Where finished runs are, and how many of them are kept. */
export interface RunsPlace {
  readonly directory: string;
  /** 0: all. */
  readonly keep: number;
  /** Where alerts go; undefined where no config was read. */
  readonly alerts?: AlertPlan;
}

/** What the command line says, else the config. With `--runs` no config is read: a broken one hides no result. */
export async function runsPlace({ config, runs }: StoreOptions, { overrides }: Settings): Promise<RunsPlace> {
  if (runs !== undefined) return { directory: resolve(runs), keep: 0 };
  const options = { path: config, explicit: config !== undefined, overrides: { environment: overrides } };
  const loaded = await loadConfig(options);
  return { ...loaded.runs, alerts: alertPlanOf(loaded) };
}
