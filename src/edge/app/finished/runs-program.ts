import type { Command } from "commander";
import { wrongUsage } from "../cli/cli-errors.ts";
import { listOf, type RawOptions, textOf } from "../cli/cli-values.ts";

/** What the verbs about finished runs have in common. */
export interface StoreOptions {
  /** The file of `--config`, which may name the directory of runs. */
  readonly config: string | undefined;
  /** The directory of `--runs`; with it no config is read. */
  readonly runs: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
}

export interface ReportOptions extends StoreOptions {
  /** What names the run: `last`, an id, its beginning, its last part, a path. */
  readonly run: string;
  readonly csv: "trades" | "equity" | undefined;
  /** The file to write the page to. */
  readonly html: string | undefined;
}

export interface CompareOptions extends StoreOptions {
  readonly runNames: readonly string[];
}

export const SORT_KEYS = ["when", "return", "sharpe", "drawdown", "trades"] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface RunsOptions extends StoreOptions {
  /** How many to show; undefined for all. */
  readonly limit: number | undefined;
  readonly strategy: string | undefined;
  readonly sort: SortKey;
  readonly pin: readonly string[];
  readonly unpin: readonly string[];
  readonly delete: readonly string[];
  readonly yes: boolean;
}

const LIMIT = 20;
/** More do not stand side by side on any screen. */
const COMPARED_MAX = 12;
const RUN_WORDS = "an id, its beginning, its last part, last, last~1 for the one before, or a path";

type Choose = (verb: "report" | "runs" | "compare", values: RawOptions, words: readonly string[]) => void;

/** Declares the verbs about finished runs. */
export function addRunsVerbs(
  root: Command,
  choose: Choose,
  examples: (...lines: readonly string[]) => string,
): Readonly<Record<"report" | "runs" | "compare", Command>> {
  const many = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
  const verb = (name: string, description: string): Command =>
    root
      .command(name)
      .description(description)
      .option("--runs <dir>", "directory of runs (default: runs.directory of the config, runs)")
      .option("--config <file>", "config file that names it (default: timonel.yaml where there is one)");
  const report = verb("report", "show a finished run again")
    .argument("[run]", `${RUN_WORDS} (default: last)`)
    .option("--csv <table>", "print a table as CSV: trades, equity")
    .option("--html <file>", "write the page of the run to a file")
    .addHelpText(
      "after",
      examples("  timonel report last", "  timonel report 9f3c --csv trades > trades.csv"),
    )
    .action((run: string | undefined, values: RawOptions) =>
      choose("report", values, run === undefined ? [] : [run]),
    );
  const runs = verb("runs", "list finished runs, newest first; pin or delete them")
    .option("--limit <n>", `rows to show, or all (default: ${LIMIT})`)
    .option("--strategy <name>", "only runs of this strategy")
    .option("--sort <key>", `best first: ${SORT_KEYS.join(", ")}`)
    .option("--pin <run>", "never delete it to make room; repeatable", many)
    .option("--unpin <run>", "take that back; repeatable", many)
    .option("--delete <run>", "delete it; repeatable", many)
    .option("--yes", "delete without asking")
    .addHelpText("after", examples("  timonel runs --sort sharpe --limit 5", "  timonel runs --pin last"))
    .action((values: RawOptions) => choose("runs", values, []));
  const compare = verb("compare", "put finished runs side by side")
    .argument("<run...>", `two or more: ${RUN_WORDS}`)
    .addHelpText("after", examples("  timonel compare last~1 last"))
    .action((words: readonly string[], values: RawOptions) => choose("compare", values, words));
  return { report, runs, compare };
}

/** What the verbs about finished runs are told in common. */
export const storeOptions = (values: RawOptions): StoreOptions => ({
  config: textOf(values["config"]),
  runs: textOf(values["runs"]),
  json: values["json"] === true,
  quiet: values["quiet"] === true,
  color: values["color"] !== false,
});

/** @throws UserProblem for a table that there is none of, or two forms at once */
export function reportOptions(values: RawOptions, words: readonly string[]): ReportOptions {
  const [csv, html] = [textOf(values["csv"]), textOf(values["html"])];
  const forms = [values["json"] === true && "--json", csv && "--csv", html && "--html"].filter(Boolean);
  if (forms.length > 1)
    throw wrongUsage(
      "one form of a report at a time",
      forms.join(" "),
      "one of --json, --csv, --html",
      "call it twice",
    );
  if (csv !== undefined && csv !== "trades" && csv !== "equity")
    throw wrongUsage("there is no such table", csv, "trades, equity", "write --csv trades");
  return { ...storeOptions(values), run: words[0] ?? "last", csv, html };
}

/** @throws UserProblem where there is nothing to compare with, or too much */
export function compareOptions(values: RawOptions, words: readonly string[]): CompareOptions {
  if (words.length < 2 || words.length > COMPARED_MAX)
    throw wrongUsage(
      words.length < 2 ? "one run cannot be compared" : "too many runs to compare",
      String(words.length),
      `2 up to ${COMPARED_MAX} runs`,
      "write timonel compare last~1 last",
    );
  return { ...storeOptions(values), runNames: words };
}

/** @throws UserProblem for a number or a key that cannot be understood */
export function runsOptions(values: RawOptions): RunsOptions {
  const sort = textOf(values["sort"]) ?? "when";
  const key = SORT_KEYS.find((one) => one === sort);
  if (key === undefined)
    throw wrongUsage("runs cannot be sorted by that", sort, SORT_KEYS.join(", "), "write --sort sharpe");
  return {
    ...storeOptions(values),
    limit: limitOf(textOf(values["limit"]) ?? String(LIMIT)),
    strategy: textOf(values["strategy"]),
    sort: key,
    pin: listOf(values["pin"]),
    unpin: listOf(values["unpin"]),
    delete: listOf(values["delete"]),
    yes: values["yes"] === true,
  };
}

function limitOf(text: string): number | undefined {
  if (text === "all") return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw wrongUsage("--limit is no number of rows", text, "a whole number from 1, or all", "write --limit 20");
}
