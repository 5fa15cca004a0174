import { join } from "node:path";
import { UserProblem } from "../problem/index.ts";
import type { StoredRun } from "./list-runs.ts";
import { readRunFile } from "./read-run.ts";

/** The config of a run, as its directory keeps it. */
export const CONFIG = "config.yaml";

/**
 * The keys of a run's config that differ from the defaults, dotted, with their values as text.
 * @throws UserProblem, exit 5, when it is missing or damaged
 */
export async function readSettings(run: StoredRun): Promise<Readonly<Record<string, string>>> {
  const { parse } = await import("yaml");
  const settings: Record<string, string> = {};
  const walk = (group: object, path: string): void => {
    for (const [name, value] of Object.entries(group)) {
      const key = path === "" ? name : `${path}.${name}`;
      if (typeof value === "object" && value !== null && !Array.isArray(value)) walk(value, key);
      else if (value !== null)
        settings[key] = typeof value === "object" ? JSON.stringify(value) : String(value);
    }
  };
  const text = readRunFile(run, CONFIG);
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    throw new UserProblem({
      exitCode: 5,
      where: join(run.path, CONFIG),
      message: "this is no YAML",
      found: error instanceof Error ? error.message.split("\n", 1)[0] : undefined,
      fix: "run it again: `timonel runs --json` and run.json tell the command",
    });
  }
  if (typeof raw === "object" && raw !== null) walk(raw, "");
  return settings;
}
