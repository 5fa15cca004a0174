import type { CommanderError } from "commander";
import type { loadConfig } from "../config/index.ts";
import type { DataCommand } from "../data/data-options.ts";
import { type DrillOptions, drillOptions } from "../drill/drill-options.ts";
import {
  type CompareOptions,
  compareOptions,
  type ReportOptions,
  type RunsOptions,
  reportOptions,
  runsOptions,
} from "../finished/runs-program.ts";
import { type KillTestOptions, killTestOptions } from "../live/kill-test-options.ts";
import { type LiveOptions, type LiveVerb, liveOptions } from "../live/live-program.ts";
import { type LogsVerbOptions, logsOptions } from "../live/logs-program.ts";
import type { Settings } from "../settings.ts";
import { type WhyOptions, whyOptions } from "../why/why-program.ts";
import { checkVerb, usageProblemOf } from "./cli-errors.ts";
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
  | { readonly kind: "logs"; readonly options: LogsVerbOptions }
  | { readonly kind: "why"; readonly options: WhyOptions }
  | { readonly kind: "init"; readonly options: ScaffoldOptions }
  | { readonly kind: "new"; readonly options: ScaffoldOptions }
  | { readonly kind: "doctor"; readonly options: DoctorOptions }
  | { readonly kind: "completion"; readonly text: string }
  | { readonly kind: "data"; readonly command: DataCommand; readonly options: DataCommand["options"] }
  | { readonly kind: "live"; readonly verb: LiveVerb; readonly options: LiveOptions }
  | { readonly kind: "drill"; readonly options: DrillOptions }
  | { readonly kind: "kill-test"; readonly options: KillTestOptions }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "version"; readonly text: string };

/**
 * Understands a command line, without the names of node and script. Nothing is printed and the process never ends here:
 * help and version come back as text. @throws UserProblem with exit code 2
 */
export async function parseCommandLine(given: readonly string[], version: string): Promise<ParsedCommand> {
  const argv = withEmergency(given);
  const { buildProgram } = await import("./cli-program.ts");
  const { checkDataVerb, dataCommandOf } = await import("../data/data-options.ts");
  const { root, verbs, dataVerbs, chosen, printed } = buildProgram(version);
  const [first, second] = argv;
  if (first === undefined) {
    const { welcomeText } = await import("./welcome.ts");
    return { kind: "help", text: welcomeText(root) };
  }
  const inner =
    first === "data" ? Object.entries(dataVerbs).find(([verb]) => verb === second)?.[1] : undefined;
  const { options, registeredArguments } =
    inner ?? Object.entries(verbs).find(([verb]) => verb === first)?.[1] ?? verbs.run;
  const optionNames = options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? []);
  checkVerb(first, optionNames);
  if (first === "data") checkDataVerb(second);
  if (first === "help" && second !== undefined) checkVerb(second, []); // The library shows its own help for any word.
  try {
    const isBare = first === "data" && second === undefined;
    root.parse(isBare ? [...argv, "--help"] : [...argv], { from: "user" });
  } catch (error) {
    if (!isCommanderError(error)) throw error;
    if (error.code === "commander.version") return { kind: "version", text: printed() };
    if (error.code.startsWith("commander.help")) return { kind: "help", text: printed() };
    const words = registeredArguments.map((one) => one.name());
    throw usageProblemOf(error, inner === undefined ? first : `${first} ${second}`, optionNames, words);
  }
  const { verb, values = {}, what, name, dataVerb = "list", words = [] } = chosen() ?? {};
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
    case "logs":
      return { kind: verb, options: logsOptions(values, words) };
    case "why":
      return { kind: verb, options: whyOptions(values, words) };
    case "init":
      return { kind: verb, options: scaffoldOptions(values, what, name) };
    case "new":
      return { kind: verb, options: scaffoldOptions(values, what, name) };
    case "status":
    case "positions":
    case "orders":
    case "trades":
    case "halt":
    case "resume":
    case "flatten":
    case "emergency":
    case "start":
    case "stop":
    case "approve":
    case "reject":
    case "replay":
      return { kind: "live", verb, options: liveOptions(verb, values, words) };
    case "drill":
      return { kind: verb, options: drillOptions(values) };
    case "kill-test":
      return { kind: verb, options: killTestOptions(values) };
    case "doctor":
      return { kind: verb, options: doctorOptions(values) };
    case "completion": {
      const { completionScript } = await import("../completion/completion.ts");
      return { kind: verb, text: completionScript(root, what ?? "") };
    }
    case "data": {
      const command = dataCommandOf(dataVerb, words, values);
      return { kind: verb, command, options: command.options };
    }
  }
}

const isCommanderError = (error: unknown): error is CommanderError =>
  error instanceof Error && "code" in error && String(error.code).startsWith("commander.");

/** What `loadConfig` needs to know of a command line and the environment. */
export function loadOptionsOf(
  { kind, options }: Extract<ParsedCommand, { kind: "backtest" | "run" | "check" | "data" }>,
  { overrides: environment }: Pick<Settings, "overrides">,
): Parameters<typeof loadConfig>[0] {
  const { config: path, overrides: commandLine } = options;
  const symbols = "symbols" in options ? options.symbols : undefined;
  const overrides = {
    command: kind === "run" ? kind : ("backtest" as const), // A check plays recorded data as fast as it goes.
    environment,
    commandLine,
    ...(symbols === undefined ? {} : { symbols }),
  };
  return { path, explicit: path !== undefined, overrides };
}

/** `--mode emergency`, as people write it who have no time to look up more, is the verb. */
function withEmergency(argv: readonly string[]): readonly string[] {
  const options = argv[0] === "run" ? argv.slice(1) : argv;
  const joined = options.indexOf("--mode=emergency");
  if (joined !== -1) return ["emergency", ...options.toSpliced(joined, 1)];
  const at = options.indexOf("--mode");
  return at !== -1 && options[at + 1] === "emergency" ? ["emergency", ...options.toSpliced(at, 2)] : argv;
}
