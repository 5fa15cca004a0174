import { join } from "node:path";
import { LOG_LEVELS } from "../../logs/index.ts";
import type { UnfinishedRun } from "../../runner/index.ts";
import { CONFIG } from "../../runs/index.ts";
import { loadConfig } from "../config/index.ts";
import { type LoadedRun, loadRun } from "../plan/load-run.ts";
import type { Settings } from "../settings.ts";

/**
 * Loads what a run is made of from the config that was written beside it. That says neither where it is stored nor where
 * it logs: it is stored where it was begun, in `runs`, whoever closes it, and logs where it did. @throws UserProblem
 */
export async function loadLeft(
  { facts, directory }: UnfinishedRun,
  runs: string,
  settings: Settings,
): Promise<LoadedRun> {
  const loaded = await loadBeside(directory, settings);
  const { config } = loaded;
  const kept = facts.onEmergency?.logs;
  const level = LOG_LEVELS.find((one) => one === kept?.level);
  const logs = kept === undefined || level === undefined ? config.logs : { directory: kept.directory, level };
  return { ...loaded, config: { ...config, runs: { ...config.runs, directory: runs }, logs } };
}

/** The same as it was written. @throws UserProblem */
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
