import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { BacktestReport } from "../../../core/views/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { csvOf, headlineOf } from "../../report/index.ts";
import {
  CONFIG,
  type FileFacts,
  listRuns,
  PAGE,
  pruneRuns,
  REPORT,
  type RunManifest,
  roomHint,
  storeRun,
} from "../../runs/index.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import { type Config, effectiveYaml } from "../config/index.ts";
import type { LoadedRun, ReadFiles } from "../plan/load-run.ts";
import type { Settings } from "../settings.ts";
import type { FinishedRun } from "./finished-run.ts";
import type { PageMaker } from "./run-page.ts";

/** A directory of runs that is a file would be found out after the last bar. @throws UserProblem, exit 2 */
export function checkRunsDirectory({ runs, places }: Config): void {
  if (!existsSync(runs.directory) || statSync(runs.directory).isDirectory()) return;
  throw new UserProblem({
    exitCode: 2,
    where: places["runs.directory"] ?? "runs.directory",
    message: "runs cannot be stored there: it is no directory",
    found: shown(runs.directory),
    allowed: "a directory, which need not exist",
    fix: "name another one with --runs DIR, or add --no-keep",
  });
}

/**
 * Stores a finished run and makes room where the config says so. A run that cannot be stored is still a result: it gets
 * a notice, not an error. @returns the report under the name that the run really has, and where it lies
 */
export function keepRun(
  run: FinishedRun,
  page: PageMaker | undefined,
  settings: Settings,
  terminal: Terminal,
  invocation: Invocation,
): { readonly report: BacktestReport; readonly path: string | undefined } {
  const { directory, keep } = run.loaded.config.runs;
  const created = Date.now();
  const named = (id: string): BacktestReport => ({ ...run.report, run: id });
  const stored = storeRun(directory, run.report.run, (id) => ({
    manifest: manifestOf(run, id, created, settings, invocation),
    files: filesOf(named(id), configText(run.loaded, named(id)), page),
  }));
  if ("reason" in stored) {
    const fix = "name another directory with --runs DIR, or add --no-keep";
    terminal.note(`notice: the run was not stored in ${shown(directory)}: ${stored.reason}; fix: ${fix}`);
    return { report: run.report, path: undefined };
  }
  makeRoom(directory, keep, stored.manifest.id, terminal);
  return { report: named(stored.manifest.id), path: stored.path };
}

/** Counting the room of a few runs would cost more than they take. */
const COUNT_FROM = 50;

function makeRoom(directory: string, keep: number, stored: string, terminal: Terminal): void {
  try {
    if (keep > 0) {
      const gone = pruneRuns(directory, keep, stored);
      if (gone.length > 0)
        terminal.note(
          `deleted the oldest ${gone.length === 1 ? "run" : `${gone.length} runs`} (runs.keep: ${keep})`,
        );
      return;
    }
    const listing = listRuns(directory);
    const hint = listing.runs.length < COUNT_FROM ? undefined : roomHint(listing, keep);
    if (hint !== undefined) terminal.note(`notice: ${hint}`);
  } catch (error) {
    // The new run is safe; what could not be deleted will be tried again after the next one.
    terminal.note(
      `notice: old runs were not deleted: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The files of a run by name; its manifest stands beside them. */
const filesOf = (
  report: BacktestReport,
  config: string,
  page: PageMaker | undefined,
): Readonly<Record<string, string>> => ({
  [REPORT]: `${JSON.stringify(report)}\n`,
  "trades.csv": csvOf("trades", report),
  "equity.csv": csvOf("equity", report),
  [CONFIG]: config,
  ...(page && { [PAGE]: page(report, config) }),
});

/** A config that plays the run again: `timonel backtest --config runs/ID/config.yaml`. */
export function configText(loaded: LoadedRun, report: BacktestReport): string {
  const hashes = [
    `# config   ${report.configHash}`,
    `# data     ${report.dataHash}`,
    `# decision ${report.hash}`,
  ];
  return configIn(join(loaded.config.runs.directory, report.run), loaded, report.run, hashes);
}

/** The same for any directory, with lines of comment. */
export function configIn(
  own: string,
  { config, files }: LoadedRun,
  run: string,
  comments: readonly string[],
): string {
  const project = dirname(resolve(config.runs.directory));
  // What lies in the project moves with it; what lies elsewhere stays where it is.
  const pathOf = (file: string): string => {
    const within = relative(project, file);
    return within.startsWith("..") || isAbsolute(within) ? file : relative(own, file);
  };
  const read = (symbol: string): Partial<ReadFiles> => files.find((one) => one.symbol === symbol) ?? {};
  return [
    `# The config of run ${run}, everything in force; what is commented out is the built-in default.`,
    `# timonel backtest --config ${CONFIG} decides the same again.`,
    ...comments,
    effectiveYaml(config, read, pathOf),
  ].join("\n");
}

function manifestOf(
  { report, loaded, isComplete, data }: FinishedRun,
  id: string,
  created: number,
  settings: Settings,
  { argv, version }: Invocation,
): Omit<RunManifest, "schema" | "files"> {
  const { plan } = loaded;
  return {
    id,
    command: report.command,
    created,
    complete: isComplete,
    hash: report.hash,
    configHash: report.configHash,
    dataHash: report.dataHash,
    headline: headlineOf(report),
    again: {
      commandLine: [...argv],
      directory: process.cwd(),
      environment: settings.ours,
      version,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    },
    strategies: plan.runs.map(({ source, instrument, params }) => ({
      symbol: plan.instruments[instrument]?.symbol ?? "",
      name: source.name,
      params,
      file: fileURLToPath(source.url),
      sha256: hashFile(fileURLToPath(source.url)).sha256,
    })),
    data,
  };
}

/** The files of market data with their hashes. Reads them all again: call it while the run is playing. */
export const hashFiles = ({ files }: LoadedRun): RunManifest["data"] =>
  [...new Set(files.flatMap(({ data, funding, mark, others }) => [data, funding, mark, ...others]))].flatMap(
    (path) => (path === undefined ? [] : [{ path, ...hashFile(path) }]),
  );

/** Without a hash where a file is gone meanwhile: the run has read it, and is none the worse. */
function hashFile(path: string): FileFacts {
  try {
    const content = readFileSync(path);
    return { bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") };
  } catch {
    return { bytes: 0, sha256: "" };
  }
}

/** A path as a person would write it here. */
export function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith("..") || isAbsolute(near) ? path : near || ".";
}
