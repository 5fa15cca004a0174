import { existsSync } from "node:fs";
import { contradictions, symbolContradictions } from "./checks.ts";
import type { Config } from "./config.ts";
import type { ConfigFiles } from "./config-files.ts";
import type { Contradiction, WhereOf } from "./contradiction.ts";
import { mergeLayers } from "./layers.ts";
import { noticesFor, symbolNotices } from "./notices.ts";
import { type ConfigOverride, layerOfOverrides } from "./overrides.ts";
import { type Problem, refuseIfAny } from "./problems.ts";
import { addSymbols, resolveConfig } from "./resolve.ts";

/** What is said outside the files, weakest first. */
export interface Overrides {
  /** The verb: `backtest` decides the mode, `run` refuses to be one. */
  readonly command?: "backtest" | "run";
  readonly environment?: readonly ConfigOverride[];
  readonly commandLine?: readonly ConfigOverride[];
  /** Unified symbols of `--symbols`: they take the place of the file's list, and keep its settings where it has some. */
  readonly symbols?: readonly string[];
}

const DEFAULT_FILE = "timonel.yaml";
const NO_FILES: ConfigFiles = { layers: [], problems: [], notices: [], names: [] };

/**
 * The configuration of a run: built-in < file < included files < environment < command line. The default file is read
 * only when it is there; an `explicit` one must be. @throws ConfigProblem with everything that is wrong, exit code 2
 */
export async function loadConfig(options: {
  readonly path?: string | undefined;
  readonly explicit: boolean;
  readonly overrides?: Overrides;
}): Promise<Config> {
  const { path = DEFAULT_FILE, explicit, overrides = {} } = options;
  const files = explicit || existsSync(path) ? await readFiles(path) : NO_FILES;
  const environment = layerOfOverrides(overrides.environment ?? []);
  const commandLine = layerOfOverrides(overrides.commandLine ?? []);
  const problems: Problem[] = [...files.problems, ...environment.problems, ...commandLine.problems];

  const layer = mergeLayers([...files.layers, environment.layer, commandLine.layer]);
  const resolved = resolveConfig(layer, overrides.symbols ?? [...layer.symbols.keys()]);
  const whereOfSymbol = (symbol: string) =>
    overrides.symbols?.includes(symbol) === true ? "--symbols" : layer.symbols.get(symbol);
  const where: WhereOf = (key) =>
    layer.leaves.get(key)?.where ?? whereOfSymbol(key.replace(/^symbols\./, ""));
  problems.push(...contradictionsNotImplied(contradictions(resolved, where), problems));
  problems.push(...modeConflict(resolved.mode, overrides.command, where));
  refuseIfAny(problems.map((problem) => forCommand(problem, overrides.command)));

  const mode = overrides.command === "backtest" ? "backtest" : resolved.mode;
  const notices = [...files.notices, ...noticesFor(resolved, layer)];
  const places = Object.fromEntries([...layer.leaves].map(([key, leaf]) => [key, leaf.where]));
  return { ...resolved, mode, notices, places, sources: files.names };
}

/** YAML and the schema library cost more than all the rest of a start: only a run with a file pays for them. */
async function readFiles(path: string): Promise<ConfigFiles> {
  const { readConfigFiles } = await import("./config-files.ts");
  return readConfigFiles(path);
}

/** A default in the place of a value that was refused may contradict its neighbours: that is no news. */
const contradictionsNotImplied = (
  found: readonly Contradiction[],
  problems: readonly Problem[],
): Problem[] => {
  const faulty = new Set(problems.map(({ key }) => key));
  return found.filter(({ between }) => !between.some((key) => faulty.has(key)));
};

/** A mode that exists may still be none of the verb: advice that it refuses would not help. */
const forCommand = (problem: Problem, command: Overrides["command"]): Problem =>
  command === "run" && problem.key === "mode" && problem.found !== '"backtest"'
    ? { ...problem, allowed: "paper", fix: "write paper" }
    : problem;

function modeConflict(mode: Config["mode"], command: Overrides["command"], where: WhereOf): Problem[] {
  if (command !== "run" || mode !== "backtest") return [];
  const problem = {
    where: where("mode") ?? DEFAULT_FILE,
    key: "mode",
    message: "`timonel run` does not run a backtest",
  };
  return [
    { ...problem, found: '"backtest"', allowed: "paper", fix: "use `timonel backtest`, or --mode paper" },
  ];
}

/**
 * The config with symbols that became known after it was loaded, such as those of data files. They get the settings of a
 * symbol that nothing names, and the same checks. @throws ConfigProblem where they contradict the rest
 */
export function withSymbols(config: Config, symbols: readonly string[], where: string): Config {
  const grown = addSymbols(config, symbols);
  refuseIfAny(symbolContradictions(grown, () => where));
  const stale = new Set(symbolNotices(config));
  const notices = [...config.notices.filter((notice) => !stale.has(notice)), ...symbolNotices(grown)];
  return { ...grown, notices };
}
