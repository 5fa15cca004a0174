/** Modes, settings and the command line: the one place where everything meets. */
import { Console } from "node:console";
import { Writable } from "node:stream";
import { InvariantBroken } from "../../core/base/index.ts";
import { UserProblem } from "../problem/index.ts";
import { loadOptionsOf, type ParsedCommand, parseCommandLine } from "./cli/cli-options.ts";
import { DIRECT, type Outlet, type Output, openQueued } from "./cli/output.ts";
import { openTerminal } from "./cli/terminal.ts";
import { type Config, loadConfig } from "./config/index.ts";
import { programVersion } from "./program.ts";
import { readSettings } from "./settings.ts";

/** A bug of ours. */
const BUG = 70;

/** The front door of the command line. @returns the exit code of CONTRACT; prints errors itself */
export async function main(argv: string[]): Promise<number> {
  let output = DIRECT;
  const onLost = (error: NodeJS.ErrnoException): void => tellOfLostResult(error, output.err);
  process.stdout.on("error", onLost);
  process.stderr.on("error", () => undefined); // Nobody is left to be told; the exit code still says how it ended.
  globalThis.console = new Console(process.stderr); // A strategy may print: standard output belongs to the result.
  let code: number;
  try {
    const parsed = await parseCommandLine(argv, programVersion());
    if ("text" in parsed) {
      process.stdout.write(parsed.text);
      return 0;
    }
    if (isTrading(parsed)) {
      output = openQueued(parsed.options.json, onLost);
      globalThis.console = consoleOn(output.err);
    }
    code = await runVerb(parsed, argv, output);
  } catch (error) {
    code = explain(error, output.err);
  }
  if (!(await output.close())) process.exit(code);
  return code;
}

/** Whether this process speaks to a venue while it prints: a terminal that stands still must not hold it up. */
const isTrading = (parsed: Exclude<ParsedCommand, { text: string }>): boolean =>
  parsed.kind === "run" || (parsed.kind === "live" && parsed.verb === "emergency");

function consoleOn(outlet: Outlet): Console {
  const stdout = new Writable({
    decodeStrings: false, // A console writes texts.
    write: (text: string, _encoding, done) => {
      outlet.write(text);
      done();
    },
  });
  return new Console({ stdout, colorMode: process.stderr.isTTY && process.stderr.hasColors() });
}

async function runVerb(
  parsed: Exclude<ParsedCommand, { text: string }>,
  argv: readonly string[],
  output: Output,
): Promise<number> {
  if (parsed.kind === "doctor") {
    // It reads the environment by itself: a setting that is refused is a finding there.
    const { doctorCommand } = await import("./doctor/doctor-command.ts");
    return doctorCommand(parsed.options, programVersion());
  }
  const settings = readSettings();
  const { options } = parsed;
  const terminal = openTerminal({ ...options, ...settings }, output);
  for (const notice of settings.notices) terminal.note(`notice: ${notice}`);
  if (parsed.kind === "init" || parsed.kind === "new") {
    const { scaffold } = await import("./scaffold/scaffold.ts");
    return scaffold(parsed.kind, parsed.options, terminal);
  }
  if (parsed.kind === "report" || parsed.kind === "runs" || parsed.kind === "compare") {
    const { finishedRuns } = await import("./finished/finished-runs.ts");
    return finishedRuns(parsed, settings, terminal);
  }
  if (parsed.kind === "drill" && parsed.options.shrinkRuns !== undefined) {
    const { shrinkCommand } = await import("./drill/shrink-command.ts");
    return shrinkCommand(parsed.options, parsed.options.shrinkRuns, terminal);
  }
  if (parsed.kind === "drill") {
    const { drillCommand } = await import("./drill/drill-command.ts");
    return drillCommand(parsed.options, terminal);
  }
  if (parsed.kind === "kill-test") {
    const { killTestCommand } = await import("./live/kill-test-command.ts");
    return killTestCommand(parsed.options, terminal);
  }
  if (parsed.kind === "why") {
    const { whyCommand } = await import("./why/why-command.ts");
    return whyCommand(parsed.options, settings, terminal);
  }
  if (parsed.kind === "logs") {
    const { logsCommand } = await import("./live/logs-command.ts");
    return logsCommand(parsed.options, settings, terminal);
  }
  const invocation = { argv, version: programVersion() };
  if (parsed.kind === "live") {
    const { liveVerb } = await import("./live/live-verbs.ts");
    return liveVerb(parsed.verb, parsed.options, settings, terminal, invocation);
  }
  const readConfig = (): Promise<Config> => loadConfig(loadOptionsOf(parsed, settings));
  // Each verb loads only the code it needs: a short command starts in a moment.
  if (parsed.kind === "backtest") {
    const { backtestCommand } = await import("./play/backtest-command.ts");
    return backtestCommand(parsed.options, readConfig, settings, terminal, invocation);
  }
  if (parsed.kind === "data") {
    const { dataCommand } = await import("./data/data-command.ts");
    return dataCommand(parsed.command, readConfig, terminal);
  }
  if (parsed.kind === "check") {
    const { checkCommand } = await import("./play/check-command.ts");
    return checkCommand(parsed.options, readConfig, settings, terminal);
  }
  const { paperCommand } = await import("./play/paper-command.ts");
  return paperCommand(parsed.options, readConfig, settings, terminal, invocation);
}

/**
 * Whoever reads our output may stop reading: `timonel backtest | head` is no error. What could not be written is one, but
 * no reason to end a run: it is told, and the exit code says it when everything else is done.
 */
function tellOfLostResult(error: NodeJS.ErrnoException, err: Outlet): void {
  if (error.code === "EPIPE") return;
  const { message, exitCode } = new UserProblem({
    exitCode: 5,
    where: "standard output",
    message: "the result cannot be written",
    found: error.code ?? error.message,
    fix: `${error.code === "ENOSPC" ? "free some space on the disk" : "send it elsewhere"}, then run this again`,
  });
  err.write(`${message}\n`);
  process.once("exit", (code) => {
    // A refusal stays one; but what a check found is not there to be read.
    if (code <= 1) process.exitCode = exitCode;
  });
}

/** People get a sentence they can act on; only a bug of ours shows where it happened. */
function explain(error: unknown, err: Outlet): number {
  if (error instanceof UserProblem) {
    err.write(`${error.message}\n`);
    return error.exitCode;
  }
  const kind = error instanceof InvariantBroken ? "a broken invariant" : "an unexpected error";
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  err.write(`this is a bug in timonel, ${kind}:\n${detail}\n`);
  return BUG;
}
