import { join } from "node:path";
import { CONFIG } from "../../runs/index.ts";
import { loadConfig } from "../config/index.ts";
import { type LoadedRun, loadRun } from "../plan/load-run.ts";
import type { Settings } from "../settings.ts";

/** Loads what a run is made of from the config that was written beside it. @throws UserProblem */
export async function loadBeside(directory: string, settings: Settings): Promise<LoadedRun> {
  const config = await loadConfig({ path: join(directory, CONFIG), explicit: true, overrides: {} });
  return loadRun(config, {
    data: [],
    strategyPath: settings.strategyPath,
    defaultStrategy: undefined,
    onFault: "stop strategy",
    isAttended: true,
  });
}
