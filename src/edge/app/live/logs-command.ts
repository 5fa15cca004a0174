import { resolve } from "node:path";
import { componentsIn, followLog, type LogLine, lastLines, levelOf } from "../../logs/index.ts";
import { nearest, UserProblem } from "../../problem/index.ts";
import { renderLogLine } from "../../report/index.ts";
import { INTERRUPTED, onInterrupt } from "../cli/interrupt.ts";
import type { Terminal } from "../cli/terminal.ts";
import { loadConfig } from "../config/index.ts";
import { shown } from "../play/keep-run.ts";
import type { Settings } from "../settings.ts";
import type { LogsVerbOptions } from "./logs-program.ts";

/** `timonel logs [COMPONENT]`. With `--follow --json` each line is a document of its own. @returns the exit code */
export async function logsCommand(
  options: LogsVerbOptions,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const directory = await directoryOf(options, settings);
  const { component, follows, limit, json } = options;
  if (!follows || componentsIn(directory).length > 0) checkComponent(directory, component);
  const level = levelOf(options.level);
  const accepts = (line: LogLine): boolean => levelOf(line.level) >= level && isOf(line, options.run);
  const { lines, end } = lastLines(directory, component, limit, accepts);
  const show = (line: LogLine): void =>
    terminal.print(json ? JSON.stringify(line) : renderLogLine(line, terminal.out));
  if (!follows) {
    if (json) terminal.print(JSON.stringify({ schema: "timonel.logs/1", component, lines }));
    else for (const line of lines) show(line);
    if (lines.length === 0) terminal.note("no line fits");
    return 0;
  }
  for (const line of lines) show(line);
  const interrupt = onInterrupt();
  const closed = new AbortController();
  process.stdout.once("error", () => closed.abort()); // Whoever reads has stopped: `timonel logs -f | head`.
  try {
    const ends = AbortSignal.any([interrupt.signal, closed.signal]);
    const showIf = (line: LogLine): void => {
      if (accepts(line)) show(line);
    };
    await followLog(directory, component, end, showIf, ends);
  } finally {
    interrupt.release();
  }
  return interrupt.signal.aborted ? INTERRUPTED : 0;
}

async function directoryOf({ logs, config }: LogsVerbOptions, { overrides }: Settings): Promise<string> {
  if (logs !== undefined) return resolve(logs);
  const options = { path: config, explicit: config !== undefined, overrides: { environment: overrides } };
  return (await loadConfig(options)).logs.directory;
}

/** A misspelt component must not look like one that is quiet. @throws UserProblem, exit 2 or 5 */
function checkComponent(directory: string, component: string): void {
  const known = componentsIn(directory);
  if (known.includes(component)) return;
  const near = nearest(component, known);
  const isEmpty = known.length === 0;
  throw new UserProblem({
    exitCode: isEmpty ? 5 : 2,
    where: shown(directory),
    message: isEmpty ? "nothing is logged here" : "no such log here",
    found: component,
    allowed: isEmpty ? "logs of a `timonel run`" : known.join(", "),
    fix: isEmpty
      ? "start a run, or name the directory with --logs DIR"
      : near === undefined
        ? "name one of them"
        : `did you mean ${near}?`,
  });
}

const isOf = ({ run_id: id }: LogLine, word: string | undefined): boolean =>
  word === undefined || id === word || id.startsWith(word) || id.endsWith(`-${word}`);
