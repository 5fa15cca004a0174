import type { Command } from "commander";
import { LOG_LEVELS, type LogLevel } from "../../logs/index.ts";
import { wrongUsage } from "../cli/cli-errors.ts";
import { type RawOptions, textOf } from "../cli/cli-values.ts";
import { type StoreOptions, storeOptions } from "../finished/runs-program.ts";

export interface LogsVerbOptions extends Omit<StoreOptions, "runs"> {
  /** Whose log: `main` is everything. */
  readonly component: string;
  readonly follows: boolean;
  readonly level: LogLevel;
  /** Part of the id of a run; undefined: all runs. */
  readonly run: string | undefined;
  readonly limit: number;
  /** The directory; undefined: that of the config. */
  readonly logs: string | undefined;
}

const EXAMPLES = [
  "  timonel logs                      the latest lines of everything",
  "  timonel logs -f orders            the orders, as they come",
  "  timonel logs --level WARNING --run 6181 --limit 200",
  "  timonel logs signals --json",
];

const LIMIT = 50;
const LIMIT_MAX = 100_000;

type Choose = (values: RawOptions, words: readonly string[]) => void;

/** Declares the verb that shows what runs have logged. */
export const addLogsVerb = (
  root: Command,
  choose: Choose,
  examples: (...lines: readonly string[]) => string,
): Command =>
  root
    .command("logs")
    .description("show what runs have logged: the latest lines, or as they come")
    .argument(
      "[component]",
      "main (default), error, daily, live, alerts, data, orders, signals, risk, runner, status, strategies",
    )
    .option("-f, --follow", "go on with what is written, until Ctrl-C")
    .option("--level <level>", `${LOG_LEVELS.join(", ")}: that, and what is more urgent`)
    .option("--run <run>", "of this run only: its id, its beginning or its last part")
    .option("--limit <n>", `so many lines at most (default: ${LIMIT})`)
    .option("--logs <dir>", "directory of the logs (default: logs.directory of the config, logs)")
    .option("--config <file>", "config file that names it (default: timonel.yaml where there is one)")
    .addHelpText("after", examples(...EXAMPLES))
    .action((component: string | undefined, values: RawOptions) =>
      choose(values, component === undefined ? [] : [component]),
    );

/** @throws UserProblem, exit 2, for a level or a limit that is none */
export function logsOptions(values: RawOptions, [component = "main"]: readonly string[]): LogsVerbOptions {
  const { runs: _, ...common } = storeOptions(values);
  return {
    ...common,
    component,
    follows: values["follow"] === true,
    level: levelIn(textOf(values["level"])),
    run: textOf(values["run"]),
    limit: limitIn(textOf(values["limit"])),
    logs: textOf(values["logs"]),
  };
}

function levelIn(text: string | undefined): LogLevel {
  if (text === undefined) return "DEBUG";
  const level = LOG_LEVELS.find((one) => one === text.toUpperCase());
  if (level !== undefined) return level;
  throw wrongUsage("--level is no level", text, LOG_LEVELS.join(", "), "write --level WARNING");
}

function limitIn(text: string | undefined): number {
  if (text === undefined) return LIMIT;
  const limit = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw wrongUsage("--limit is no number of lines", text, `1 to ${LIMIT_MAX}`, "write --limit 200");
}
