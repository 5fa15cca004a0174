import type { Command } from "commander";
import { LOG_LEVELS } from "../../logs/index.ts";
import { shippedStrategies } from "../../strategies/index.ts";
import { CHECKS } from "../cli/cli-errors.ts";
import { KEYS } from "../config/index.ts";
import { SWITCHABLE } from "../why/without.ts";

/** What may follow: words, a file, a directory, or something only the person knows. */
export type Values = readonly string[] | "file" | "directory" | "free";

/** One verb, or the program itself, as a shell has to know it. */
export interface CommandWords {
  /** The verb behind the ones before it; empty for the program. */
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  /** What a bare word behind the verb may be. */
  readonly argument: Values;
  readonly commands: readonly CommandWords[];
}

interface OptionWords {
  readonly long: string;
  readonly short: string | undefined;
  readonly description: string;
  /** What follows the option; undefined when nothing does. */
  readonly values: Values | undefined;
}

/** Shells there is a script for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** Lengths of bars that venues have; others are understood too. */
const TIMEFRAMES = "1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 1w".split(" ");

const modes = (): readonly string[] => {
  const spec = KEYS["mode"];
  return spec?.kind === "choice" ? spec.choices.filter((mode) => mode !== "backtest") : [];
};

/** Values of options by name, the same with every verb. An option that is not named here takes what only a person knows. */
const OPTION_VALUES: Readonly<Record<string, () => Values>> = {
  "--config": () => "file",
  "--data": () => "file",
  "--strategy": shippedStrategies,
  "--timeframe": () => TIMEFRAMES,
  "--mode": modes,
  "--csv": () => ["trades", "equity"],
  "--html": () => "file",
  "--runs": () => "directory",
  "--logs": () => "directory",
  "--level": () => LOG_LEVELS,
  "--speed": () => ["max", "1000", "100000"],
  "--without": () => SWITCHABLE,
};

/** Bare words behind a verb. */
const ARGUMENTS: Readonly<Record<string, () => Values>> = {
  check: () => CHECKS,
  new: () => ["strategy"],
  init: () => "directory",
  completion: () => SHELLS,
};

/** Everything that can be typed, from the program that understands it: what `--help` hides is not offered. */
export function wordsOf(command: Command, before: readonly string[] = []): CommandWords {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((one) => one.name() !== "help");
  const path = before.join(" ");
  const names = commands.map((one) => one.name());
  const words = commands.map((one) => wordsOf(one, [...before, one.name()]));
  const [firstLine = ""] = command.description().split("\n", 1);
  return {
    name: before.at(-1) ?? "",
    description: firstLine,
    options: help.visibleOptions(command).map(({ long, short, description, required, optional }) => ({
      long: long ?? short ?? "",
      short: short === long ? undefined : short,
      description: description.split("\n", 1)[0] ?? "",
      values: required || optional ? (OPTION_VALUES[long ?? ""]?.() ?? "free") : undefined,
    })),
    argument: ARGUMENTS[path]?.() ?? "free",
    commands: before.length === 0 ? [...words, helpOf(names)] : words,
  };
}

/** `timonel help VERB`. */
const helpOf = (verbs: readonly string[]): CommandWords => ({
  name: "help",
  description: "show the help of a verb",
  options: [],
  argument: verbs,
  commands: [],
});

/** Every command of the tree with the words that lead to it, the program first. */
export function allOf(
  command: CommandWords,
  path: readonly string[] = [],
): readonly { readonly path: string; readonly command: CommandWords }[] {
  const below = command.commands.flatMap((one) => allOf(one, [...path, one.name]));
  return [{ path: path.join(" "), command }, ...below];
}

/** Options that take a value, over all verbs: a shell must step over it to find the verb. */
export function valuedOptions(root: CommandWords): readonly (readonly [option: string, values: Values])[] {
  const found = new Map<string, Values>();
  for (const { command } of allOf(root))
    for (const { long, values } of command.options) if (values !== undefined) found.set(long, values);
  return [...found];
}
