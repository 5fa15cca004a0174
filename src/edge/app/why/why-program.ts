import type { Command } from "commander";
import type { StoryName } from "../../../core/views/index.ts";
import { wrongUsage } from "../cli/cli-errors.ts";
import { type RawOptions, textOf } from "../cli/cli-values.ts";
import type { StoreOptions } from "../finished/runs-program.ts";
import { storeOptions } from "../finished/runs-program.ts";

export interface WhyOptions extends StoreOptions {
  /** What names the run: `last`, an id, its beginning, its last part, a path; undefined: the one that goes on, else the last. */
  readonly run: string | undefined;
  readonly name: StoryName;
  /** The limit to be left out; undefined: none. */
  readonly without: string | undefined;
}

const EXAMPLES = [
  "  timonel why 17                                why its 17th order is there",
  "  timonel why last~1 trade:12                   the entry of trade 12 of the run before it",
  "  timonel why signal:40 --without StopTooNear   what would have happened without a limit",
];

type Choose = (values: RawOptions, words: readonly string[]) => void;

/** Declares the verb that explains an order. */
export const addWhyVerb = (
  root: Command,
  choose: Choose,
  examples: (...lines: readonly string[]) => string,
): Command =>
  root
    .command("why")
    .usage("[options] [RUN] ORDER")
    .description("tell why an order is there, or why a signal was refused, with every number behind it")
    .argument(
      "<order...>",
      "an ordinal, or trade:12 for the entry of a trade, or signal:40; the word before it names the run (default: the one that goes on, else the last)",
    )
    .option("--without <limit>", "play the run again without a limit: StopTooNear, or the key of the config")
    .option("--runs <dir>", "directory of runs (default: runs.directory of the config, runs)")
    .option("--config <file>", "config file that names it (default: timonel.yaml where there is one)")
    .addHelpText("after", examples(...EXAMPLES))
    .action((words: readonly string[], values: RawOptions) => choose(values, words));

/** @throws UserProblem, exit 2, for words that are no order */
export function whyOptions(values: RawOptions, words: readonly string[]): WhyOptions {
  if (words.length > 2)
    throw wrongUsage(
      "one order at a time",
      words.join(" "),
      "a run and an order",
      "write timonel why last 17",
    );
  const [order = "", run] = [...words].reverse();
  return { ...storeOptions(values), run, name: nameOf(order), without: textOf(values["without"]) };
}

const NAME = /^(?:(order|trade|signal):)?([1-9]\d{0,14})$/;

function nameOf(word: string): StoryName {
  const [, kind = "order", number] = NAME.exec(word) ?? [];
  if (number === undefined)
    throw wrongUsage(
      "this names no order",
      word,
      "an ordinal such as 17, trade:12, signal:40",
      "write timonel why 17, or timonel why RUN 17",
    );
  return { kind: kind as "order" | "trade" | "signal", number: Number(number) };
}
