import type { CommanderError } from "commander";
import { checkVerb, usageProblemOf } from "./cli-errors.ts";
import {
  type CompareOptions,
  compareOptions,
  type ReportOptions,
  type RunsOptions,
  reportOptions,
  runsOptions,
} from "./cli-runs.ts";
import {
  type BacktestOptions,
  backtestOptions,
  type CheckOptions,
  checkOptions,
  type DoctorOptions,
  doctorOptions,
  type RunOptions,
  runOptions,
  type ScaffoldOptions,
  scaffoldOptions,
} from "./cli-values.ts";
import type { loadConfig } from "./config/index.ts";
import { type DataOptions, dataOptions, requireDataVerb } from "./data/data-options.ts";
import type { Settings } from "./settings.ts";

export type {
  BacktestOptions,
  CheckOptions,
  DoctorOptions,
  RunOptions,
  ScaffoldOptions,
} from "./cli-values.ts";

export type ParsedCommand =
  | { readonly kind: "backtest"; readonly options: BacktestOptions }
  | { readonly kind: "run"; readonly options: RunOptions }
  | { readonly kind: "check"; readonly options: CheckOptions }
  | { readonly kind: "report"; readonly options: ReportOptions }
  | { readonly kind: "runs"; readonly options: RunsOptions }
  | { readonly kind: "compare"; readonly options: CompareOptions }
  | { readonly kind: "data"; readonly options: DataOptions }
  | { readonly kind: "init"; readonly options: ScaffoldOptions }
  | { readonly kind: "new"; readonly options: ScaffoldOptions }
  | { readonly kind: "doctor"; readonly options: DoctorOptions }
  | { readonly kind: "completion"; readonly text: string }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "version"; readonly text: string };

/**
 * Understands a command line, without the names of node and script. Nothing is printed and the process never ends here:
 * help and version come back as text. @throws UserProblem with exit code 2
 */
export async function parseCommandLine(argv: readonly string[], version: string): Promise<ParsedCommand> {
  const { buildProgram } = await import("./cli-program.ts");
  const { root, verbs, chosen, printed } = buildProgram(version);
  const [first] = argv;
  if (first === undefined) {
    const { welcomeText } = await import("./welcome.ts");
    return { kind: "help", text: welcomeText(root) };
  }
  const command = Object.entries(verbs).find(([verb]) => verb === first)?.[1] ?? verbs.run;
  const options = [command, ...command.commands].flatMap((one) => one.options);
  const optionNames = options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? []);
  checkVerb(first, optionNames);
  const [, topic] = argv;
  if (first === "data") requireDataVerb(topic);
  if (first === "help" && topic !== undefined) checkVerb(topic, []); // The library shows its own help for any word.
  try {
    root.parse([...argv], { from: "user" });
  } catch (error) {
    if (!isCommanderError(error)) throw error;
    if (error.code === "commander.version") return { kind: "version", text: printed() };
    if (error.code.startsWith("commander.help")) return { kind: "help", text: printed() };
    throw usageProblemOf(error, first, optionNames);
  }
  const { verb, values = {}, what, name, words = [] } = chosen() ?? {};
  switch (verb) {
    case undefined:
      return { kind: "help", text: root.helpInformation() };
    case "backtest":
      return { kind: verb, options: backtestOptions(values) };
    case "run":
      return { kind: verb, options: runOptions(values) };
    case "check":
      return { kind: verb, options: checkOptions(values, what) };
    case "report":
      return { kind: verb, options: reportOptions(values, words) };
    case "runs":
      return { kind: verb, options: runsOptions(values) };
    case "compare":
      return { kind: verb, options: compareOptions(values, words) };
    case "data":
      return { kind: verb, options: dataOptions(values, what, words) };
    case "init":
      return { kind: verb, options: scaffoldOptions(values, what, name) };
    case "new":
      return { kind: verb, options: scaffoldOptions(values, what, name) };
    case "doctor":
      return { kind: verb, options: doctorOptions(values) };
    case "completion": {
      const { completionScript } = await import("./completion/completion.ts");
      return { kind: verb, text: completionScript(root, what ?? "") };
    }
  }
}

const isCommanderError = (error: unknown): error is CommanderError =>
  error instanceof Error && "code" in error && String(error.code).startsWith("commander.");

/** What `loadConfig` needs to know of a command line and the environment. */
export function loadOptionsOf(
  { kind, options }: Extract<ParsedCommand, { kind: "backtest" | "run" | "check" }>,
  { overrides: environment }: Pick<Settings, "overrides">,
): Parameters<typeof loadConfig>[0] {
  const { config: path, symbols, overrides: commandLine } = options;
  const overrides = {
    command: kind === "run" ? kind : ("backtest" as const), // A check plays recorded data as fast as it goes.
    environment,
    commandLine,
    ...(symbols === undefined ? {} : { symbols }),
  };
  return { path, explicit: path !== undefined, overrides };
}
