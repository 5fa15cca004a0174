import type { Command } from "commander";
import { wrongUsage } from "../cli/cli-errors.ts";
import { type RawOptions, textOf } from "../cli/cli-values.ts";

export interface DrillOptions {
  /** The first, and how many from there on. */
  readonly first: number;
  readonly seeds: number;
  /** What is left of the storm, in words that are still to be read; undefined: all of it. */
  readonly reduced: string | undefined;
  /** To reduce the storm to the least that breaks, in so many drills at most; undefined: only to play it. */
  readonly shrinkRuns: number | undefined;
  /** Where to keep that; "" is tests/drills. */
  readonly save: string | undefined;
  /** Bugs to plant: all of them, or these. Undefined: the program is drilled as it is. */
  readonly mutants: "all" | readonly string[] | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
}

const SEEDS = 100;
/** Of planted bugs: the rarest take about three hundred. */
const SEEDS_OF_BUGS = 400;
const SHRINK_RUNS = 400;
const SEEDS_MAX = 10_000_000;

export const addDrillVerb = (
  root: Command,
  choose: (values: RawOptions) => void,
  examples: (...lines: readonly string[]) => string,
): Command =>
  root
    .command("drill")
    .description(
      "trade through storms of faults on a virtual clock, an hour a seed, and show that no promise breaks",
    )
    .option(
      "--seeds <n>",
      `storms (default: ${SEEDS}), with --mutants at most so many a bug (default: ${SEEDS_OF_BUGS})`,
    )
    .option("--from <seed>", "the first of them (default: 1)")
    .option("--seed <seed>", "this one storm, again")
    .option("--reduced <parts>", "of this storm only these parts, as --shrink prints them")
    .option(
      "--shrink [n]",
      `reduce it to the least that breaks, in n drills at most (default: ${SHRINK_RUNS})`,
    )
    .option("--save [file]", "keep that as a case for the tests (default: in tests/drills)")
    .option("--mutants", "plant bugs, one at a time, and show that each is caught")
    .option("--mutant <ids>", "plant these alone: M7, or M7,M12")
    .addHelpText(
      "after",
      examples(
        "  timonel drill --seeds 1000 --json",
        "  timonel drill --seed 123",
        "  timonel drill --seed 123 --shrink",
        "  timonel drill --mutants",
      ),
    )
    .action((values: RawOptions) => choose(values));

/** @throws UserProblem, exit 2, for a number that is none, or options that do not go together */
export function drillOptions(values: RawOptions): DrillOptions {
  const one = textOf(values["seed"]);
  if (one !== undefined && (values["seeds"] !== undefined || values["from"] !== undefined))
    throw wrongUsage(
      "--seed names one storm",
      "--seed beside --seeds or --from",
      "one of them",
      "leave one out",
    );
  const seed = numberOf("--seed", one);
  const { reduced, shrink, save } = values;
  for (const [option, value] of Object.entries({ "--reduced": reduced, "--shrink": shrink }))
    if (value !== undefined && seed === undefined)
      throw wrongUsage(
        `${option} is of one storm`,
        `${option} without --seed`,
        `${option} beside --seed`,
        `write timonel drill --seed 123 ${option}`,
      );
  if (save !== undefined && shrink === undefined)
    throw wrongUsage(
      "--save keeps what --shrink found",
      "--save without --shrink",
      "--save beside --shrink",
      "write timonel drill --seed 123 --shrink --save",
    );
  const mutants = mutantsOf(values);
  if (mutants !== undefined && (reduced !== undefined || shrink !== undefined))
    throw wrongUsage(
      "planted bugs are drilled in whole storms",
      `--mutants beside ${shrink === undefined ? "--reduced" : "--shrink"}`,
      "one of them",
      "leave one out",
    );
  const usual = mutants === undefined ? SEEDS : SEEDS_OF_BUGS;
  return {
    first: seed ?? numberOf("--from", textOf(values["from"])) ?? 1,
    seeds: one === undefined ? (numberOf("--seeds", textOf(values["seeds"])) ?? usual) : 1,
    reduced: textOf(reduced),
    shrinkRuns: shrink === true ? SHRINK_RUNS : numberOf("--shrink", textOf(shrink)),
    save: save === true ? "" : textOf(save),
    mutants,
    json: values["json"] === true,
    quiet: values["quiet"] === true,
    color: values["color"] !== false,
  };
}

function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= SEEDS_MAX) return number;
  throw wrongUsage(
    option === "--shrink" ? "--shrink is no number of drills" : `${option} is no number of a seed`,
    text,
    `a whole number from 1 up to ${SEEDS_MAX}`,
    `write ${option} 100`,
  );
}

function mutantsOf(values: RawOptions): DrillOptions["mutants"] {
  const ids = textOf(values["mutant"]);
  if (ids === undefined) return values["mutants"] === true ? "all" : undefined;
  return ids.split(",").map((id) => id.trim().toUpperCase());
}
